"""Whoever was looked at under other rules is told by the name of those rules."""

from dataclasses import fields, replace
from datetime import date

import pytest

from caseload import flag_rules
from clinical.policy import DEFAULT
from clinical.trajectory import SEED, table_of
from outcomes import expected

TODAY = date(2026, 6, 9)


def name(policy=DEFAULT, newest_range=None):
    return flag_rules.name(policy, newest_range=newest_range, on=TODAY)


@pytest.mark.parametrize("rule", [field.name for field in fields(DEFAULT)])
def test_any_rule_of_the_service_changes_it(rule):
    value = getattr(DEFAULT, rule)
    other = {
        bool: lambda: not value,
        int: lambda: value + 1,
        str: lambda: f"{value[:-1]}1",
        frozenset: lambda: frozenset({TODAY}),
        tuple: lambda: (("spin_threshold", 21),),
    }[type(value)]()

    assert name(replace(DEFAULT, **{rule: other})) != name()


def test_the_same_rules_have_the_same_name_in_whatever_order_closed_days_come():
    days = [date(2026, 12, day) for day in range(1, 20)]

    one = replace(DEFAULT, closed_days=frozenset(days))
    other = replace(DEFAULT, closed_days=frozenset(reversed(days)))

    assert name(one) == name(other)
    assert name(replace(DEFAULT)) == name()


def test_another_usual_range_changes_it(monkeypatch):
    newer = table_of(replace(cell, version=7) for cell in SEED.values())
    before = name()

    monkeypatch.setattr(expected, "table", lambda _number, *, on: newer)  # noqa: ARG005

    assert name(newest_range=30) != before


def test_a_change_of_any_file_the_rules_stand_in_changes_it(tmp_path):
    rule, other = tmp_path / "review.py", tmp_path / "wording.py"
    rule.write_text("LIMIT = 21")
    other.write_text("")
    before = flag_rules.digest([rule, other])

    rule.write_text("LIMIT = 22")

    assert flag_rules.digest([rule, other]) != before


def test_it_fits_its_column():
    assert len(name()) == 16
