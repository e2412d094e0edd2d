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

# Who waits, who has no next step, and what nobody has met. People are counted in indexes of those
# who are open, and of those without a step: their summaries and referrals are wide, and not read.
_LIVE = """
SELECT waiting.*,
    (SELECT count(*) FROM referrals_referral w
     WHERE w.ended_on IS NULL AND NOT w.has_next_step{without_of}),
    risk.*,
    (SELECT count(*) FROM referrals_nextstep l
     WHERE l.done_at IS NULL AND l.due_by < %(now)s AND l.kind <> %(appointment)s
     {step_of_open})
FROM (
    SELECT count(*), %(on)s - min(s.received_on),
        count(*) FILTER (WHERE s.received_on BETWEEN %(on)s - %(six)s AND %(soon)s - %(six)s),
        count(*) FILTER (
            WHERE s.received_on BETWEEN %(on)s - %(eighteen)s AND %(soon)s - %(eighteen)s)
    FROM caseload_casesummary s WHERE s.is_open AND s.first_treatment_on IS NULL{whose}
) waiting, (
    SELECT count(*), min(a.due_by) FROM caseload_riskaction a
    WHERE a.closed_at IS NULL AND a.due_by < %(now)s{risk_of_teams}
) risk
"""
# Of everybody nobody is looked up but those who ended and have a step still: nobody, as a rule.
_STEP_OF_OPEN = """AND l.referral_id <> ALL (ARRAY(
         SELECT e.id FROM referrals_referral e WHERE e.ended_on IS NOT NULL AND e.has_next_step))"""
_STEP_OF_TEAMS = """AND l.referral_id IN (
         SELECT o.referral_id FROM caseload_casesummary o WHERE o.is_open{})"""
_OF_TEAMS = " AND {}.team_id = ANY(%(team_ids)s::bigint[])"
# Of the few that are overdue the team is looked up; of all referrals it would be read.
_RISK_OF_TEAMS = (
    " AND (SELECT r.team_id FROM referrals_referral r WHERE r.id = a.referral_id)"
    " = ANY(%(team_ids)s::bigint[])"
)
# Open people of the pathways that were asked for, looked up once for both.
_NARROWED = """
WITH narrowed AS MATERIALIZED (
    SELECT p.referral_id FROM reporting_pathway p
    JOIN caseload_casesummary s ON s.referral_id = p.referral_id WHERE s.is_open{0}
)
"""
_OF_NARROWED = " AND {} IN (SELECT referral_id FROM narrowed)"
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
        "six": policy.first_treatment_within_days,
        "eighteen": EIGHTEEN_WEEKS,
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
    said = "" if chosen.team_ids is None else _OF_TEAMS
    of_teams = {
        "risk_of_teams": said and _RISK_OF_TEAMS,
        "step_of_open": _STEP_OF_TEAMS.format(said.format("o")) if said else _STEP_OF_OPEN,
    }
    if replace(chosen, team_ids=None) != Chosen():
        found = _NARROWED.format(narrowed(chosen))
        whose, without_of = _OF_NARROWED.format("s.referral_id"), _OF_NARROWED.format("w.id")
        return found + _LIVE.format(whose=whose, without_of=without_of, **of_teams)
    return _LIVE.format(whose=said.format("s"), without_of=said.format("w"), **of_teams)


def read_silent(chosen: Chosen, *, on: date) -> Silent:
    """Of open people, by their last session. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_SILENT + narrowed(chosen), parameters((), chosen) | {"on": on})
        return Silent(*cursor.fetchone())
