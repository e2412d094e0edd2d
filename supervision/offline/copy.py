"""What one member of staff needs to go on ringing people while the system is down."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Q

from caseload.models import CareContact, ContactState
from clinical import wording
from clinical.policy import Policy
from clinical.working_days import local_date, moment, next_working_day
from policy.wordings import CrisisContact, crisis_contacts
from referrals.models import Medium
from staff.models import Duty, StaffMember
from staff.standing import Standing
from supervision.meeting import agenda
from supervision.meeting.agenda import Line
from supervision.models import SupervisionSession
from supervision.offline import people
from supervision.offline.people import Person

# Older than this it says what has changed since; the words on the copy say so.
HOURS = 24
HOLDS_FOR = timedelta(hours=HOURS)


@dataclass(frozen=True, slots=True)
class Call:
    """One appointment of the day or the next working day."""

    when: str
    name: str
    phone: str
    rule: str
    pwp: str
    how: str
    has_risk_plan: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The people of one caseload, in the order of what is due."""

    heading: str
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting to come, with its agenda as it stood."""

    heading: str
    lines: tuple[Line, ...]
    on_track: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflineCopy:
    """Everything in the file. Every date in it is written out: it is read on another day."""

    whose: str
    as_at: str
    until: str
    until_day: str
    duty: tuple[str, ...]
    crisis: tuple[CrisisContact, ...]
    calls: tuple[Call, ...]
    groups: tuple[Group, ...]
    meetings: tuple[Meeting, ...]
    shown: tuple[int, ...]


def read(*, member: StaffMember, standing: Standing, now: datetime, policy: Policy) -> OfflineCopy:
    """As it stands now for this person, within what they may open. The number of queries grows
    with the meetings of two days, never with the people.
    """
    found = people.read(standing, now=now)
    last = next_working_day(local_date(now), policy.calendar)
    meetings = tuple(_meetings(member, now=now, until=last, policy=policy))
    listed = {line.patient_id for one in meetings for line in one.lines}
    return OfflineCopy(
        whose=member.full_name,
        as_at=_moment(now),
        until=_moment(now + HOLDS_FOR),
        until_day=wording.long_date(last),
        duty=tuple(_duty(now)),
        crisis=crisis_contacts(local_date(now)),
        calls=tuple(_calls(found, now=now, until=last)),
        groups=tuple(_groups(found, standing)),
        meetings=meetings,
        shown=tuple(sorted(listed | {one.patient_id for one in found})),
    )


def _moment(at: datetime) -> str:
    """`Tuesday 9 June 2026, 10:24`."""
    day = local_date(at)
    return f"{wording.long_date(day)} {day.year}, {wording.clock(at)}"


def _groups(found: tuple[Person, ...], standing: Standing) -> Iterator[Group]:
    """One's own caseload first, then each other one by whose it is."""
    others = sorted(
        (one for one in found if one.carrier_id != standing.staff_id), key=lambda one: one.carrier
    )
    mine = tuple(one for one in found if one.carrier_id == standing.staff_id)
    if mine:
        yield Group(f"Your own caseload, {_people(mine)}", mine)
    for carrier, group in groupby(others, key=lambda one: one.carrier):
        theirs = tuple(group)
        yield Group(f"Caseload of {carrier}, {_people(theirs)}", theirs)


def _people(found: tuple[Person, ...]) -> str:
    return wording.count(len(found), "person", "people")


def _calls(found: tuple[Person, ...], *, now: datetime, until: date) -> Iterator[Call]:
    by_referral = {one.referral_id: one for one in found}
    rows = (
        CareContact.objects.filter(
            referral_id__in=sorted(by_referral),
            state=ContactState.BOOKED,
            starts_at__gte=moment(local_date(now), "00:00"),
            starts_at__lt=moment(until + timedelta(days=1), "00:00"),
        )
        .select_related("pwp")
        .order_by("starts_at", "pk")
    )
    for row in rows:
        person = by_referral[row.referral_id]
        yield Call(
            when=wording.day_and_time(row.starts_at),
            name=person.name,
            phone=person.phone,
            rule=person.rule,
            pwp=row.pwp.full_name,
            how=Medium(row.medium).label,
            has_risk_plan=bool(person.risk),
        )


def _duty(now: datetime) -> Iterator[str]:
    """Who is duty senior while the copy holds, and on which number."""
    turns = Duty.objects.filter(ends_at__gt=now, starts_at__lt=now + HOLDS_FOR)
    for turn in turns.select_related("staff").order_by("starts_at", "pk"):
        until = wording.day_and_time(turn.ends_at)
        since = wording.day_and_time(turn.starts_at)
        yield f"{turn.staff.full_name}, {turn.phone}, {since} to {until}"


def _meetings(
    member: StaffMember, *, now: datetime, until: date, policy: Policy
) -> Iterator[Meeting]:
    """The meetings of today and the next working day that have not been held."""
    rows = (
        SupervisionSession.objects.filter(
            Q(supervisor=member) | Q(supervisee=member),
            starts_at__gte=moment(local_date(now), "00:00"),
            starts_at__lt=moment(until + timedelta(days=1), "00:00"),
            signed_at__isnull=True,
            not_held_at__isnull=True,
        )
        .select_related("supervisor", "supervisee")
        .order_by("starts_at", "pk")
    )
    for row in rows:
        page = agenda.read(row, member=member, now=now, policy=policy)
        pair = f"{row.supervisee.full_name} with {row.supervisor.full_name}"
        yield Meeting(
            heading=f"{wording.day_and_time(row.starts_at)}: {pair}",
            lines=page.lines,
            on_track=len(page.on_track),
        )
