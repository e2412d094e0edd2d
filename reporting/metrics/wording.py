"""Conditions that several measures share, in SQL and in words, and the names of sources."""

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
