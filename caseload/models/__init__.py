"""What a PWP works with each day."""

from caseload.models.allocation import Allocation
from caseload.models.call import Call, Caller
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
    Proposal,
    RiskAsked,
    SeenAs,
)
from caseload.models.document import (
    Document,
    DocumentContent,
    DocumentKind,
    DocumentReading,
    DocumentWithdrawal,
    FileKind,
    MentionsHarm,
)
from caseload.models.draft import ContactDraft
from caseload.models.ending import EndingWithOpenRisk
from caseload.models.escalation import Escalation, RiskHandover
from caseload.models.flag import CaseFlag
from caseload.models.internet import InternetTherapyLog
from caseload.models.kept import KeptSummary
from caseload.models.label import CaseLabel, Label, SavedView
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
from caseload.models.safety_plan import AboutWhom, SafeguardingReferral, SafetyPlan
from caseload.models.summary import CaseSummary
from caseload.models.typed import CameBy, TypedReferral
from caseload.models.waiting import OptIn, OptInAnswer, OverrideKind, WaitingOverride

__all__ = [
    "AboutWhom",
    "Allocation",
    "Attendance",
    "Call",
    "CallAttempt",
    "Caller",
    "CameBy",
    "CareContact",
    "CaseFlag",
    "CaseLabel",
    "CaseSummary",
    "ContactDraft",
    "ContactKind",
    "ContactState",
    "Correction",
    "Document",
    "DocumentContent",
    "DocumentKind",
    "DocumentReading",
    "DocumentWithdrawal",
    "EndingWithOpenRisk",
    "Escalation",
    "ExtrasState",
    "FileKind",
    "InternetTherapyLog",
    "Intervention",
    "KeptSummary",
    "Label",
    "MentionsHarm",
    "MissedFollowUp",
    "OptIn",
    "OptInAnswer",
    "OverrideKind",
    "PastAttempts",
    "PlanDone",
    "Proposal",
    "Reminder",
    "RiskAction",
    "RiskAsked",
    "RiskHandover",
    "RiskOutcome",
    "RiskReview",
    "RiskSignal",
    "SafeguardingReferral",
    "SafetyPlan",
    "SavedView",
    "SeenAs",
    "SignalSource",
    "Thoughts",
    "TypedReferral",
    "WaitingOverride",
]
