"""Meetings, the cases in them, and what was decided."""

from supervision.models.decision import DecisionCode, SupervisionAction, SupervisionDecision
from supervision.models.item import Part, SupervisionItem
from supervision.models.question import SupervisionQuestion
from supervision.models.session import Side, SupervisionSession

__all__ = [
    "Attended",
    "DecisionCode",
    "EveryWeeks",
    "HowPractised",
    "Part",
    "SkillsAttendance",
    "SkillsForm",
    "SkillsGroup",
    "SkillsKind",
    "SkillsMember",
    "SkillsPractice",
    "SkillsSession",
    "Side",
    "SupervisionAction",
    "SupervisionDecision",
    "SupervisionItem",
    "SupervisionQuestion",
    "SupervisionSession",
]
