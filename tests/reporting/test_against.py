"""How a figure stands against its standard."""

from datetime import date
from decimal import Decimal

import pytest

from reporting.against import against
from reporting.figures import Figure
from reporting.metrics.registry import MEASURES
from reporting.period import month_of

PLANNED = "entering-treatment"
MAY = month_of(date(2026, 5, 1))


def figure(slug, numerator, denominator):
    value = Decimal(numerator)
    if denominator:
        value = Decimal(100) * numerator / denominator
    return Figure(slug, MAY, numerator, denominator, value)


@pytest.mark.parametrize(
    ("slug", "counted", "standard", "code", "words"),
    [
        ("eighteen-weeks", (410, 412), 95, "meets", "Meets, by 4.5 points"),
        ("reliable-recovery", (206, 445), 51, "misses", "Below, by 4.7 points"),
        ("reliable-improvement", (339, 497), 69, "close", "Close, below by 0.8 points"),
        ("did-not-attend", (311, 2728), 10, "misses", "Above, by 1.4 points"),
        ("over-90-days", (29, 381), 10, "meets", "Meets, by 2.4 points"),
        ("entering-treatment", (412, None), 400, "meets", "Meets, by 12"),
        ("entering-treatment", (385, None), 400, "close", "Close, below by 15"),
        ("recovery", (50, 100), 50, "meets", "Meets, by 0.0 points"),
        # Shown as 78.3% and as 71.8%
        ("six-weeks", (313, 400), 75, "meets", "Meets, by 3.3 points"),
        ("six-weeks", (287, 400), 75, "misses", "Below, by 3.2 points"),
        # Shown as 75.0%, as 10.0% and as 51.0%, and short of each
        ("six-weeks", (1499, 2000), 75, "close", "Close, below by less than 0.1 points"),
        ("did-not-attend", (707, 7062), 10, "close", "Close, above by less than 0.1 points"),
        ("reliable-recovery", (50963, 100000), 51, "close", "Close, below by less than 0.1 points"),
    ],
)
def test_the_state_is_said_in_words_with_the_distance(slug, counted, standard, code, words):
    found = against(figure(slug, *counted), MEASURES[slug], standard=standard)

    assert (found.code, found.words) == (code, words)


def test_nobody_counted_stands_nowhere():
    nobody = Figure("recovery", MAY, 0, 0, None)

    assert against(nobody, MEASURES["recovery"], standard=50) is None


def test_people_short_of_a_plan_are_laid_beside_points_as_a_share_of_it():
    plan = against(figure("entering-treatment", 324, None), MEASURES[PLANNED], standard=400)
    recovery = against(figure("recovery", 30, 100), MEASURES["recovery"], standard=50)

    assert (plan.words, plan.short_by) == ("Below, by 76", 19)
    assert recovery.short_by == 20
