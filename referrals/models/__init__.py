"""Patients, referrals and what hangs from them."""

from referrals.models.alike import AlikeOutcome, LookAlike, ReferringOrganisation
from referrals.models.asked_for import AskedFor, PartOfDay
from referrals.models.circumstances import (
    Condition,
    EmploymentStatus,
    LongTermCondition,
    WeeklyHours,
    WorkStatus,
    YesNoNotKnown,
)
from referrals.models.equality import (
    DisabilityKind,
    Equality,
    EqualityAnswers,
    Ethnicity,
    GivenGender,
    Orientation,
    Religion,
    YesNo,
)
from referrals.models.merge import Merge, MergeStep, NhsNumberChoice
from referrals.models.next_step import NextStep, NextStepKind
from referrals.models.patient import Gender, OnMerge, Patient
from referrals.models.pause import PauseReason, WaitPause
from referrals.models.places import (
    Commissioner,
    PlacesEdition,
    PlacesKind,
    Postcode,
    Practice,
)
from referrals.models.problem import ProblemDescriptor
from referrals.models.referral import (
    DIED,
    SENT_ON,
    TO_TRIAGE,
    EndCode,
    Medium,
    Referral,
    ReferralQuerySet,
    ReferralSource,
    ReferralStep,
    Status,
    TriageDecision,
)
from referrals.models.signposting import DirectoryEntry, HelpArea, Signposting, TakenUp
from referrals.models.stated import (
    Consent,
    ConsentFollowed,
    ConsentKind,
    ConsentMethod,
    StatedNeeds,
)
from referrals.models.timeline import TimelineKind, TimelineNote
from referrals.models.triage import ScreeningCall, ScreeningOutcome, Triage

__all__ = [
    "DIED",
    "SENT_ON",
    "TO_TRIAGE",
    "AlikeOutcome",
    "AskedFor",
    "Commissioner",
    "Condition",
    "Consent",
    "ConsentFollowed",
    "ConsentKind",
    "ConsentMethod",
    "DirectoryEntry",
    "DisabilityKind",
    "EmploymentStatus",
    "EndCode",
    "Equality",
    "EqualityAnswers",
    "Ethnicity",
    "Gender",
    "GivenGender",
    "HelpArea",
    "LongTermCondition",
    "LookAlike",
    "Medium",
    "Merge",
    "MergeStep",
    "NextStep",
    "NextStepKind",
    "NhsNumberChoice",
    "OnMerge",
    "Orientation",
    "PartOfDay",
    "Patient",
    "PauseReason",
    "PlacesEdition",
    "PlacesKind",
    "Postcode",
    "Practice",
    "ProblemDescriptor",
    "Referral",
    "ReferralQuerySet",
    "ReferralSource",
    "ReferralStep",
    "ReferringOrganisation",
    "Religion",
    "ScreeningCall",
    "ScreeningOutcome",
    "Signposting",
    "StatedNeeds",
    "Status",
    "TakenUp",
    "TimelineKind",
    "TimelineNote",
    "Triage",
    "TriageDecision",
    "WaitPause",
    "WeeklyHours",
    "WorkStatus",
    "YesNo",
    "YesNoNotKnown",
]
