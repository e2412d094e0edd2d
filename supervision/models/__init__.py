"""Meetings, the cases in them, and what was decided."""

from supervision.models.decision import DecisionCode, SupervisionAction, SupervisionDecision
from supervision.models.item import Part, SupervisionItem
from supervision.models.question import SupervisionQuestion
from supervision.models.session import Side, SupervisionSession
from supervision.models.skills import (
    Attended,
    EveryWeeks,
    HowPractised,
    SkillsAttendance,
    SkillsForm,
    SkillsGroup,
    SkillsKind,
    SkillsMember,
    SkillsPractice,
    SkillsSession,
)

__all__ = [
    "Attended",
    "DecisionCode",
    "EveryWeeks",
    "HowPractised",
    "Part",
    "Side",
    "SkillsAttendance",
    "SkillsAttendance",
    "SkillsForm",
    "SkillsForm",
    "SkillsGroup",
    "SkillsGroup",
    "SkillsKind",
    "SkillsKind",
    "SkillsMember",
    "SkillsMember",
    "SkillsPractice",
    "SkillsPractice",
    "SkillsSession",
    "SkillsSession",
    "SupervisionAction",
    "SupervisionDecision",
    "SupervisionItem",
    "SupervisionQuestion",
    "SupervisionSession",
]
