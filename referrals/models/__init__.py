"""Patients, referrals and what hangs from them."""

from referrals.models.alike import AlikeOutcome, LookAlike, ReferringOrganisation
from referrals.models.asked_for import AskedFor, PartOfDay
from referrals.models.merge import Merge, MergeStep, NhsNumberChoice
from referrals.models.next_step import NextStep, NextStepKind
from referrals.models.patient import Gender, OnMerge, Patient
from referrals.models.pause import PauseReason, WaitPause
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
    EqualityAnswers,
    StatedNeeds,
    YesNo,
)
from referrals.models.timeline import TimelineKind, TimelineNote
from referrals.models.triage import ScreeningCall, ScreeningOutcome, Triage

__all__ = [
    "DIED",
    "SENT_ON",
    "TO_TRIAGE",
    "AlikeOutcome",
    "AskedFor",
    "Consent",
    "ConsentFollowed",
    "ConsentKind",
    "ConsentMethod",
    "DirectoryEntry",
    "EndCode",
    "EqualityAnswers",
    "Gender",
    "HelpArea",
    "LookAlike",
    "Medium",
    "Merge",
    "MergeStep",
    "NextStep",
    "NextStepKind",
    "NhsNumberChoice",
    "OnMerge",
    "PartOfDay",
    "Patient",
    "PauseReason",
    "ProblemDescriptor",
    "Referral",
    "ReferralQuerySet",
    "ReferralSource",
    "ReferralStep",
    "ReferringOrganisation",
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
    "YesNo",
]
