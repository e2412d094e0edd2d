"""A supervisor's week: how ready each meeting is, and what waits of those she supervises."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q

from clinical import wording
from clinical.policy import Policy
from clinical.working_days import local_date, moment
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing
from supervision.meeting import agenda
from supervision.meeting.agenda import AgendaPage
from supervision.models import Part, SupervisionItem, SupervisionSession
from supervision.overview import coverage, waits
from supervision.overview.coverage import Sum
from supervision.overview.waits import Waits
from supervision.planning.rhythm import monday_of

_A_WEEK = timedelta(days=7)
_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekMeeting:
    """One meeting of the week: with whom, when, how ready it is or what became of it."""

    reference: str
    who: str
    when: str
    words: str
    more: str
    link: str
    is_today: bool
    is_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """The page. Each list holds what is open now, the most pressing first."""

    heading: str
    meetings: tuple[WeekMeeting, ...]
    waits: Waits
    coverage: tuple[Sum, ...]
    together: Sum
    shown: tuple[int, ...]


def read(*, member: StaffMember, standing: Standing, now: datetime, policy: Policy) -> Week:
    """This week as it stands now. Thirteen queries at most, however many meetings and cases."""
    on = local_date(now)
    rows = _rows(standing, on=on)
    coming = [one for one in rows if one.opened_at is None and one.not_held_at is None]
    pages = agenda.live_of_many(coming, member=member, now=now, policy=policy) if coming else {}
    opened = _opened([one.pk for one in rows if one.opened_at is not None])
    open_now = waits.read(standing, on=on, now=now)
    parts = coverage.read(on=on, policy=policy, of=standing.supervisee_ids)
    together = Sum("", parts)
    return Week(
        heading=f"Week of {wording.sentence_date(_monday(on), on)}",
        meetings=tuple(_meeting(one, pages, opened, on=on, now=now) for one in rows),
        waits=open_now,
        coverage=coverage.by_pwp(parts),
        together=together,
        shown=tuple(sorted({*open_now.shown, *(one.patient_id for one in together.missed)})),
    )


def _monday(on: date) -> date:
    """Of this week; at the weekend, of the one to come."""
    return monday_of(on) + (_A_WEEK if on.weekday() >= _SATURDAY else timedelta())


def _rows(standing: Standing, *, on: date) -> list[SupervisionSession]:
    """Hers, those she stands in for or had to give away, and of those she covers; none that was
    called off beforehand. At the weekend, what the ended week left undone stands there too.
    """
    me, monday = standing.staff_id, moment(_monday(on), "00:00")
    undone = Q(not_held_at__isnull=True, signed_at__isnull=True)
    hers = Q(supervisor=me) | Q(stands_in_for=me)
    if standing.may_elsewhere(Permission.SUPERVISE):
        hers |= Q(supervisor__in=sorted(standing.covered_ids))
    return list(
        SupervisionSession.objects.filter(
            hers,
            undone | Q(starts_at__gte=monday),
            starts_at__gte=moment(monday_of(on), "00:00"),
            starts_at__lt=moment(_monday(on) + _A_WEEK, "00:00"),
        )
        .exclude(supervisee=me)
        .exclude(not_held_at__lt=F("starts_at"))
        .exclude(supervisee__is_active=False, opened_at__isnull=True)
        .select_related("supervisor", "supervisee")
        .order_by("starts_at", "pk")
    )


def _opened(session_ids: Iterable[int]) -> dict[int, Mapping[str, Any]]:
    """Of each opened meeting: how many cases, and how many are decided. One query."""
    counted = (
        SupervisionItem.objects.filter(session__in=list(session_ids), part=Part.AGENDA)
        .values("session_id")
        .annotate(cases=Count("pk"), done=Count("decisions"))
    )
    return {row["session_id"]: row for row in counted}


def _meeting(
    one: SupervisionSession,
    pages: Mapping[int, AgendaPage],
    opened: Mapping[int, Mapping[str, Any]],
    *,
    on: date,
    now: datetime,
) -> WeekMeeting:
    day = local_date(one.starts_at)
    words, more = _standing(one, pages.get(one.pk), opened.get(one.pk), now=now)
    missed = one.opened_at is None and day < on
    return WeekMeeting(
        reference=one.reference,
        who=one.supervisee.full_name,
        when=wording.day_and_time(one.starts_at, on),
        words=words,
        more=more,
        link="Say why" if missed and one.not_held_at is None else _link(one),
        is_today=day == on,
        is_late=missed or (one.is_open and day < on),
    )


def _link(one: SupervisionSession) -> str:
    if one.is_open:
        return "Go on"
    return "See what was decided" if one.signed_at else "Agenda"


def _standing(
    one: SupervisionSession,
    page: AgendaPage | None,
    counted: Mapping[str, Any] | None,
    *,
    now: datetime,
) -> tuple[str, str]:
    """`22 cases, 48 of 53 minutes`, with what is asked and what does not fit; or what became of
    it.
    """
    if one.not_held_at is not None:
        return "Not held.", ""
    if one.opened_at is not None:
        cases, done = (counted["cases"], counted["done"]) if counted else (0, 0)
        if one.signed_at is not None:
            return f"Held and signed, {wording.count(cases, 'case')}.", ""
        return f"Opened, {done} of {cases} decided, not signed yet.", ""
    if local_date(one.starts_at) < local_date(now):
        return "Passed without being opened.", ""
    return ("", "") if page is None else (_planned(page), " ".join(_more(page)))


def _planned(page: AgendaPage) -> str:
    """`22 cases, 48 of 53 minutes.`"""
    minutes = -(-page.planned_seconds // 60)
    cases = wording.count(len(page.lines), "case")
    return f"{cases}, {minutes} of {page.seconds_for_cases // 60} minutes for cases."


def _more(page: AgendaPage) -> Iterator[str]:
    risk = sum(line.has_risk for line in page.lines)
    asked = sum(bool(line.question) for line in page.everybody)
    late = sum(line.days_late > 0 for line in page.lines)
    if risk:
        yield f"{risk} with risk."
    if asked:
        yield f"{wording.count(asked, 'question')} asked."
    if late:
        yield f"{late} past the interval."
    if page.moved:
        yield f"{len(page.moved)} do not fit, and move."
