"""Who is due a message about an appointment: by the rule for its type of contact, in batches.

Each batch is one query. Only people who agreed to be messaged, and only where it has not been sent.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from caseload.models import CareContact, ContactState
from caseload.models.contact import MISSED
from portal.models import Channel, MessageKind, PatientMessage
from portal.reach import Way, Wishes, way_to
from portal.rules import Case, Rule

BATCH = 1000
# Nobody is reminded of what they booked for the next hour.
_LATEST = timedelta(hours=1)
# "Text her" is of that day: a note that is signed much later texts nobody.
_ASKED_WITHIN = timedelta(days=2)
_REACHED_BY = {
    Channel.TEXT: Q(referral__patient__text_ok=True) & ~Q(referral__patient__phone=""),
    Channel.EMAIL: Q(referral__patient__email_ok=True) & ~Q(referral__patient__email=""),
}
_COLUMNS = ("pk", "starts_at", "referral_id", "referral__patient_id")
_WISHES = ("text_ok", "email_ok", "phone", "email", "language")


@dataclass(frozen=True, slots=True)
class Due:
    """One person to be messaged about one appointment."""

    kind: MessageKind
    contact_id: int
    referral_id: int
    patient_id: int
    starts_at: datetime
    way: Way
    language: str


def reminders(
    *, now: datetime, rules: Mapping[Case, Rule], channels: Collection[Channel], size: int = BATCH
) -> Iterator[list[Due]]:
    """Booked appointments whose reminder's time has come."""
    ahead = Q(state=ContactState.BOOKED, starts_at__gt=now + _LATEST)
    due = _in_reach(channels, kind=MessageKind.REMINDER).filter(ahead & _time_has_come(rules, now))
    return _batches(due, kind=MessageKind.REMINDER, channels=channels, size=size)


def missed(
    *, now: datetime, channels: Collection[Channel], size: int = BATCH
) -> Iterator[list[Due]]:
    """Missed sessions whose note asks for a text."""
    due = _in_reach(channels, kind=MessageKind.MISSED).filter(
        text_asked_for=True,
        state=ContactState.LOGGED,
        attendance__in=MISSED,
        signed_at__gt=now - _ASKED_WITHIN,
        starts_at__gt=now - 7 * _ASKED_WITHIN,
    )
    return _batches(due, kind=MessageKind.MISSED, channels=channels, size=size)


def _in_reach(channels: Collection[Channel], *, kind: MessageKind) -> QuerySet[CareContact]:
    """Of people who agreed, on an open referral, and not messaged about it yet."""
    agreed = Q(pk__in=[])
    for channel in channels:
        agreed |= _REACHED_BY[channel]
    sent = PatientMessage.objects.filter(contact=OuterRef("pk"), kind=kind)
    return CareContact.objects.filter(agreed, ~Exists(sent), referral__ended_on__isnull=True)


def _time_has_come(rules: Mapping[Case, Rule], now: datetime) -> Q:
    """The appointment is nearer than the hours its rule names; without hours, never."""
    by_hours: dict[int, list[Case]] = defaultdict(list)
    for case, rule in rules.items():
        if rule.remind_hours_before is not None:
            by_hours[rule.remind_hours_before].append(case)
    found = Q(pk__in=[])
    for hours, cases in by_hours.items():
        which = Q(pk__in=[])
        for kind, medium in cases:
            which |= Q(kind=kind, medium=medium)
        found |= Q(starts_at__lte=now + timedelta(hours=hours)) & which
    return found


def _batches(
    due: QuerySet[CareContact], *, kind: MessageKind, channels: Collection[Channel], size: int
) -> Iterator[list[Due]]:
    columns = (*_COLUMNS, *(f"referral__patient__{name}" for name in _WISHES))
    last = 0
    while rows := list(due.filter(pk__gt=last).order_by("pk").values(*columns)[:size]):
        yield [_due(row, way, kind) for row in rows if (way := _way(row, channels))]
        last = rows[-1]["pk"]


def _way(row: Mapping[str, Any], channels: Collection[Channel]) -> Way | None:
    wishes = {name: row[f"referral__patient__{name}"] for name in _WISHES if name != "language"}
    return way_to(Wishes(**wishes), channels=channels)


def _due(row: Mapping[str, Any], way: Way, kind: MessageKind) -> Due:
    return Due(
        kind=kind,
        contact_id=row["pk"],
        referral_id=row["referral_id"],
        patient_id=row["referral__patient_id"],
        starts_at=row["starts_at"],
        way=way,
        language=row["referral__patient__language"],
    )
