"""Patients, referrals and what hangs from them."""

from referrals.models.asked_for import AskedFor, PartOfDay
from referrals.models.next_step import NextStep, NextStepKind
from referrals.models.patient import Gender, Patient
from referrals.models.pause import PauseReason, WaitPause
from referrals.models.problem import ProblemDescriptor
from referrals.models.referral import (
    DIED,
    EndCode,
    Medium,
    Referral,
    ReferralQuerySet,
    ReferralSource,
    ReferralStep,
    Status,
)
from referrals.models.stated import (
    Consent,
    ConsentKind,
    ConsentMethod,
    EqualityAnswers,
    StatedNeeds,
    YesNo,
)
from referrals.models.timeline import TimelineKind, TimelineNote

__all__ = [
    "DIED",
    "AskedFor",
    "Consent",
    "ConsentKind",
    "ConsentMethod",
    "EndCode",
    "EqualityAnswers",
    "Gender",
    "Medium",
    "NextStep",
    "NextStepKind",
    "PartOfDay",
    "Patient",
    "PauseReason",
    "ProblemDescriptor",
    "Referral",
    "ReferralQuerySet",
    "ReferralSource",
    "ReferralStep",
    "StatedNeeds",
    "Status",
    "TimelineKind",
    "TimelineNote",
    "WaitPause",
    "YesNo",
]
