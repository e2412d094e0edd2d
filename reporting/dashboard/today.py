"""How things stand today, whatever the period: who waits, whom nobody sees, what is overdue."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import connection

from clinical.policy import Policy
from clinical.waits import EIGHTEEN_WEEKS
from clinical.working_days import local_date
from referrals.models import NextStepKind
from reporting.figures import Chosen
from reporting.statements import narrowed, parameters

SOON_DAYS = 14

# One look at whoever is open, and one at what nobody has met: by team alone.
_LIVE = """
SELECT count(*) FILTER (WHERE s.first_treatment_on IS NULL),
    %(on)s - min(s.received_on) FILTER (WHERE s.first_treatment_on IS NULL),
    count(*) FILTER (WHERE s.first_treatment_on IS NULL
        AND s.received_on + %(six_weeks)s BETWEEN %(on)s AND %(soon)s),
    count(*) FILTER (WHERE s.first_treatment_on IS NULL
        AND s.received_on + %(eighteen_weeks)s BETWEEN %(on)s AND %(soon)s),
    count(*) FILTER (WHERE n.id IS NULL),
    (SELECT count(*) FROM caseload_riskaction a {of_risk}),
    (SELECT min(a.due_by) FROM caseload_riskaction a {of_risk}),
    (SELECT count(*) FROM referrals_nextstep l JOIN referrals_referral r ON r.id = l.referral_id
     WHERE l.done_at IS NULL AND l.due_by < %(now)s AND l.kind <> %(appointment)s
     AND r.ended_on IS NULL{of_teams})
FROM caseload_casesummary s
LEFT JOIN referrals_nextstep n ON n.referral_id = s.referral_id AND n.done_at IS NULL
{pathways}WHERE s.is_open
"""
_OF_RISK = (
    "JOIN referrals_referral r ON r.id = a.referral_id "
    "WHERE a.closed_at IS NULL AND a.due_by < %(now)s"
)
_OF_TEAMS = " AND r.team_id = ANY(%(team_ids)s::bigint[])"
_PATHWAYS = "LEFT JOIN reporting_pathway p ON p.referral_id = s.referral_id\n"
_SILENT = """
SELECT count(*) FILTER (WHERE p.therapy_last_on BETWEEN %(on)s - 90 AND %(on)s - 61),
    count(*) FILTER (WHERE p.therapy_last_on BETWEEN %(on)s - 120 AND %(on)s - 91),
    count(*) FILTER (WHERE p.therapy_last_on < %(on)s - 120)
FROM caseload_casesummary s JOIN reporting_pathway p ON p.referral_id = s.referral_id
WHERE s.is_open AND p.therapy_last_on <= %(on)s - 61
"""


@dataclass(frozen=True, slots=True)
class Silent:
    """How many people have had no session for so many days."""

    for_61: int
    for_91: int
    for_121: int


@dataclass(frozen=True, slots=True)
class Today:
    """Numbers of people, and of obligations that nobody has met."""

    waiting: int
    longest_days: int
    six_weeks_soon: int
    eighteen_weeks_soon: int
    without_step: int
    risk_overdue: int
    risk_oldest: datetime | None
    steps_overdue: int
    silent: Silent


def read(chosen: Chosen, *, now: datetime, policy: Policy, silent: Silent) -> Today:
    """One query, whatever the size. What is overdue is counted by team alone: as its own pages have
    it, where an appointment is to be logged, not overdue.
    """
    on = local_date(now)
    given = parameters((), chosen) | {
        "on": on,
        "now": now,
        "soon": on + timedelta(days=SOON_DAYS),
        "six_weeks": policy.first_treatment_within_days,
        "eighteen_weeks": EIGHTEEN_WEEKS,
        "appointment": NextStepKind.APPOINTMENT.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(_live(chosen), given)
        waiting, longest, six, eighteen, without, overdue, oldest, late = cursor.fetchone()
    return Today(
        waiting=waiting,
        longest_days=longest or 0,
        six_weeks_soon=six,
        eighteen_weeks_soon=eighteen,
        without_step=without,
        risk_overdue=overdue,
        risk_oldest=oldest,
        steps_overdue=late,
        silent=silent,
    )


def _live(chosen: Chosen) -> str:
    of_teams = "" if chosen.team_ids is None else _OF_TEAMS
    is_narrowed = replace(chosen, team_ids=None) != Chosen()
    sql = _LIVE.format(
        of_risk=_OF_RISK + of_teams, of_teams=of_teams, pathways=_PATHWAYS if is_narrowed else ""
    )
    if is_narrowed:
        return sql + narrowed(chosen)
    return sql if chosen.team_ids is None else sql + " AND s.team_id = ANY(%(team_ids)s::bigint[])"


def read_silent(chosen: Chosen, *, on: date) -> Silent:
    """Of open people, by their last session. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_SILENT + narrowed(chosen), parameters((), chosen) | {"on": on})
        return Silent(*cursor.fetchone())
