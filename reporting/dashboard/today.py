"""How things stand today, whatever the period: who waits, whom nobody sees, what is overdue."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Count, Min

from caseload.models import RiskAction
from clinical.policy import Policy
from clinical.waits import EIGHTEEN_WEEKS
from clinical.working_days import local_date
from referrals.models import NextStep, NextStepKind
from reporting.figures import Chosen
from reporting.statements import narrowed, parameters

SOON_DAYS = 14

_OPEN = """
SELECT count(*) FILTER (WHERE s.first_treatment_on IS NULL),
    %(on)s - min(s.received_on) FILTER (WHERE s.first_treatment_on IS NULL),
    count(*) FILTER (WHERE s.first_treatment_on IS NULL
        AND s.received_on + %(six_weeks)s BETWEEN %(on)s AND %(soon)s),
    count(*) FILTER (WHERE s.first_treatment_on IS NULL
        AND s.received_on + %(eighteen_weeks)s BETWEEN %(on)s AND %(soon)s),
    count(*) FILTER (WHERE p.therapy_last_on BETWEEN %(on)s - 90 AND %(on)s - 61),
    count(*) FILTER (WHERE p.therapy_last_on BETWEEN %(on)s - 120 AND %(on)s - 91),
    count(*) FILTER (WHERE p.therapy_last_on < %(on)s - 120),
    count(*) FILTER (WHERE NOT EXISTS (
        SELECT FROM referrals_nextstep n
        WHERE n.referral_id = s.referral_id AND n.done_at IS NULL))
FROM caseload_casesummary s LEFT JOIN reporting_pathway p ON p.referral_id = s.referral_id
WHERE s.is_open
"""


@dataclass(frozen=True, slots=True)
class Today:
    """Numbers of people, and of obligations that nobody has met."""

    waiting: int
    longest_days: int
    six_weeks_soon: int
    eighteen_weeks_soon: int
    silent_61: int
    silent_91: int
    silent_121: int
    without_step: int
    risk_overdue: int
    risk_oldest: datetime | None
    steps_overdue: int


def read(chosen: Chosen, *, now: datetime, policy: Policy) -> Today:
    """Three queries, whatever the size. What is overdue is counted by team alone."""
    on = local_date(now)
    waiting, longest, six, eighteen, *rest = _open(chosen, on=on, policy=policy)
    silent_61, silent_91, silent_121, without = rest
    overdue, oldest = _risk(chosen, now=now)
    return Today(
        waiting=waiting,
        longest_days=longest or 0,
        six_weeks_soon=six,
        eighteen_weeks_soon=eighteen,
        silent_61=silent_61,
        silent_91=silent_91,
        silent_121=silent_121,
        without_step=without,
        risk_overdue=overdue,
        risk_oldest=oldest,
        steps_overdue=_steps(chosen, now=now),
    )


def _open(chosen: Chosen, *, on: date, policy: Policy) -> tuple[int, ...]:
    days = {
        "on": on,
        "soon": on + timedelta(days=SOON_DAYS),
        "six_weeks": policy.first_treatment_within_days,
        "eighteen_weeks": EIGHTEEN_WEEKS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_OPEN + narrowed(chosen), parameters((), chosen) | days)
        found: tuple[int, ...] = cursor.fetchone()
    return found


def _risk(chosen: Chosen, *, now: datetime) -> tuple[int, datetime | None]:
    late = RiskAction.objects.filter(closed_at__isnull=True, due_by__lt=now)
    if chosen.team_ids is not None:
        late = late.filter(referral__team__in=sorted(chosen.team_ids))
    found = late.aggregate(actions=Count("pk"), oldest=Min("due_by"))
    return found["actions"], found["oldest"]


def _steps(chosen: Chosen, *, now: datetime) -> int:
    """As the page of overdue next steps has it: an appointment is to be logged, not overdue."""
    late = NextStep.objects.filter(
        done_at__isnull=True, due_by__lt=now, referral__ended_on__isnull=True
    ).exclude(kind=NextStepKind.APPOINTMENT)
    if chosen.team_ids is not None:
        late = late.filter(referral__team__in=sorted(chosen.team_ids))
    return late.count()
