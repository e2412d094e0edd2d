"""Who reliably improved of late with somebody: for the two of a meeting, by name."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from caseload.counting import SIGNED_AND_ATTENDED
from caseload.models import Allocation, CareContact, ContactKind, ContactState
from clinical.course import Totals, anxiety_measure_used, has_improved_since
from clinical.instruments import PHQ9
from clinical.measures import Measure, Total, written
from clinical.policy import Policy
from clinical.problems import Problem
from clinical.therapies import Therapy
from clinical.thresholds import measures_under
from clinical.wording import full_name
from clinical.working_days import local_date, moment
from outcomes.models import MeasureScore
from referrals.models import Referral
from referrals.paths import path_to
from staff.standing import Standing

A_MONTH = timedelta(days=28)
# Scores that stand: neither corrected since nor withdrawn. For an outcome those count that were not
# filled in; where a service has opted in, these too.
STANDS = (Q(total__isnull=False) | Q(mean__isnull=False)) & Q(superseded_at=None, withdrawn_at=None)
NOT_FILLED_IN = Q(is_prorated=False)
# What was answered for one of these is neither a first nor a last score (metrics reference 3, 8
# and 10), here as in the national figures.
_CARRIES_NONE = CareContact.objects.filter(
    Q(kind__in=(ContactKind.FOLLOW_UP, ContactKind.EMPLOYMENT_SUPPORT))
    | Q(therapies=[Therapy.EMPLOYMENT_SUPPORT.name])
    | Q(state__in=(ContactState.LOGGED, ContactState.CANCELLED)) & ~SIGNED_AND_ATTENDED,
    sitting=OuterRef("sitting"),
)
OF_THE_COURSE = ~Exists(_CARRIES_NONE)


@dataclass(frozen=True, slots=True)
class Improved:
    """One person, and how their scores moved: `PHQ-9 18 to 11, GAD-7 12 to 7`."""

    patient_id: int
    name: str
    path: str
    moved: str
    has_ended: bool


def since(now: datetime) -> date:
    """The first day of "this month": four weeks back."""
    return local_date(now) - A_MONTH


def read(pwp_id: int, *, standing: Standing, now: datetime, policy: Policy) -> tuple[Improved, ...]:
    """Whoever this person carries or carried to the end, may be seen by the reader, and reliably
    improved within the month and with this person: what came of it before they carried them is a
    colleague's. "So far" where they are still in treatment. One query.
    """
    begins = moment(since(now), "00:00")
    counts = STANDS if policy.prorated_in_pairs else STANDS & NOT_FILLED_IN
    rows = _rows(pwp_id, standing=standing, begins=begins, on=local_date(now), counts=counts)
    measures = measures_under(policy)
    found = (_improved(list(of_one), begins, measures) for _, of_one in groupby(rows, key=_whose))
    return tuple(sorted(filter(None, found), key=lambda one: one.name))


def _rows(
    pwp_id: int, *, standing: Standing, begins: datetime, on: date, counts: Q
) -> Iterable[Mapping[str, Any]]:
    lately = MeasureScore.objects.filter(counts, referral=OuterRef("pk"), taken_at__gte=begins)
    theirs = Allocation.objects.filter(referral=OuterRef("referral"), pwp=pwp_id)
    people = Referral.objects.visible_to(standing, on=on).filter(
        Q(ended_on=None) | Q(ended_on__gte=local_date(begins)), Exists(lately), carried_by=pwp_id
    )
    return (
        MeasureScore.objects.filter(counts, OF_THE_COURSE, referral__in=people)
        .order_by("referral_id", "taken_at", "pk")
        .annotate(carried_since=Subquery(theirs.order_by("-starts_at").values("starts_at")[:1]))
        .values(
            "referral_id",
            "carried_since",
            "measure",
            "total",
            "mean",
            "taken_at",
            "referral__summary__problem",
            "referral__ended_on",
            "referral__reference",
            "referral__patient_id",
            "referral__patient__given_name",
            "referral__patient__family_name",
        )
    )


def _whose(row: Mapping[str, Any]) -> int:
    return int(row["referral_id"])


def _improved(
    rows: list[Mapping[str, Any]], begins: datetime, measures: Mapping[str, Measure]
) -> Improved | None:
    first = rows[0]
    since = max(begins, first["carried_since"] or begins)
    now, before = _totals(rows), _totals(row for row in rows if row["taken_at"] < since)
    problem = problem_called(first["referral__summary__problem"])
    if not has_improved_since(problem=problem, before=before, now=now, measures=measures):
        return None
    return Improved(
        patient_id=first["referral__patient_id"],
        name=full_name(
            first["referral__patient__family_name"], first["referral__patient__given_name"]
        ),
        path=path_to("caseload:record", first["referral__reference"]),
        moved=", ".join(_moves(problem, now, measures)),
        has_ended=first["referral__ended_on"] is not None,
    )


def _totals(rows: Iterable[Mapping[str, Any]]) -> Totals:
    found: dict[str, list[Total]] = {}
    for row in rows:
        value = row["total"] if row["mean"] is None else row["mean"]
        found.setdefault(row["measure"], []).append(value)
    return found


def problem_called(name: str) -> Problem:
    """The problem that is stored by this name; empty before anybody recorded one."""
    return Problem[name] if name else Problem.NOT_RECORDED


def _moves(problem: Problem, totals: Totals, measures: Mapping[str, Measure]) -> Iterator[str]:
    """First to latest, of the two measures that decide."""
    anxiety = anxiety_measure_used(problem=problem, totals=totals, measures=measures)
    for measure in (PHQ9, anxiety):
        found = totals[measure.code]
        yield f"{measure.name} {written(measure, found[0])} to {written(measure, found[-1])}"
