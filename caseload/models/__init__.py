"""What a PWP works with each day."""

from caseload.models.allocation import Allocation
from caseload.models.contact import (
    Attendance,
    CallAttempt,
    CareContact,
    ContactKind,
    ContactState,
    Correction,
    ExtrasState,
    Intervention,
    MissedFollowUp,
    PlanDone,
    RiskAsked,
)
from caseload.models.draft import ContactDraft
from caseload.models.flag import CaseFlag
from caseload.models.reminder import Reminder
from caseload.models.risk import (
    PastAttempts,
    RiskAction,
    RiskOutcome,
    RiskReview,
    RiskSignal,
    SignalSource,
    Thoughts,
)
from caseload.models.summary import CaseSummary

__all__ = [
    "Allocation",
    "Attendance",
    "CallAttempt",
    "CareContact",
    "CaseFlag",
    "CaseSummary",
    "ContactDraft",
    "ContactKind",
    "ContactState",
    "Correction",
    "ExtrasState",
    "Intervention",
    "MissedFollowUp",
    "PastAttempts",
    "PlanDone",
    "Reminder",
    "RiskAction",
    "RiskAsked",
    "RiskOutcome",
    "RiskReview",
    "RiskSignal",
    "SignalSource",
    "Thoughts",
]
