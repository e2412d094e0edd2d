"""Questionnaires by link, and messages to and from patients."""

from portal.models.link import (
    SAID,
    ExperienceAnswers,
    LinkAnswer,
    LinkKind,
    QuestionnaireLink,
    UnknownToken,
)
from portal.models.message import (
    COMMENTS,
    Channel,
    InboundReply,
    LocalMessage,
    Meaning,
    MessageKind,
    MessageRule,
    MessageState,
    PatientMessage,
    way_it_came,
)
from portal.models.self_referral import ReferralDraft, Safe, SelfReferral

__all__ = [
    "COMMENTS",
    "SAID",
    "Channel",
    "ExperienceAnswers",
    "InboundReply",
    "LinkAnswer",
    "LinkKind",
    "LocalMessage",
    "Meaning",
    "MessageKind",
    "MessageRule",
    "MessageState",
    "PatientMessage",
    "QuestionnaireLink",
    "ReferralDraft",
    "Safe",
    "SelfReferral",
    "UnknownToken",
    "way_it_came",
]
