"""What the agenda says of somebody new whose treatment has begun, in whole words."""

from dataclasses import replace
from datetime import date

from clinical.agenda import OpenCase, agenda
from clinical.policy import DEFAULT

_NEW = OpenCase(
    referral_id=1,
    found=(),
    since=date(2026, 6, 1),
    assessed_on=date(2026, 6, 7),
    last_discussed_on=None,
)


def _said(case, *, on, next_on):
    """The first reason of the only case, and what clears it."""
    (entry,) = agenda([case], on=on, next_on=next_on, minutes=60, policy=DEFAULT).entries
    return entry.found[0]


def test_somebody_new_in_treatment_is_told_with_the_day_it_began():
    case = replace(_NEW, treated_on=date(2026, 6, 7))

    found = _said(case, on=date(2026, 6, 11), next_on=date(2026, 6, 18))

    assert found.evidence == "Treatment began 7 June, not discussed yet"
    assert found.clears.startswith("Clears when")


def test_a_treatment_that_began_last_year_is_told_with_its_year():
    case = replace(
        _NEW,
        since=date(2026, 12, 28),
        assessed_on=date(2026, 12, 29),
        treated_on=date(2026, 12, 29),
    )

    found = _said(case, on=date(2027, 1, 4), next_on=date(2027, 1, 11))

    assert found.evidence == "Treatment began 29 December 2026, not discussed yet"
