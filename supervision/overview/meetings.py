"""The meetings of one person: their own, those of whoever they supervise, and what was not held."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Q

from clinical import wording
from clinical.policy import Policy
from clinical.working_days import is_working_day, local, local_date, moment
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing
from supervision.models import Side, SupervisionSession
from supervision.planning.absences import away
from supervision.planning.cover import covered
from supervision.planning.rhythm import Days, Rhythm, is_away

WEEKS_BACK = 8
_SIDES = {
    Side.SUPERVISOR: "through the supervisor",
    Side.SUPERVISEE: "through who is supervised",
    Side.SERVICE: "through neither",
    "": "without a reason yet",
}
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
    may_be_moved: bool
    may_be_made_up: bool
    side: str
    makes_up: bool
    is_made_up: bool
    is_moved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingsPage:
    """Everything on the page about meetings, each list in its order."""

    own_next: tuple[Meeting, ...]
    own_past: tuple[Meeting, ...]
    next_of_each: tuple[Meeting, ...]
    to_cover: tuple[Meeting, ...]
    without: tuple[str, ...]
    unsigned: tuple[Meeting, ...]
    missed: tuple[Meeting, ...]
    held_words: str


def read(*, standing: Standing, now: datetime, policy: Policy) -> MeetingsPage:
    """Meetings of the last eight weeks and those to come. Five queries, whatever is in it."""
    on, me = local_date(now), standing.staff_id
    rows = _rows(standing, on=on)
    days = _days(rows, on=on, policy=policy)
    coming: list[Meeting] = []
    past: list[Meeting] = []
    for row in rows:
        is_past = row.signed_at or row.not_held_at or local_date(row.starts_at) < on
        meeting = _meeting(row, on=on, days=days, is_past=bool(is_past), now=now)
        (past if is_past else coming).append(meeting)
    past.reverse()
    nexts = _next_of_each(coming, standing)
    to_cover = _to_cover(rows, coming, me, days=days)
    led = [one for one in past if one.supervisor_id == me]
    return MeetingsPage(
        own_next=tuple(one for one in coming if one.supervisee_id == me)[:_OWN_NEXT],
        own_past=tuple(one for one in past if one.supervisee_id == me),
        next_of_each=nexts,
        to_cover=to_cover,
        without=_without(standing, (*nexts, *to_cover)),
        unsigned=tuple(one for one in led if one.is_open),
        missed=tuple(one for one in led if one.is_missed),
        held_words=_held_words(led),
    )


def _rows(standing: Standing, *, on: date) -> list[SupervisionSession]:
    """Theirs, and of those whose caseloads they cover. What was called off, and what would have
    been with somebody who has left, is in no list and in no count.
    """
    me = standing.staff_id
    since = moment(on - timedelta(weeks=WEEKS_BACK), "00:00")
    theirs = Q(supervisor=me) | Q(supervisee=me) | Q(stands_in_for=me)
    if standing.may_elsewhere(Permission.SUPERVISE):
        theirs |= Q(supervisor__in=sorted(standing.covered_ids), signed_at__isnull=True)
    is_with_who_left = Q(supervisee__is_active=False, opened_at__isnull=True)
    return list(
        SupervisionSession.objects.filter(theirs, starts_at__gte=since)
        .exclude(is_with_who_left)
        .exclude(not_held_at__lt=F("starts_at"))
        .select_related("supervisor", "supervisee", "stands_in_for", "makes_up", "made_up_by")
        .order_by("starts_at", "pk")
    )


def _days(rows: Iterable[SupervisionSession], *, on: date, policy: Policy) -> Days:
    """Who is away on the days to come, and who covers whom. Two queries."""
    coming = [row for row in rows if local_date(row.starts_at) >= on]
    last = max((local_date(row.starts_at) for row in coming), default=on)
    covers = covered((row.supervisor_id for row in coming), since=on, until=last)
    people = {person for row in coming for person in (row.supervisor_id, row.supervisee_id)}
    people |= {coverer for each in covers.values() for _, _, coverer in each}
    return Days(away=away(people, since=on, until=last), calendar=policy.calendar, covered=covers)


def _meeting(
    row: SupervisionSession, *, on: date, days: Days, is_past: bool, now: datetime
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
                _made_up_words(row, on),
                _covered_words(row),
                "" if is_past else _cannot(row, day, days=days),
                _became(row, missed=missed),
            )
            if note
        ),
        was_held=row.opened_at is not None,
        is_missed=missed,
        needs_reason=missed and row.not_held_at is None,
        is_open=row.is_open,
        may_be_moved=not is_past and row.opened_at is None and row.starts_at > now,
        may_be_made_up=missed and _made_up_by(row) is None,
        side=row.not_held_side,
        makes_up=row.makes_up_id is not None,
        is_made_up=_is_made_up(row),
        is_moved=day != row.planned_on or row.moved_at is not None,
    )


def _made_up_by(row: SupervisionSession) -> SupervisionSession | None:
    """The other side of a one-to-one, where there is one."""
    return getattr(row, "made_up_by", None)


def _is_made_up(row: SupervisionSession) -> bool:
    made_up = _made_up_by(row)
    return made_up is not None and made_up.opened_at is not None


def _made_up_words(row: SupervisionSession, on: date) -> str:
    if row.makes_up is not None:
        return f"Makes up for {_day(row.makes_up.planned_on, on)}."
    made_up = _made_up_by(row)
    if made_up is None:
        return ""
    held = "Made up" if made_up.opened_at is not None else "To be made up"
    return f"{held} {_day(local_date(made_up.starts_at), on)}."


def _covered_words(row: SupervisionSession) -> str:
    if row.stands_in_for is None:
        return ""
    return f"{row.supervisor.full_name} stands in for {row.stands_in_for.full_name}."


def _day(day: date, on: date) -> str:
    return wording.table_date(day, on)


def _cannot(row: SupervisionSession, day: date, *, days: Days) -> str:
    """Why a meeting to come cannot be held, or who has to step in; empty when nothing is in its
    way.
    """
    if not is_working_day(day, days.calendar):
        return "Cannot be held: the service is closed."
    names = [
        one.full_name for one in (row.supervisor, row.supervisee) if is_away(one.pk, day, days.away)
    ]
    if not names:
        return ""
    if days.can_meet(_as_rhythm(row, day), day):
        return f"{names[0]} is away: who covers them may hold it."
    return f"Cannot be held: {' and '.join(names)} {'is' if len(names) == 1 else 'are'} away."


def _as_rhythm(row: SupervisionSession, day: date) -> Rhythm:
    return Rhythm(
        supervisor_id=row.supervisor_id,
        supervisee_id=row.supervisee_id,
        weekday=day.weekday(),
        meets_at=local(row.starts_at).time(),
        minutes=row.minutes,
        starts_on=day,
    )


def _to_cover(
    rows: Iterable[SupervisionSession], coming: Iterable[Meeting], me: int, *, days: Days
) -> tuple[Meeting, ...]:
    """Meetings of who is away that this person may hold, as cover stands on their day."""
    theirs = {row.reference for row in rows if _covers(row, me, days=days)}
    return tuple(one for one in coming if one.reference in theirs)


def _covers(row: SupervisionSession, me: int, *, days: Days) -> bool:
    day = local_date(row.starts_at)
    return row.supervisee_id != me and any(
        first <= day and (last is None or day <= last) and coverer == me
        for first, last, coverer in days.covered.get(row.supervisor_id, ())
    )


def _became(row: SupervisionSession, *, missed: bool) -> str:
    if missed:
        side = f"{row.get_not_held_side_display()}. " if row.not_held_side else ""
        return f"Not held: {side}{row.not_held_why or 'no reason recorded yet'}"
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
    """Whom one supervises, or whose supervisor one covers, and nobody meets, by name."""
    missing = standing.supervisee_ids - {one.supervisee_id for one in nexts}
    people = StaffMember.objects.filter(pk__in=sorted(missing), is_active=True)
    return tuple(
        wording.full_name(family, given)
        for family, given in people.order_by("given_name", "family_name", "pk").values_list(
            "family_name", "given_name"
        )
    )


def _held_words(led: list[Meeting]) -> str:
    """`14 of 16 held in the last 8 weeks. Not held: 1 the supervisor could not, 1 no reason yet.`

    A moved meeting counts where it was planned; one that makes up counts for what it makes up.
    """
    due = [one for one in led if not one.makes_up]
    if not due:
        return ""
    held = sum(one.was_held for one in due)
    words = f"{held} of {len(due)} held in the last {WEEKS_BACK} weeks"
    if moved := sum(one.is_moved for one in due):
        words = f"{words}, {moved} on another day or time than planned"
    missed = [one for one in due if one.is_missed]
    if not missed:
        return words
    counted = Counter(one.side for one in missed)
    sides = [f"{counted[side]} {words_of}" for side, words_of in _SIDES.items() if counted[side]]
    made_up = sum(one.is_made_up for one in missed)
    return f"{words}. Not held: {', '.join(sides)}; {made_up} of them made up"
