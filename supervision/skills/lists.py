"""The skills groups of one person: what comes, what is to be written down, what was held or not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Prefetch, Q

from clinical import wording
from clinical.policy import Policy
from clinical.working_days import local_date
from staff.models import StaffMember
from staff.standing import Standing
from supervision.models import (
    Attended,
    SkillsAttendance,
    SkillsGroup,
    SkillsKind,
    SkillsMember,
    SkillsSession,
)
from supervision.planning.absences import away
from supervision.planning.rhythm import Away, is_away
from supervision.skills import days

WEEKS_BACK = 8
_AHEAD = timedelta(weeks=12)
_NEXT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One session of a group as it stands in a list; `notes` say what its time does not."""

    group: str
    planned_on: date
    kind: str
    who: str
    when: str
    length: str
    notes: tuple[str, ...]
    starts_at: datetime
    is_past: bool
    is_signed: bool
    is_not_held: bool
    is_led: bool
    is_skills: bool

    @property
    def is_unwritten(self) -> bool:
        """Over, and nobody has said what became of it."""
        return self.is_past and not self.is_signed and not self.is_not_held


@dataclass(frozen=True, slots=True)
class Led:
    """One group somebody leads: who is in it, and when it meets."""

    reference: str
    kind: str
    name: str
    people: str
    rhythm: str
    next: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillsPage:
    """Everything on the page, each list in its order."""

    to_write: tuple[Day, ...]
    coming: tuple[Day, ...]
    past: tuple[Day, ...]
    led: tuple[Led, ...]
    own_coming: tuple[Day, ...]
    own_past: tuple[Day, ...]
    own_due: str
    without: tuple[str, ...]
    held_words: str


def read(*, standing: Standing, now: datetime, policy: Policy) -> SkillsPage:
    """Sessions of the last eight weeks and those to come. Seven queries, whatever is in it."""
    me, on = standing.staff_id, local_date(now)
    groups = _groups(me, on=on)
    gone = away(_leaders(groups), since=on, until=on + _AHEAD)
    found = sorted(
        (day for group in groups for day in _days(group, me, now=now, gone=gone, policy=policy)),
        key=lambda day: (day.starts_at, day.group),
    )
    led = [day for day in found if day.is_led]
    own = [day for day in found if not day.is_led]
    past = [day for day in reversed(led) if day.is_past and not day.is_unwritten]
    return SkillsPage(
        to_write=tuple(day for day in led if day.is_unwritten),
        coming=_first_of_each(day for day in led if not day.is_past),
        past=tuple(past),
        led=tuple(_led(group, led, on=on) for group in groups if _goes_on(group, me, on=on)),
        own_coming=tuple(day for day in own if not day.is_past)[:_NEXT],
        own_past=tuple(day for day in reversed(own) if day.is_past),
        own_due=_own_due(me, own, on=on, policy=policy),
        without=_without(standing, on=on),
        held_words=_held_words([day for day in led if day.is_past]),
    )


def _groups(me: int, *, on: date) -> list[SkillsGroup]:
    """Groups this person leads, if for one day, or has had a place in, with everybody's places and
    sessions.
    """
    since = on - timedelta(weeks=WEEKS_BACK)
    mine = SkillsAttendance.objects.filter(person=me, amended_by__isnull=True)
    places = SkillsMember.objects.select_related("person").order_by("person__given_name", "pk")
    sessions = SkillsSession.objects.filter(planned_on__gte=since)
    return list(
        SkillsGroup.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=since),
            Q(supervisor=me)
            | Q(pk__in=SkillsMember.objects.filter(person=me).values("group_id"))
            | Q(pk__in=sessions.filter(supervisor=me).values("group_id")),
        )
        .select_related("supervisor")
        .prefetch_related(
            Prefetch("members", places),
            Prefetch("sessions", sessions.select_related("supervisor")),
            Prefetch("sessions__attendance", mine),
        )
        .order_by("pk")
    )


def _days(
    group: SkillsGroup, me: int, *, now: datetime, gone: Away, policy: Policy
) -> Iterator[Day]:
    on = local_date(now)
    rows = {row.planned_on: row for row in group.sessions.all()}
    span = days.planned(group, first=on - timedelta(weeks=WEEKS_BACK), last=on + _AHEAD)
    for day in sorted({*span, *rows}):
        people = _people(group, day)
        leads = {group.supervisor_id, _leader(group, rows.get(day)).pk}
        if me in leads or any(one.pk == me for one in people):
            yield _day(group, day, rows.get(day), people, me=me, now=now, gone=gone, policy=policy)


def _day(
    group: SkillsGroup,
    planned_on: date,
    row: SkillsSession | None,
    people: list[StaffMember],
    *,
    me: int,
    now: datetime,
    gone: Away,
    policy: Policy,
) -> Day:
    starts_at = (
        row.starts_at if row else days.starts_at(group, planned_on, calendar=policy.calendar)
    )
    leader = _leader(group, row)
    on, is_led = local_date(now), leader.pk == me
    is_past = starts_at <= now
    return Day(
        group=group.reference,
        planned_on=planned_on,
        kind=group.get_kind_display(),
        who=named(people) if is_led else leader.full_name,
        when=wording.day_and_time(starts_at, on),
        length=wording.count(row.minutes if row else group.minutes, "minute"),
        notes=tuple(_notes(group, planned_on, row, starts_at, on=on, gone=gone)),
        starts_at=starts_at,
        is_past=is_past or bool(row and row.signed_at),
        is_signed=row is not None and row.signed_at is not None,
        is_not_held=row is not None and row.not_held_at is not None,
        is_led=is_led,
        is_skills=group.kind == SkillsKind.SKILLS,
    )


def _notes(
    group: SkillsGroup,
    planned_on: date,
    row: SkillsSession | None,
    starts_at: datetime,
    *,
    on: date,
    gone: Away,
) -> Iterator[str]:
    day, leader = local_date(starts_at), _leader(group, row)
    if day != planned_on:
        yield f"Moved from {wording.table_date(planned_on, on)}."
    if leader.pk != group.supervisor_id:
        yield f"{leader.full_name} stands in for {group.supervisor.full_name}."
    if row is not None and row.not_held_at is not None:
        yield f"Not held: {row.not_held_why}"
    elif row is not None and row.signed_at is not None:
        mine = [one.get_attended_display() for one in row.attendance.all()]
        yield f"{mine[0]}." if mine else "Held and signed."
    elif day >= on and is_away(leader.pk, day, gone):
        yield f"Cannot be held: {leader.full_name} is away."
    elif day < on:
        yield "Not written down yet."


def _leaders(groups: Sequence[SkillsGroup]) -> set[int]:
    stand_ins = {row.supervisor_id for group in groups for row in group.sessions.all()}
    return stand_ins | {group.supervisor_id for group in groups}


def _leader(group: SkillsGroup, row: SkillsSession | None) -> StaffMember:
    """Who leads it that day."""
    return row.supervisor if row is not None else group.supervisor


def _people(group: SkillsGroup, on: date) -> list[StaffMember]:
    """Who had a place on that day; from rows that are read already."""
    return [
        place.person
        for place in group.members.all()
        if place.starts_on <= on and (place.ends_on is None or on <= place.ends_on)
    ]


def named(people: Iterable[StaffMember]) -> str:
    """`Tess Young`; `Priya Raman, Tess Young and 3 more`."""
    names = [one.full_name for one in people]
    if len(names) > 3:
        return f"{', '.join(names[:2])} and {len(names) - 2} more"
    return ", ".join(names) or "Nobody"


def _first_of_each(coming: Iterable[Day]) -> tuple[Day, ...]:
    """The next session of each group, in order of time."""
    found: dict[str, Day] = {}
    for day in coming:
        if not day.is_not_held:
            found.setdefault(day.group, day)
    return tuple(found.values())


def _goes_on(group: SkillsGroup, me: int, *, on: date) -> bool:
    return group.supervisor_id == me and (group.ends_on is None or group.ends_on >= on)


def _led(group: SkillsGroup, led: Iterable[Day], *, on: date) -> Led:
    coming = [day for day in led if day.group == group.reference and not day.is_past]
    people = _people(group, max(on, group.starts_on))
    return Led(
        reference=group.reference,
        kind=group.get_kind_display(),
        name=group.get_form_display(),
        people=", ".join(one.full_name for one in people),
        rhythm=f"{group.get_every_weeks_display()} at {group.meets_at:%H:%M}, "
        f"{wording.count(group.minutes, 'minute')}",
        next=coming[0].when if coming else "",
    )


def _own_due(me: int, own: list[Day], *, on: date, policy: Policy) -> str:
    """By when one's next session is due, where none is planned by then. Empty where all is well."""
    coming = [day for day in own if day.is_skills and not day.is_past and not day.is_not_held]
    last = _last_attended(me)
    if last is None:
        return "" if coming else "None so far, and none is planned."
    due = last + timedelta(weeks=policy.skills_every_weeks)
    if coming and local_date(coming[0].starts_at) <= max(due, on):
        return ""
    said = f"Last on {wording.sentence_date(last, on)}, due by {wording.sentence_date(due, on)}."
    return f"{said} The next is later." if coming else f"{said} None is planned."


def _last_attended(person: int) -> date | None:
    """When somebody last came to a signed session of clinical skills. One query."""
    last = SkillsAttendance.objects.filter(
        person=person,
        attended=Attended.ATTENDED,
        amended_by__isnull=True,
        session__group__kind=SkillsKind.SKILLS,
    ).aggregate(last=Max("session__starts_at"))["last"]
    return local_date(last) if last else None


def _without(standing: Standing, *, on: date) -> tuple[str, ...]:
    """Whom one supervises and who has no place in a group that goes on, by name. One query."""
    going_on = SkillsGroup.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), kind=SkillsKind.SKILLS
    ).exclude(every_weeks=0, starts_on__lt=on)
    placed = SkillsMember.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=on), group__in=going_on.values("pk")
    )
    people = StaffMember.objects.filter(
        pk__in=sorted(standing.supervisee_ids), is_active=True
    ).exclude(pk__in=placed.values("person_id"))
    return tuple(
        wording.full_name(family, given)
        for family, given in people.order_by("given_name", "family_name", "pk").values_list(
            "family_name", "given_name"
        )
    )


def _held_words(past: list[Day]) -> str:
    """`7 of 8 held in the last 8 weeks`."""
    held = sum(day.is_signed for day in past)
    return f"{held} of {len(past)} held in the last {WEEKS_BACK} weeks" if past else ""
