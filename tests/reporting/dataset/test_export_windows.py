"""Which of its two submissions a month is in."""

from datetime import date

import pytest

from reporting.dataset.export.windows import submission
from reporting.models import Window

DECEMBER = date(2024, 12, 1)


@pytest.mark.parametrize(
    ("on", "window", "closes"),
    [
        (date(2024, 12, 31), Window.EARLY, date(2025, 1, 29)),
        (date(2025, 1, 1), Window.PROVISIONAL, date(2025, 1, 29)),
        (date(2025, 1, 29), Window.PROVISIONAL, date(2025, 1, 29)),
        (date(2025, 1, 30), Window.PERFORMANCE, date(2025, 2, 27)),
        (date(2025, 2, 27), Window.PERFORMANCE, date(2025, 2, 27)),
        (date(2025, 2, 28), Window.LATE, None),
    ],
)
def test_a_month_is_sent_provisionally_then_as_performance_then_never(on, window, closes):
    found = submission(DECEMBER, on=on)

    assert (found.window, found.closes_on, found.is_assumed) == (window, closes, False)


def test_where_the_calendar_ends_the_usual_day_is_taken_and_said_to_be_assumed():
    found = submission(date(2026, 10, 1), on=date(2026, 11, 22))

    assert found.window == Window.PROVISIONAL
    assert (found.opens_on, found.closes_on) == (date(2026, 11, 1), date(2026, 11, 22))
    assert found.is_assumed


def test_performance_opens_on_the_first_of_the_second_month():
    found = submission(DECEMBER, on=date(2025, 1, 30))

    assert found.opens_on == date(2025, 2, 1)
