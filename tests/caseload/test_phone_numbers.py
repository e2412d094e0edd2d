"""A phone number as people write it is taken; what nobody can ring is not."""

import pytest
from django.core.exceptions import ValidationError

from caseload.forms.written import A_PHONE_NUMBER


@pytest.mark.parametrize(
    "typed", ["111", "07700 900123", "+44 20 7946 0000", "(+44) 20 7946 0000", "(020) 7946-0000"]
)
def test_a_number_as_people_write_it_is_taken(typed):
    A_PHONE_NUMBER(typed)


@pytest.mark.parametrize("typed", ["+()", "1 -", "ring me", "0770+900123", "1" * 16])
def test_what_nobody_can_ring_is_refused(typed):
    with pytest.raises(ValidationError, match="3 to 15 digits"):
        A_PHONE_NUMBER(typed)
