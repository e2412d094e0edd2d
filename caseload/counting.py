"""What counts nationally. As attended: somebody was seen, or nobody had planned the contact. As a
session: that and a treatment, of more than employment support.

One definition for Python, for querysets and for SQL. How long a person has been silent never goes
by it: that asks when they were seen.
"""

from collections.abc import Sequence

from django.db.models import Q

from caseload.models.contact import ATTENDED, TREATMENT_KINDS, ContactState
from clinical.therapies import Therapy

# Of a row of the contacts' table that is signed or taken out of the diary.
COUNTS_AS_ATTENDED = (
    f"(attendance = ANY('{{{','.join(ATTENDED)}}}'::text[])"
    " OR (state = 'LOGGED' AND NOT is_planned))"
)
SIGNED_AND_ATTENDED = Q(state=ContactState.LOGGED) & (
    Q(attendance__in=ATTENDED) | Q(is_planned=False)
)
# Weeks of internet therapy come beside them.
COUNTS_AS_SESSION = (
    f"({COUNTS_AS_ATTENDED} AND kind = ANY('{{{','.join(TREATMENT_KINDS)}}}'::text[])"
    f" AND therapies::text[] <> '{{{Therapy.EMPLOYMENT_SUPPORT.name}}}')"
)
_EMPLOYMENT_ONLY = [Therapy.EMPLOYMENT_SUPPORT.name]
SESSIONS = SIGNED_AND_ATTENDED & Q(kind__in=TREATMENT_KINDS) & ~Q(therapies__exact=_EMPLOYMENT_ONLY)


def counts_as_attended(*, attendance: str, is_planned: bool) -> bool:
    """Whether a signed contact counts as attended."""
    return attendance in ATTENDED or not is_planned


def treats(*, kind: str, therapies: Sequence[str]) -> bool:
    """Whether a contact that counts as attended is a session."""
    return kind in TREATMENT_KINDS and list(therapies) != _EMPLOYMENT_ONLY
