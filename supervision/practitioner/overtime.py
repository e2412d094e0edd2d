"""Signs of overtime: worked out when their owner opens them, never stored; else only of many."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise

from django.db.models import Q, QuerySet

from caseload.models import CareContact, ContactState
from caseload.models.contact import ATTENDED
from clinical import overtime as clinical_overtime
from clinical import wording
from clinical.overtime import AgreedWeek, Signs, Span
from clinical.working_days import Calendar, local_date, moment
from policy.current import ever_changed, policy_of
from staff.models import JobPlan, Membership, StaffMember
from staff.roles import ELSEWHERE, Permission, Role
from supervision.models import OvertimeAgreement, OvertimeShare

_SUPERVISE = [role for role in Role if Permission.SUPERVISE in ELSEWHERE[role]]
_WEEKS = 4
_MONTHS = 3
_A_WEEK = timedelta(days=7)
# A note is signed within this long of its session, else the sweep has brought it up many times.
_LATEST_NOTE = timedelta(days=35)
TOO_FEW = "Too few people to show."
NO_LONGER = "No longer shown: somebody took their agreement back."
REWRITTEN = "No longer shown: an agreed week of that month was changed since."


@dataclass(frozen=True, slots=True)
class Week:
    """One week of one person, in words."""

    label: str
    notes: str
    breaks: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Somebody who shows theirs to the reader, or to whom the owner shows hers."""

    pk: int
    staff_id: int
    name: str
    since: str


@dataclass(frozen=True, slots=True)
class Month:
    """One month of everybody who agreed, rounded; `why_not` instead where it is not shown."""

    label: str
    notes: str
    breaks: str
    why_not: str


def agreement(staff_id: int) -> OvertimeAgreement | None:
    """The agreement that stands, if any."""
    return OvertimeAgreement.objects.filter(staff=staff_id, withdrawn_at=None).first()


def weeks(staff_id: int, *, on: date) -> tuple[Week, ...]:
    """The last four whole weeks and the one that runs, for whom they are about. Four queries."""
    first = on - timedelta(days=on.weekday()) - _WEEKS * _A_WEEK
    mondays = [first + _A_WEEK * number for number in range(_WEEKS + 1)]
    worked = _Worked([staff_id], since=first, until=on + timedelta(days=1))
    return tuple(
        _week(monday, worked.signs(staff_id, monday, monday + _A_WEEK), on=on)
        for monday in reversed(mondays)
    )


def shown_to(staff_id: int, *, on: date) -> tuple[Shown, ...]:
    """Who shows theirs to this person, as it stands."""
    rows = _standing_shares(Q(shared_with=staff_id)).select_related("staff")
    return tuple(_shown(row, row.staff, on=on) for row in rows)


def shows_to(staff_id: int, *, on: date) -> tuple[Shown, ...]:
    """To whom this person shows hers, as it stands."""
    rows = _standing_shares(Q(staff=staff_id)).select_related("shared_with")
    return tuple(_shown(row, row.shared_with, on=on) for row in rows)


def may_be_shown_to(staff_id: int, *, on: date) -> list[StaffMember]:
    """Whom one may choose: whoever may supervise. One query."""
    held = Membership.objects.on(on).filter(role__in=_SUPERVISE)
    people = StaffMember.objects.filter(is_active=True, pk__in=held.values("staff_id"))
    return list(people.exclude(pk=staff_id).order_by("given_name", "family_name", "pk"))


def together(*, on: date) -> tuple[Month, ...]:
    """The last three whole months of everybody who agreed, the latest first. Five queries.

    Nobody can be worked out from two of them. Whoever agrees counts from the month after, and
    whoever takes it back ends every month they counted in: so who stands behind a month never
    changes. Nor do the hours they are held against: an agreed week that is rewritten afterwards
    ends the month too, and opening hours are those of the day. Shares are rounded, how many people
    that is is not said, and nothing narrows it down.
    """
    firsts = _months(on)
    agreements = list(OvertimeAgreement.objects.all())
    people = {one.staff_id for one in agreements if one.withdrawn_at is None}
    worked = _Worked(people, since=firsts[0], until=firsts[-1])
    spans = pairwise(firsts)
    found = [_month(worked, agreements, span) for span in spans]
    return tuple(reversed(found))


class _Worked:
    """When people signed notes and had sessions in some time, and the weeks agreed with them: read
    once for all of them.
    """

    def __init__(self, people: Collection[int], *, since: date, until: date) -> None:
        first, last = moment(since, "00:00"), moment(until, "00:00")
        self._signed: Mapping[int, list[datetime]] = defaultdict(list)
        self._diary: Mapping[int, list[Span]] = defaultdict(list)
        notes = CareContact.objects.filter(
            signed_by__in=people,
            signed_at__gte=first,
            signed_at__lt=last,
            starts_at__gte=first - _LATEST_NOTE,
        )
        for staff_id, at in notes.values_list("signed_by", "signed_at"):
            if staff_id is not None and at is not None:
                self._signed[staff_id].append(at)
        sessions = CareContact.objects.filter(
            Q(state=ContactState.BOOKED) | Q(state=ContactState.LOGGED, attendance__in=ATTENDED),
            pwp__in=people,
            starts_at__gte=first,
            starts_at__lt=last,
        )
        for staff_id, starts_at, ends_at in sessions.values_list("pwp", "starts_at", "ends_at"):
            self._diary[staff_id].append(Span(starts_at, ends_at))
        self._plans = list(_plans(people, since=since, until=until))
        self._agreed = _agreed_weeks(self._plans)
        self._calendar_on = _calendars()

    def signs(self, staff_id: int, first: date, until: date) -> Signs:
        """Of one person, from one day until before another."""
        begins, ends = moment(first, "00:00"), moment(until, "00:00")
        return clinical_overtime.signs(
            signed_at=[at for at in self._signed[staff_id] if begins <= at < ends],
            diary=[one for one in self._diary[staff_id] if begins <= one.starts_at < ends],
            calendar_on=self._calendar_on,
            agreed=self._agreed[staff_id],
        )

    def is_rewritten(self, people: Collection[int], first: date, until: date) -> bool:
        """Was a week that holds then agreed with one of these people only afterwards?"""
        ends = moment(until, "00:00")
        return any(
            plan.set_at >= ends
            for plan in self._plans
            if plan.staff_id in people
            and plan.starts_on < until
            and (plan.ends_on is None or plan.ends_on >= first)
        )


def _calendars() -> Callable[[date], Calendar]:
    """The opening hours and closed days in force on each day. One query."""
    rows = [one["row"] for one in ever_changed()]
    changes = [date.min.isoformat(), *sorted({row["since"] for row in rows})]

    @cache
    def since(day: str) -> Calendar:
        return policy_of(rows, on=date.fromisoformat(day)).calendar

    return lambda day: since(changes[bisect_right(changes, day.isoformat()) - 1])


def _plans(people: Collection[int], *, since: date, until: date) -> QuerySet[JobPlan]:
    """The job plans of that time."""
    return JobPlan.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=since), staff__in=people, starts_on__lt=until
    )


def _agreed_weeks(plans: Iterable[JobPlan]) -> Mapping[int, list[AgreedWeek]]:
    """What these plans agree, for each person."""
    found: dict[int, list[AgreedWeek]] = defaultdict(list)
    for plan in plans:
        found[plan.staff_id].append(
            AgreedWeek(
                starts_on=plan.starts_on,
                ends_on=plan.ends_on,
                weekdays=frozenset(plan.weekdays),
                begins_at=plan.begins_at,
                ends_at=plan.ends_at,
            )
        )
    return found


def _standing_shares(whose: Q) -> QuerySet[OvertimeShare]:
    """Shares that stand, of people whose agreement stands and who work here."""
    agreed = OvertimeAgreement.objects.filter(withdrawn_at=None).values("staff")
    return OvertimeShare.objects.filter(
        whose, withdrawn_at=None, staff__in=agreed, staff__is_active=True
    ).order_by("shared_at", "pk")


def _shown(row: OvertimeShare, person: StaffMember, *, on: date) -> Shown:
    since = wording.sentence_date(local_date(row.shared_at), on)
    return Shown(pk=row.pk, staff_id=person.pk, name=person.full_name, since=since)


def _week(monday: date, signs: Signs, *, on: date) -> Week:
    label = f"Week from {wording.sentence_date(monday, on)}"
    return Week(
        label=f"{label}, so far" if on < monday + _A_WEEK else label,
        notes=f"{signs.notes_after_hours} of {signs.notes}" if signs.notes else "no notes",
        breaks=f"{signs.days_without_break} of {signs.days}" if signs.days else "no sessions",
    )


def _months(on: date) -> list[date]:
    """The first day of each of the last whole months, and of the month that runs."""
    firsts = [on.replace(day=1)]
    for _ in range(_MONTHS):
        firsts.append((firsts[-1] - timedelta(days=1)).replace(day=1))
    return firsts[::-1]


def _month(
    worked: _Worked,
    agreements: Iterable[OvertimeAgreement],
    span: tuple[date, date],
) -> Month:
    first, until = span
    label = f"{first:%B %Y}"
    counted = [one for one in agreements if local_date(one.agreed_at) < first]
    ends = moment(until, "00:00")
    if any(one.withdrawn_at is not None and one.withdrawn_at >= ends for one in counted):
        return Month(label, "", "", NO_LONGER)
    people = {one.staff_id for one in counted if one.withdrawn_at is None}
    if worked.is_rewritten(people, first, until):
        return Month(label, "", "", REWRITTEN)
    of_each = [worked.signs(staff_id, first, until) for staff_id in people]
    notes = clinical_overtime.together((one.notes_after_hours, one.notes) for one in of_each)
    breaks = clinical_overtime.together((one.days_without_break, one.days) for one in of_each)
    if notes is None and breaks is None:
        return Month(label, "", "", TOO_FEW)
    return Month(label, notes=_share(notes), breaks=_share(breaks), why_not="")


def _share(share: int | None) -> str:
    """Neither end says of everybody at once what each of them did."""
    if share is None:
        return "too few people"
    if share in {0, 100}:
        return "over 95 %" if share else "under 5 %"
    return f"about {share} %"
