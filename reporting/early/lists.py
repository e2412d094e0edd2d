"""Four lists: about to finish without a last score; six weeks about to run out, and run out; ninety
days to a second session about to run out. From the summaries, which are true at any moment.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q

from caseload.models import CaseSummary
from clinical import wording
from clinical.course import FINISHED_AFTER
from clinical.waits import EIGHTEEN_WEEKS, SECOND_LONGEST, SIX_WEEKS
from clinical.working_days import days_between, local_date
from referrals.models import Referral
from reporting.dashboard.needs import PAST_SIX_WEEKS, SIX_WEEKS_SOON
from reporting.period import month_of
from staff.roles import Permission
from staff.standing import Standing

DAYS_AHEAD = 14
ON_A_LIST = 100


@dataclass(frozen=True, slots=True)
class Person:
    """One row. `why` says what is about to be missed, `ahead` what stands in the diary."""

    patient_id: int
    reference: str
    name: str
    age: int
    carried_by: str
    why: str
    ahead: str


@dataclass(frozen=True, slots=True)
class EarlyList:
    """One list, the nearest day first; `total` counts those beyond it too, and `besides` says who
    else the day is near of.
    """

    key: str
    title: str
    good_news: str
    people: tuple[Person, ...]
    total: int
    besides: str = ""


_Row = dict[str, Any]
_FIELDS = (
    "patient_id", "reference",
    "patient__family_name", "patient__given_name", "patient__date_of_birth",
    "pwp__family_name", "pwp__given_name", "received_on", "first_treatment_on",
    "treatment_contacts", "planned_sessions", "ending_proposed", "booked_at", "phq9", "gad7",
    "referral__pathway__called_for_last",
)  # fmt: skip


def read(
    *, standing: Standing, team_ids: frozenset[int] | None, now: datetime
) -> tuple[EarlyList, ...]:
    """Of the people this person may read, in these teams. Five queries."""
    on = local_date(now)
    past = _past(standing, team_ids, on=on)
    soon = _to_start(standing, team_ids, on=on)
    in_time = [row for row in soon if _is_booked_by(row, row["received_on"], SIX_WEEKS)]
    return (
        _made(
            "scores",
            "About to finish without a last score",
            "Nobody is about to finish without a last score.",
            [one for one in _unpaired(standing, team_ids, on=on) if _finishes_soon(one, on=on)],
            lambda row: (_ends_on(row), _without(row)),
            now=now,
        ),
        _made(
            SIX_WEEKS_SOON,
            f"Six weeks run out within {DAYS_AHEAD} days",
            "Nobody’s six weeks are about to run out without a session booked in time.",
            [row for row in soon if row not in in_time],
            lambda row: _runs_out(row["received_on"], SIX_WEEKS, on=on),
            now=now,
            besides=_booked_in_time(len(in_time)),
        ),
        _made(
            PAST_SIX_WEEKS,
            "Past six weeks without a first session",
            "Nobody waits for longer than six weeks.",
            past.order_by("received_on", "reference").values(*_FIELDS)[:ON_A_LIST],
            lambda row: _ran_out(row["received_on"], on=on),
            now=now,
            total=past.count(),
        ),
        _made(
            "second-session",
            f"{SECOND_LONGEST} days to the second session run out within {DAYS_AHEAD} days",
            "Nobody’s second session is about to be late without one booked in time.",
            _to_have_a_second(standing, team_ids, on=on),
            lambda row: _runs_out(row["first_treatment_on"], SECOND_LONGEST, on=on),
            now=now,
        ),
    )


def _open(standing: Standing, team_ids: frozenset[int] | None, *, on: date) -> Any:
    mine = Referral.objects.visible_to(standing, on=on, needs=Permission.VIEW_RECORD).open()
    found = CaseSummary.objects.filter(is_open=True, referral__in=mine)
    return found if team_ids is None else found.filter(team__in=sorted(team_ids))


def _unpaired(standing: Standing, team_ids: frozenset[int] | None, *, on: date) -> list[_Row]:
    """Who would count as finished today, without both pairs of scores."""
    no_anxiety = Q(gad7__len__lt=2, referral__pathway__called_for_last__isnull=True)
    return list(
        _open(standing, team_ids, on=on)
        .filter(Q(phq9__len__lt=2) | no_anxiety, treatment_contacts__gte=FINISHED_AFTER)
        .values(*_FIELDS)
    )


def _to_start(standing: Standing, team_ids: frozenset[int] | None, *, on: date) -> list[_Row]:
    last = on - timedelta(days=SIX_WEEKS)
    rows = _open(standing, team_ids, on=on).filter(
        first_treatment_on__isnull=True,
        received_on__gte=last,
        received_on__lte=last + timedelta(days=DAYS_AHEAD),
    )
    return list(rows.values(*_FIELDS))


def _past(standing: Standing, team_ids: frozenset[int] | None, *, on: date) -> Any:
    """Who still waits after the six weeks: in a large provider thousands."""
    return _open(standing, team_ids, on=on).filter(
        first_treatment_on__isnull=True, received_on__lt=on - timedelta(days=SIX_WEEKS)
    )


def _booked_in_time(count: int) -> str:
    """`2 more have a session booked in time.`"""
    if not count:
        return ""
    return f"{count} more {'has' if count == 1 else 'have'} a session booked in time."


def _to_have_a_second(
    standing: Standing, team_ids: frozenset[int] | None, *, on: date
) -> list[_Row]:
    last = on - timedelta(days=SECOND_LONGEST)
    rows = _open(standing, team_ids, on=on).filter(
        treatment_contacts=1,
        first_treatment_on__gte=last,
        first_treatment_on__lte=last + timedelta(days=DAYS_AHEAD),
    )
    return [
        row
        for row in rows.values(*_FIELDS)
        if not _is_booked_by(row, row["first_treatment_on"], SECOND_LONGEST)
    ]


def _is_booked_by(row: _Row, since: date, days: int) -> bool:
    """An appointment stands in the diary before the days are over."""
    until = since + timedelta(days=days)
    return any(local_date(at) <= until for at in row["booked_at"])


def _finishes_soon(row: _Row, *, on: date) -> bool:
    """An end is proposed, or the sessions planned are used up by the end of the month."""
    if row["ending_proposed"]:
        return True
    end = month_of(on).end
    booked = sum(1 for at in row["booked_at"] if local_date(at) <= end)
    return bool(row["treatment_contacts"] + booked >= row["planned_sessions"])


def _ends_on(row: _Row) -> date:
    """The next appointment first: that is when the scores can still be asked for."""
    return min((local_date(at) for at in row["booked_at"]), default=date.max)


def _without(row: _Row) -> str:
    """`Session 5 of 6. PHQ-9 once, GAD-7 never.`"""
    scores = [("PHQ-9", len(row["phq9"]))]
    if row["referral__pathway__called_for_last"] is None:
        scores.append(("GAD-7", len(row["gad7"])))
    short = [f"{name} {'once' if count else 'never'}" for name, count in scores if count < 2]  # noqa: PLR2004 - a pair
    proposed = " Ending proposed." if row["ending_proposed"] else ""
    return (
        f"{row['treatment_contacts']} of {row['planned_sessions']} sessions. "
        f"{', '.join(short)}.{proposed}"
    )


def _runs_out(since: date, days: int, *, on: date) -> tuple[date, str]:
    until = since + timedelta(days=days)
    left = days_between(on, until)
    return until, f"Until {wording.sentence_date(until, on)}, {wording.count(left, 'day')} left."


def _ran_out(since: date, *, on: date) -> tuple[date, str]:
    """`Six weeks were over on 2 June. 18 weeks on 25 August.`"""
    six, eighteen = since + timedelta(days=SIX_WEEKS), since + timedelta(days=EIGHTEEN_WEEKS)
    verb = "were over" if eighteen < on else "will be over"
    return since, (
        f"Six weeks were over on {wording.sentence_date(six, on)}, "
        f"eighteen {verb} on {wording.sentence_date(eighteen, on)}."
    )


def _made(
    key: str,
    title: str,
    good_news: str,
    rows: Iterable[_Row],
    said: Callable[[_Row], tuple[date, str]],
    *,
    now: datetime,
    besides: str = "",
    total: int | None = None,
) -> EarlyList:
    found = sorted(
        ((*said(row), row) for row in rows), key=lambda one: (one[0], one[2]["reference"])
    )
    people = tuple(_person(row, why, now=now) for _, why, row in found[:ON_A_LIST])
    many = len(found) if total is None else total
    return EarlyList(key, title, good_news, people, many, besides)


def _person(row: _Row, why: str, *, now: datetime) -> Person:
    nobody = row["pwp__family_name"] is None
    return Person(
        patient_id=row["patient_id"],
        reference=row["reference"],
        name=wording.listed_name(row["patient__family_name"], row["patient__given_name"]),
        age=wording.age(row["patient__date_of_birth"], local_date(now)),
        carried_by=(
            "On nobody’s caseload yet"
            if nobody
            else wording.full_name(row["pwp__family_name"], row["pwp__given_name"])
        ),
        why=why,
        ahead=_ahead(row, now=now),
    )


def _ahead(row: _Row, *, now: datetime) -> str:
    ahead = min((at for at in row["booked_at"] if at >= now), default=None)
    if ahead is None:
        return "Nothing booked"
    return f"Booked {wording.sentence_date(local_date(ahead), local_date(now))}"
