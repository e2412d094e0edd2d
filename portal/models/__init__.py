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
    Channel,
    InboundReply,
    LocalMessage,
    Meaning,
    MessageKind,
    MessageRule,
    MessageState,
    PatientMessage,
)

__all__ = [
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
    "UnknownToken",
]
