"""What counts as attended, nationally: somebody was seen, or nobody had planned the contact.

One definition for Python, for querysets and for SQL. How long a person has been silent never goes
by it: that asks when they were seen.
"""

from django.db.models import Q

from caseload.models.contact import ATTENDED, TREATMENT_KINDS, ContactState

# Of a row of the contacts' table that is signed or taken out of the diary.
COUNTS_AS_ATTENDED = (
    f"(attendance = ANY('{{{','.join(ATTENDED)}}}'::text[])"
    " OR (state = 'LOGGED' AND NOT is_planned))"
)
SIGNED_AND_ATTENDED = Q(state=ContactState.LOGGED) & (
    Q(attendance__in=ATTENDED) | Q(is_planned=False)
)
# Sessions: what happened and counts as treatment. Weeks of internet therapy come beside them.
SESSIONS = SIGNED_AND_ATTENDED & Q(kind__in=TREATMENT_KINDS)


def counts_as_attended(*, attendance: str, is_planned: bool) -> bool:
    """Whether a signed contact counts as attended."""
    return attendance in ATTENDED or not is_planned
