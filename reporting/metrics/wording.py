"""Conditions that several measures share, in SQL and in words, and the names of sources."""

from caseload.models.contact import ATTENDED as WAS_ATTENDED
from caseload.models.contact import TREATMENT_KINDS

# Pathways `p` (see `reporting.models.pathway`); all other conditions of a finished course are in
# the column itself.
FINISHED = "p.is_completed"
PAIRED = "p.phq9_last IS NOT NULL AND p.anxiety_last IS NOT NULL"
NOT_PAIRED = "(p.phq9_last IS NULL OR p.anxiety_last IS NULL)"
TO_ASSESSMENT = "p.assessment_first_on - p.received_on"
TO_FIRST = "p.therapy_first_on - p.received_on"
TO_SECOND = "p.therapy_second_on - p.therapy_first_on"
# Who can recover: those unclassified stay in (metrics.md 4.3).
COULD_RECOVER = f"{FINISHED} AND NOT p.is_not_caseness"

# Contacts `c`. Nationally an unplanned one counts as attended, whatever its outcome.
ATTENDED = (
    f"(c.attendance = ANY('{{{','.join(WAS_ATTENDED)}}}'::text[])"
    " OR (c.state = 'LOGGED' AND NOT c.is_planned))"
)
TREATMENT = f"c.kind = ANY('{{{','.join(TREATMENT_KINDS)}}}'::text[])"
DAY = "(c.starts_at AT TIME ZONE 'Europe/London')::date"
WITHIN_THE_REFERRAL = f"{DAY} BETWEEN p.received_on AND coalesce(p.ended_on, 'infinity'::date)"
SESSION = f"{ATTENDED} AND {TREATMENT} AND {WITHIN_THE_REFERRAL}"

FINISHED_WORDS = "finished courses: ended in the period after at least two treatment sessions"
COULD_RECOVER_WORDS = "finished courses but those below the threshold on both first scores"
ENDED_WORDS = "referrals ended in the period"
STARTED_WORDS = "people whose first treatment session was in the period"

MONTHLY = "NHS Talking Therapies monthly measure metadata, edition July 2026"
ANNUAL = "NHS Talking Therapies annual metadata 2023-24"
DASHBOARD = "NHS England dashboard code, July 2025"
LOCAL = "local definition"


def days_between(days: str, lowest: int | None, highest: int | None) -> str:
    """So many days, both included; None leaves a side open, and a negative wait is in the first."""
    bounds = []
    if lowest is not None:
        bounds.append(f"{days} >= {lowest}")
    if highest is not None:
        bounds.append(f"{days} <= {highest}")
    return " AND ".join(bounds)
