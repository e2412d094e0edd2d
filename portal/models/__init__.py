"""Questionnaires by link, and messages to and from patients."""

from portal.models.begun import BegunReferral
from portal.models.link import (
    SAID,
    ExperienceAnswers,
    LinkAnswer,
    LinkKind,
    QuestionnaireLink,
    UnknownToken,
)
from portal.models.message import (
    ASKS_WHETHER,
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
from portal.models.sender import ReferralSender, SentReferral

__all__ = [
    "ASKS_WHETHER",
    "COMMENTS",
    "SAID",
    "BegunReferral",
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
    "ReferralSender",
    "Safe",
    "SelfReferral",
    "SentReferral",
    "UnknownToken",
    "way_it_came",
]
