"""Meetings, the cases in them, and what was decided."""

from supervision.models.decision import DecisionCode, SupervisionAction, SupervisionDecision
from supervision.models.item import Part, SupervisionItem
from supervision.models.question import SupervisionQuestion
from supervision.models.session import SupervisionSession

__all__ = [
    "DecisionCode",
    "Part",
    "SupervisionAction",
    "SupervisionDecision",
    "SupervisionItem",
    "SupervisionQuestion",
    "SupervisionSession",
]
