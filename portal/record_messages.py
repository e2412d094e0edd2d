"""The messages page of a record: everything sent and everything that came back, newest first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from clinical import wording
from clinical.working_days import local_date
from portal.models import (
    Channel,
    InboundReply,
    Meaning,
    MessageKind,
    MessageState,
    PatientMessage,
)
from referrals.models import Patient, Referral
from staff.roles import Permission

# In words for the page; what is stored keeps its own.
_SHOWN = {MessageState.FAILED: "Not delivered"}


@dataclass(frozen=True, slots=True)
class Line:
    """One message or reply, and where to say what was done where that is still to be said."""

    at: datetime
    when: str
    title: str
    state: str
    words: str
    done: str
    is_harm: bool
    act_path: str
    field: str


@dataclass(frozen=True, slots=True)
class RecordMessages:
    """The lines, and by which ways this person agreed to be reached."""

    lines: tuple[Line, ...]
    agreed: str


def read(referral: Referral, *, may: Collection[Permission], now: datetime) -> RecordMessages:
    """Two queries, however many there are."""
    on, reads = local_date(now), Permission.VIEW_RECORD in may
    sent = PatientMessage.objects.filter(referral=referral).select_related("handled_by")
    came = InboundReply.objects.filter(referral=referral).select_related("read_by")
    lines = [
        *(_sent(one, referral, on=on) for one in sent),
        *(_came(one, referral, reads=reads, on=on) for one in came),
    ]
    return RecordMessages(
        lines=tuple(sorted(lines, key=lambda line: line.at, reverse=True)),
        agreed=_agreed(referral.patient),
    )


def message(referral: Referral, pk: int) -> PatientMessage | None:
    """A message of this record."""
    return PatientMessage.objects.filter(pk=pk, referral=referral).first()


def reply(referral: Referral, pk: int) -> InboundReply | None:
    """A reply of this record."""
    return InboundReply.objects.select_related("referral").filter(pk=pk, referral=referral).first()


def _sent(one: PatientMessage, referral: Referral, *, on: date) -> Line:
    state, failed = MessageState(one.state), one.state == MessageState.FAILED
    at = one.failed_at or one.delivered_at or one.handed_over_at or one.queued_at
    waits = failed and one.handled_at is None
    path = reverse("messages:handled", args=(referral.reference, one.pk)) if waits else ""
    return Line(
        at=at,
        when=wording.day_and_time(at, on),
        title=f"{MessageKind(one.kind).label}, {Channel(one.channel).label.lower()} to {one.to}",
        state=_SHOWN.get(state, state.label),
        words=one.why_failed,
        done=f"{one.handled_by.full_name}: {one.handled_how}" if one.handled_by else "",
        is_harm=False,
        act_path=path,
        field=f"message-{one.pk}",
    )


def _came(one: InboundReply, referral: Referral, *, reads: bool, on: date) -> Line:  # noqa: FBT001 - a fact
    waits = one.read_at is None and one.acted_at is None
    path = reverse("messages:reply_read", args=(referral.reference, one.pk))
    return Line(
        at=one.at,
        when=wording.day_and_time(one.at, on),
        title=one.came_as,
        state=_reply_state(one),
        words=f"“{one.words}”" if reads else "",
        done=f"{one.read_by.full_name}: {one.what_done}" if one.read_by and reads else "",
        is_harm=one.mentions_harm and reads,
        act_path=path if waits and reads else "",
        field=f"reply-{one.pk}",
    )


def _reply_state(one: InboundReply) -> str:
    if one.acted_at is not None:
        return Meaning(one.meaning).label
    return "Waits to be read" if one.read_at is None else "Read"


def _agreed(patient: Patient) -> str:
    ways = [
        words
        for words, agreed in (("texts", patient.text_ok), ("emails", patient.email_ok))
        if agreed
    ]
    return f"Agreed to {' and '.join(ways)}." if ways else "Agreed to no texts and no emails."
