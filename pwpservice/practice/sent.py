"""What the invented people were sent: as it stands on the record, and on the page of the practice
outbox in the words, and with the links, that would have left.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from random import Random
from uuid import UUID

from caseload.models import CareContact
from clinical.policy import Policy
from policy import wordings
from policy.models import WordingKey
from portal import links, messages, rules
from portal.messages import Facts
from portal.models import (
    Channel,
    LocalMessage,
    MessageKind,
    MessageState,
    PatientMessage,
    QuestionnaireLink,
)
from portal.reach import mobile

_NAMES = (WordingKey.NEUTRAL_NAME, WordingKey.SERVICE_NAME, WordingKey.SERVICE_PHONE)


def sent(
    contact: CareContact,
    kind: MessageKind,
    *,
    at: datetime,
    rng: Random,
    link: QuestionnaireLink | None = None,
) -> PatientMessage:
    """A text about an appointment that arrived; it is not stored yet."""
    patient = contact.referral.patient
    key = UUID(int=rng.getrandbits(128), version=4)
    return PatientMessage(
        patient=patient,
        referral=contact.referral,
        contact=contact,
        link=link,
        kind=kind,
        channel=Channel.TEXT,
        language=patient.language,
        to=mobile(patient.phone) or patient.phone,
        key=key,
        answer_hash=messages.hash_of(messages.token_of(key)),
        state=MessageState.DELIVERED,
        not_before=at,
        queued_at=at,
        handed_over_at=at,
        delivered_at=at,
        provider_id=f"practice-{key.hex[:12]}",
    )


def write(rows: Sequence[PatientMessage], *, on: date, policy: Policy) -> None:
    """Two statements, and one for each language."""
    PatientMessage.objects.bulk_create(rows)
    texts = {
        language: wordings.texts(on=on, language=language, keys=_NAMES)
        for language in {row.language for row in rows}
    }
    LocalMessage.objects.bulk_create(
        LocalMessage(
            key=row.key,
            channel=row.channel,
            to=row.to,
            words=_words(row, texts=texts[row.language], policy=policy),
            at=row.queued_at,
        )
        for row in rows
    )


def _words(row: PatientMessage, *, texts: Mapping[WordingKey, str], policy: Policy) -> str:
    rule = rules.usual(policy)
    facts = Facts(
        kind=MessageKind(row.kind),
        channel=Channel(row.channel),
        language=row.language,
        full_name_ok=row.patient.full_name_ok,
        starts_at=None if row.contact is None else row.contact.starts_at,
        may_confirm=rule.may_confirm,
        may_cancel=rule.may_cancel,
        answer=messages.answer_address(row.key),
        link="" if row.link is None else links.address_of(row.link),
    )
    return messages.words(facts, texts=texts).body
