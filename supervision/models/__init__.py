"""Meetings, the cases in them, and what was decided."""

from supervision.models.amendment import SupervisionAmendment
from supervision.models.check_in import CheckInPart, CheckInWords
from supervision.models.decision import DecisionCode, SupervisionAction, SupervisionDecision
from supervision.models.item import Part, SupervisionItem
from supervision.models.kept import KeptRow
from supervision.models.overtime import OvertimeAgreement, OvertimeShare
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
from supervision.models.turn import SupervisionTurn

__all__ = [
    "Attended",
    "CheckInPart",
    "CheckInWords",
    "DecisionCode",
    "EveryWeeks",
    "HowPractised",
    "KeptRow",
    "OvertimeAgreement",
    "OvertimeShare",
    "Part",
    "Side",
    "SkillsAttendance",
    "SkillsForm",
    "SkillsGroup",
    "SkillsKind",
    "SkillsMember",
    "SkillsPractice",
    "SkillsSession",
    "SupervisionAction",
    "SupervisionAmendment",
    "SupervisionDecision",
    "SupervisionItem",
    "SupervisionQuestion",
    "SupervisionSession",
    "SupervisionTurn",
]
