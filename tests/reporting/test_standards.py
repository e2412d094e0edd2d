"""What figures are held against, on a day."""

from datetime import date
from decimal import Decimal

import pytest

from policy.actions import rules
from reporting.standards import RULES, Standards, standard_for
from tests.personas import NOW

pytestmark = pytest.mark.django_db


def _decide(rule, value, *, on, by, agreed_by, why="Agreed with the commissioner, paper 12"):
    change = rules.propose(rule=rule, value=value, valid_from=on, why=why, by=by, now=NOW)
    rules.approve(change=change, by=agreed_by, now=NOW)


@pytest.mark.parametrize(
    ("on", "value"),
    [
        (date(2024, 3, 31), None),
        (date(2024, 4, 1), 48),
        (date(2026, 3, 31), 48),
        (date(2026, 4, 1), 51),
        (date(2028, 4, 1), 53),
    ],
)
def test_a_new_year_does_not_rewrite_the_past(on, value):
    found = standard_for("reliable-recovery", on)

    assert (found and found.value) == value


def test_the_national_standards_say_whether_they_are_verified():
    known = Standards()
    on = date(2026, 6, 9)
    said = {slug: (one.words, one.verified) for slug in RULES if (one := known.of(slug, on))}

    assert said == {
        "six-weeks": ("at least 75%", True),
        "eighteen-weeks": ("at least 95%", True),
        "recovery": ("at least 50%", True),
        "reliable-improvement": ("at least 69%", False),
        "reliable-recovery": ("at least 51%", False),
        "over-90-days": ("at most 10%", False),
    }


def test_the_service_decides_from_a_day_on_with_source_and_two_people(leah, sam):
    _decide("aim_over_90_days", "15", on=date(2026, 7, 1), by=leah, agreed_by=sam)

    before, after = (standard_for("over-90-days", date(2026, *day)) for day in ((6, 30), (7, 1)))

    assert (before.value, after.value) == (10, 15)
    assert not before.is_local
    assert after.is_local
    assert "paper 12" in after.source
    assert "Leah Morgan" in after.source
    assert "Sam Okafor" in after.source


def test_a_plan_of_starters_is_people_a_month(leah, sam):
    assert standard_for("entering-treatment", date(2026, 7, 1)) is None
    _decide("plan_entering_treatment", "240", on=date(2026, 7, 1), by=leah, agreed_by=sam)

    plan = standard_for("entering-treatment", date(2026, 7, 1))

    assert (plan.words, plan.is_a_plan) == ("at least 240 a month", True)


def test_a_plan_of_the_whole_service_is_held_against_no_part_of_it(leah, sam):
    _decide("plan_entering_treatment", "240", on=date(2026, 7, 1), by=leah, agreed_by=sam)
    of_a_part, on = Standards(is_whole=False), date(2026, 7, 1)

    assert of_a_part.of("entering-treatment", on) is None
    assert of_a_part.of("recovery", on).value == 50


def test_a_later_national_standard_comes_before_an_older_decision_and_0_gives_it_up(leah, sam):
    _decide("aim_reliable_recovery", "55", on=date(2026, 7, 1), by=leah, agreed_by=sam)
    _decide("aim_recovery", "60", on=date(2026, 7, 1), by=leah, agreed_by=sam)
    _decide("aim_recovery", "0", on=date(2026, 9, 1), by=leah, agreed_by=sam)
    known = Standards()

    assert known.of("reliable-recovery", date(2026, 7, 1)).value == 55
    assert known.of("reliable-recovery", date(2028, 4, 1)).value == 53
    assert known.of("recovery", date(2026, 8, 31)).value == 60
    assert known.of("recovery", date(2026, 9, 1)).value == 50


def test_the_line_itself_is_met_and_a_hair_below_is_not():
    recovery, late = (standard_for(one, date(2026, 6, 9)) for one in ("recovery", "over-90-days"))

    assert recovery.is_met_by(Decimal(50))
    assert not recovery.is_met_by(Decimal("49.9999"))
    assert recovery.margin(Decimal("54.5")) == Decimal("4.5")
    assert late.is_met_by(Decimal(10))
    assert late.margin(Decimal("12.3")) == Decimal("-2.3")


def test_a_proposal_that_nobody_agreed_to_changes_nothing(leah):
    rules.propose(
        rule="aim_recovery",
        value="60",
        valid_from=date(2026, 7, 1),
        why="Ambitious",
        by=leah,
        now=NOW,
    )

    assert standard_for("recovery", date(2026, 7, 1)).value == 50
