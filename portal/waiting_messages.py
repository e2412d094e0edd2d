"""The page that sends one message to people who wait: who gets it and by which way, who cannot be
reached and what to do instead, and the words as they leave.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from caseload.models import CareContact, ContactState
from caseload.today import due_words
from caseload.waiting.asked import at_risk, being_asked
from clinical import wording
from clinical.working_days import local_date
from policy import wordings
from policy.models import WordingKey
from portal import messages, providers, wait_range
from portal.messages import Facts
from portal.models import Channel, MessageKind, PatientMessage
from portal.reach import sure_way_to, wishes_of
from referrals.models import Patient, Referral
from staff.roles import Permission
from staff.standing import Standing

# A page of the list: everybody on it.
MOST = 50
_NAMES = (WordingKey.NEUTRAL_NAME, WordingKey.SERVICE_NAME, WordingKey.SERVICE_PHONE)
# The part that differs from person to person.
_ANSWER_HERE = "(their own link)"
_BY = {Channel.TEXT: "Text", Channel.EMAIL: "Email"}


@dataclass(frozen=True, slots=True)
class Addressee:
    """One person: how they are reached, or what to do instead."""

    patient_id: int
    reference: str
    listed_name: str
    full_name: str
    how: str


@dataclass(frozen=True, slots=True)
class Words:
    """One kind of message as it leaves, in English."""

    value: str
    label: str
    body: str


@dataclass(frozen=True, slots=True)
class WaitingMessages:
    """The page."""

    reached: tuple[Addressee, ...]
    not_reached: tuple[Addressee, ...]
    words: tuple[Words, ...]

    @property
    def shown(self) -> tuple[int, ...]:
        """Every patient who is named."""
        return tuple(one.patient_id for one in (*self.reached, *self.not_reached))


def chosen(references: Sequence[str], *, standing: Standing, now: datetime) -> list[Referral]:
    """The open referrals of those ticked whom this person may write to, in the order of names."""
    return list(
        Referral.objects.visible_to(
            standing, on=local_date(now), needs=Permission.VIEW_CONTACT_DETAILS
        )
        .open()
        .filter(reference__in=list(references)[:MOST])
        .select_related("patient")
        .order_by("patient__family_name", "patient__given_name", "pk")
    )


def read(referrals: Sequence[Referral], *, now: datetime) -> WaitingMessages:
    """Who is reached and who is not. Seven queries, however many."""
    told = _latest(referrals)
    asked, rung = being_asked(referrals), at_risk(referrals)
    reached, others = [], []
    for one in referrals:
        way = sure_way_to(wishes_of(one.patient), channels=providers.available())
        if way is None:
            others.append(_addressee(one, _instead(one.patient)))
            continue
        parts = [_BY[way.channel]]
        if one.pk in told:
            on = wording.sentence_date(local_date(told[one.pk]), local_date(now))
            parts.append(f"last told {on}")
        if one.pk in asked:
            parts.append("is being asked whether they still want help")
        elif one.pk in rung:
            parts.append("to be rung, not asked by a message whether they still want help")
        reached.append(_addressee(one, ", ".join(parts)))
    return WaitingMessages(tuple(reached), tuple(others), _words(now=now))


def booked_among(referrals: Sequence[Referral], *, now: datetime) -> set[int]:
    """Who has an appointment ahead: nobody asks them whether they still want help. One query."""
    ahead = CareContact.objects.filter(
        referral__in=referrals, state=ContactState.BOOKED, starts_at__gt=now
    )
    return set(ahead.values_list("referral_id", flat=True))


def _addressee(referral: Referral, how: str) -> Addressee:
    patient = referral.patient
    return Addressee(
        patient_id=patient.pk,
        reference=referral.reference,
        listed_name=wording.listed_name(patient.family_name, patient.given_name),
        full_name=wording.full_name(patient.family_name, patient.given_name),
        how=how,
    )


def _instead(patient: Patient) -> str:
    """By phone or by letter, as they agreed to."""
    found = []
    if patient.phone:
        found.append(f"Ring {due_words.reach(patient)['reach']}")
    if patient.letter_ok and patient.address:
        found.append("write a letter" if found else "Write a letter")
    return " or ".join(found) or "No safe way is on record: ask at the next contact"


def _latest(referrals: Sequence[Referral]) -> dict[int, datetime]:
    sent = PatientMessage.objects.filter(referral__in=referrals, kind=MessageKind.WAITING)
    return dict(sent.order_by("queued_at").values_list("referral_id", "queued_at"))


def _words(*, now: datetime) -> tuple[Words, ...]:
    """As they leave today, by text and under the neutral name."""
    on = local_date(now)
    texts = wordings.texts(on=on, language=wordings.ENGLISH, keys=_NAMES)
    weeks = wait_range.weeks(on=on)
    return tuple(
        Words(
            kind.value,
            label,
            messages.words(
                Facts(
                    kind=kind,
                    channel=Channel.TEXT,
                    language=wordings.ENGLISH,
                    full_name_ok=False,
                    starts_at=None,
                    may_confirm=False,
                    may_cancel=False,
                    answer=_ANSWER_HERE,
                    link="",
                    weeks=weeks,
                ),
                texts=texts,
            ).body,
        )
        for kind, label in (
            (MessageKind.WAITING, "How long it takes"),
            (MessageKind.OPT_IN, "Whether they still want help"),
        )
    )
