"""The age group of a breakdown: whole years on the last day of the period."""

from datetime import date

import pytest
from django.db import connection

from reporting.dimensions import DIMENSIONS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("born_on", "ends_on", "group"),
    [
        (date(2008, 3, 31), date(2026, 3, 31), "18"),
        (date(2008, 4, 1), date(2026, 3, 31), "0"),
        (date(2000, 3, 31), date(2026, 3, 31), "26"),
        (date(2000, 4, 1), date(2026, 3, 31), "18"),
        (date(1961, 3, 31), date(2026, 3, 31), "65"),
        (date(1961, 4, 1), date(2026, 3, 31), "26"),
        (date(1951, 3, 31), date(2026, 3, 31), "75"),
        (date(1936, 3, 31), date(2026, 3, 31), "90"),
        (date(1936, 4, 1), date(2026, 3, 31), "75"),
        # Born on the 29th of February: a year older on the 1st of March
        (date(2008, 2, 29), date(2026, 2, 28), "0"),
        (date(2006, 3, 1), date(2024, 2, 29), "0"),
        (date(2006, 2, 28), date(2024, 2, 29), "18"),
        (date(2026, 4, 1), date(2026, 3, 31), "0"),
    ],
)
def test_an_age_is_of_whole_years(born_on, ends_on, group):
    sql = DIMENSIONS["age"].group_sql

    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {sql} FROM (SELECT %s::date AS born_on) p, (SELECT %s::date AS ends_on) b",
            [born_on, ends_on],
        )
        (found,) = cursor.fetchone()

    assert found == group
