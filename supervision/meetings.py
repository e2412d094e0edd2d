"""The meetings of one person: their own, those of whoever they supervise, and what was not held."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q

from clinical import wording
from clinical.policy import Policy
from clinical.working_days import is_working_day, local_date, moment
from staff.models import StaffMember
from staff.standing import Standing
from supervision.absences import away
from supervision.models import SupervisionSession
from supervision.rhythm import Away, is_away

WEEKS_BACK = 8
_OWN_NEXT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting as it stands in a list; `notes` say what its time does not."""

    reference: str
    supervisor_id: int
    supervisee_id: int
    with_supervisor: str
    with_supervisee: str
    when: str
    length: str
    notes: tuple[str, ...]
    was_held: bool
    is_missed: bool
    needs_reason: bool
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingsPage:
    """Everything on the page about meetings, each list in its order."""

    own_next: tuple[Meeting, ...]
    own_past: tuple[Meeting, ...]
    next_of_each: tuple[Meeting, ...]
    without: tuple[str, ...]
    unsigned: tuple[Meeting, ...]
    missed: tuple[Meeting, ...]
    held_words: str


def read(*, standing: Standing, now: datetime, policy: Policy) -> MeetingsPage:
    """Meetings of the last eight weeks and those to come. Three queries, whatever is in it."""
    on, me = local_date(now), standing.staff_id
    rows = _rows(me, on=on)
    gone = _gone(rows, on=on)
    coming: list[Meeting] = []
    past: list[Meeting] = []
    for row in rows:
        is_past = row.signed_at or row.not_held_at or local_date(row.starts_at) < on
        meeting = _meeting(row, on=on, gone=gone, policy=policy, is_past=bool(is_past))
        (past if is_past else coming).append(meeting)
    past.reverse()
    nexts = _next_of_each(coming, standing)
    led = [one for one in past if one.supervisor_id == me]
    return MeetingsPage(
        own_next=tuple(one for one in coming if one.supervisee_id == me)[:_OWN_NEXT],
        own_past=tuple(one for one in past if one.supervisee_id == me),
        next_of_each=nexts,
        without=_without(standing, nexts),
        unsigned=tuple(one for one in led if one.is_open),
        missed=tuple(one for one in led if one.is_missed),
        held_words=_held_words(led),
    )


def _rows(me: int, *, on: date) -> list[SupervisionSession]:
    since = moment(on - timedelta(weeks=WEEKS_BACK), "00:00")
    return list(
        SupervisionSession.objects.filter(Q(supervisor=me) | Q(supervisee=me), starts_at__gte=since)
        .select_related("supervisor", "supervisee")
        .order_by("starts_at", "pk")
    )


def _gone(rows: Iterable[SupervisionSession], *, on: date) -> Away:
    """Who is away on the days to come."""
    coming = [row for row in rows if local_date(row.starts_at) >= on]
    last = max((local_date(row.starts_at) for row in coming), default=on)
    people = {person for row in coming for person in (row.supervisor_id, row.supervisee_id)}
    return away(people, since=on, until=last)


def _meeting(
    row: SupervisionSession, *, on: date, gone: Away, policy: Policy, is_past: bool
) -> Meeting:
    missed = is_past and row.opened_at is None
    day = local_date(row.starts_at)
    return Meeting(
        reference=row.reference,
        supervisor_id=row.supervisor_id,
        supervisee_id=row.supervisee_id,
        with_supervisor=row.supervisor.full_name,
        with_supervisee=row.supervisee.full_name,
        when=wording.day_and_time(row.starts_at, on),
        length=wording.count(row.minutes, "minute"),
        notes=tuple(
            note
            for note in (
                "" if day == row.planned_on else f"Moved from {_day(row.planned_on, on)}.",
                "" if is_past else _cannot(row, day, gone=gone, policy=policy),
                _became(row, missed=missed),
            )
            if note
        ),
        was_held=row.opened_at is not None,
        is_missed=missed,
        needs_reason=missed and row.not_held_at is None,
        is_open=row.is_open,
    )


def _day(day: date, on: date) -> str:
    return wording.table_date(day, on)


def _cannot(row: SupervisionSession, day: date, *, gone: Away, policy: Policy) -> str:
    """Why a meeting to come cannot be held; empty when nothing is in its way."""
    people = (row.supervisor, row.supervisee)
    names = [one.full_name for one in people if is_away(one.pk, day, gone)]
    if names:
        return f"Cannot be held: {' and '.join(names)} {'is' if len(names) == 1 else 'are'} away."
    if not is_working_day(day, policy.calendar):
        return "Cannot be held: the service is closed."
    return ""


def _became(row: SupervisionSession, *, missed: bool) -> str:
    if missed:
        return f"Not held: {row.not_held_why or 'no reason recorded yet'}"
    if row.is_open:
        return "Opened, not signed yet."
    return "Held and signed." if row.signed_at else ""


def _next_of_each(coming: Iterable[Meeting], standing: Standing) -> tuple[Meeting, ...]:
    """The first meeting to come of each person supervised, in order of time."""
    found: dict[int, Meeting] = {}
    for one in coming:
        if one.supervisor_id == standing.staff_id:
            found.setdefault(one.supervisee_id, one)
    return tuple(found.values())


def _without(standing: Standing, nexts: Iterable[Meeting]) -> tuple[str, ...]:
    """Whom one supervises and does not meet, by name."""
    missing = standing.supervisee_ids - {one.supervisee_id for one in nexts}
    people = StaffMember.objects.filter(pk__in=sorted(missing), is_active=True)
    return tuple(
        wording.full_name(family, given)
        for family, given in people.order_by("given_name", "family_name", "pk").values_list(
            "family_name", "given_name"
        )
    )


def _held_words(led: list[Meeting]) -> str:
    """`14 of 16 held in the last 8 weeks`."""
    held = sum(one.was_held for one in led)
    return f"{held} of {len(led)} held in the last {WEEKS_BACK} weeks" if led else ""
