"""Reliable change and recovery: worked cases, the whole space, and what must always hold."""

from dataclasses import fields, replace
from decimal import Decimal
from itertools import product
from operator import attrgetter

import pytest

from clinical.change import (
    Change,
    Outcome,
    Pair,
    change,
    outcome,
    reading,
    reliable_improvement_at,
    together,
)
from clinical.measures import GAD7, PHQ9, PSWQ
from clinical.specific_measures import MI_ALONE, SPIN
from tests.walks import walked


def points_of(highest, threshold, reliable):
    """For every two ends a measure can have: the ends at the threshold, and which way it went as
    -1, 0 or 1, in arithmetic instead of words."""
    for first, last in product((None, *range(highest + 1)), repeat=2):
        way = None
        if None not in (first, last):
            way = (first - last > reliable - 1) - (last - first > reliable - 1)
        known = [None if end is None else end >= threshold for end in (first, last)]
        yield Pair(first, last), known, way


def oracle(p_case, p_way, g_case, g_way):
    """The national rules, written a second time."""
    known = [case for case in (p_case[0], g_case[0]) if case is not None]
    caseness = True if True in known else (False if len(known) == 2 else None)
    if p_way is None or g_way is None:
        return (caseness, False, False, False, False, False, False)
    way = p_way + g_way
    recovered = caseness is True and p_case[1] + g_case[1] == 0
    return (caseness, recovered, way > 0, way < 0, way == 0, recovered and way > 0, True)


def test_every_pair_of_scores_there_can_be_agrees_with_the_oracle():
    """All 379,456 of them, and those with an end missing. Each measure is read once for each of
    its own pairs; nothing else reaches the rule that puts two together, so two readings that are
    the same are put together once."""
    phq9 = [(reading(PHQ9, pair), *points) for pair, *points in points_of(27, 10, 6)]
    gad7 = [(reading(GAD7, pair), *points) for pair, *points in points_of(21, 8, 4)]
    parts = attrgetter(*(field.name for field in fields(Outcome)))

    at_once = {}
    walked = 0
    for p_read, p_case, p_way in phq9:
        row = at_once.setdefault(p_read, {})
        for g_read, g_case, g_way in gad7:
            found = row.get(g_read) or row.setdefault(g_read, parts(together(p_read, g_read)))
            walked += found[-1]
            if found != oracle(p_case, p_way, g_case, g_way):
                pytest.fail(f"{p_read} {g_read} gives {found}")

    assert walked == 28**2 * 22**2 == 379_456


def test_an_outcome_is_what_its_two_readings_come_to():
    for ends in ((15, 7, 12, 5), (9, 15, 7, 7), (17, None, 13, 5), (7, 5, None, None)):
        phq9, gad7 = Pair(*ends[:2]), Pair(*ends[2:])

        assert outcome(phq9=phq9, anxiety=gad7) == together(
            reading(PHQ9, phq9), reading(GAD7, gad7)
        )


def outcomes_around_every_boundary():
    """Each outcome with the one that swaps first and last."""
    phq9_totals = (0, 4, 9, 10, 15, 16, 27)
    gad7_totals = (0, 3, 4, 7, 8, 11, 12, 21)
    for p1, p2, g1, g2 in product(phq9_totals, phq9_totals, gad7_totals, gad7_totals):
        yield (
            outcome(phq9=Pair(p1, p2), anxiety=Pair(g1, g2)),
            outcome(phq9=Pair(p2, p1), anxiety=Pair(g2, g1)),
        )


def test_the_flags_keep_their_promises():
    for found, swapped in outcomes_around_every_boundary():
        flags = (found.reliably_improved, found.reliably_deteriorated, found.no_reliable_change)

        assert sum(flags) == 1
        assert not found.recovered or found.at_caseness is True
        assert found.reliably_recovered == (found.recovered and found.reliably_improved)
        assert found.reliably_improved == swapped.reliably_deteriorated
        assert found.no_reliable_change == swapped.no_reliable_change


@pytest.mark.parametrize(("measure", "reliable"), [(PHQ9, 6), (GAD7, 4)])
def test_every_change_of_one_measure_is_judged_by_its_points(measure, reliable):
    totals = range(measure.total_highest + 1)
    for first, last in product(totals, totals):
        found = change(measure=measure, first=first, last=last)

        if last - first >= reliable:
            assert found is Change.WORSENED
        elif first - last >= reliable:
            assert found is Change.IMPROVED
        else:
            assert found is Change.NO_RELIABLE_CHANGE


def test_a_measure_without_a_reliable_change_never_changes_reliably():
    unknown = replace(GAD7, reliable_change=None)

    assert change(measure=unknown, first=21, last=0) is Change.NO_RELIABLE_CHANGE
    assert reliable_improvement_at(measure=unknown, first=21) is None


@pytest.mark.parametrize("measure", [SPIN, PSWQ, MI_ALONE], ids=lambda measure: measure.code)
def test_the_line_of_improvement_is_never_below_the_lowest_total(measure):
    changes = replace(measure, reliable_change=measure.reliable_change or 10)
    lowest, reliable = measure.total_lowest, changes.reliable_change

    assert reliable_improvement_at(measure=changes, first=lowest + reliable) == lowest
    assert reliable_improvement_at(measure=changes, first=lowest + reliable - 1) is None


def test_every_mean_of_two_decimals_changes_by_exactly_seventy_three_hundredths():
    for first, last in product(range(100, 501, 3), range(100, 501)):
        moved = first - last
        found = change(
            measure=MI_ALONE, first=Decimal(first).scaleb(-2), last=Decimal(last).scaleb(-2)
        )

        assert found is (
            Change.IMPROVED
            if moved >= 73
            else Change.WORSENED
            if moved <= -73
            else Change.NO_RELIABLE_CHANGE
        )


@walked("first", range(28))
def test_the_line_of_reliable_improvement_is_the_highest_total_that_counts(first):
    line = reliable_improvement_at(measure=PHQ9, first=first)

    counts = [
        last
        for last in range(28)
        if change(measure=PHQ9, first=first, last=last) is Change.IMPROVED
    ]
    assert line == max(counts, default=None)


def test_changes_are_said_as_everywhere():
    assert [each.label for each in Change] == [
        "reliable improvement",
        "no reliable change",
        "reliable worsening",
    ]
