"""Reliable change and recovery: worked cases, the whole space, and what must always hold."""

from dataclasses import replace
from itertools import product

import pytest

from clinical.change import Change, Pair, change, outcome, reliable_improvement_at
from clinical.measures import GAD7, PHQ9

YES, NO, UNKNOWN = True, False, None

# number, PHQ-9 first, last, GAD-7 first, last, at caseness, recovered, improved, deteriorated,
# no change, reliably recovered. The published worked cases that use GAD-7.
WORKED = [
    (1, 15, 7, 12, 5, YES, YES, YES, NO, NO, YES),
    (2, 10, 9, 7, 6, YES, YES, NO, NO, YES, NO),
    (3, 10, 4, 7, 7, YES, YES, YES, NO, NO, YES),
    (4, 10, 5, 7, 7, YES, YES, NO, NO, YES, NO),
    (5, 9, 9, 8, 7, YES, YES, NO, NO, YES, NO),
    (6, 9, 9, 8, 4, YES, YES, YES, NO, NO, YES),
    (7, 9, 9, 7, 7, NO, NO, NO, NO, YES, NO),
    (8, 9, 3, 7, 5, NO, NO, YES, NO, NO, NO),
    (9, 9, 15, 7, 7, NO, NO, NO, YES, NO, NO),
    (10, 22, 13, 18, 10, YES, NO, YES, NO, NO, NO),
    (11, 18, 9, 15, 8, YES, NO, YES, NO, NO, NO),
    (12, 18, 10, 15, 7, YES, NO, YES, NO, NO, NO),
    (13, 16, 10, 9, 13, YES, NO, NO, NO, YES, NO),
    (14, 16, 10, 9, 12, YES, NO, YES, NO, NO, NO),
    (15, 12, 18, 14, 10, YES, NO, NO, NO, YES, NO),
    (16, 12, 18, 14, 11, YES, NO, NO, YES, NO, NO),
    (17, 12, 17, 14, 17, YES, NO, NO, NO, YES, NO),
    (18, 8, 9, 10, 14, YES, NO, NO, YES, NO, NO),
    (19, 14, 9, 6, 9, YES, NO, NO, NO, YES, NO),
    (20, 14, 8, 6, 8, YES, NO, YES, NO, NO, NO),
    (34, 17, 8, 13, None, YES, NO, NO, NO, NO, NO),
    (35, 17, None, 13, 5, YES, NO, NO, NO, NO, NO),
    (36, 7, 5, None, None, UNKNOWN, NO, NO, NO, NO, NO),
    (38, 15, 6, 12, 4, YES, YES, YES, NO, NO, YES),
    (39, 27, 27, 21, 21, YES, NO, NO, NO, YES, NO),
    (40, 0, 0, 0, 0, NO, NO, NO, NO, YES, NO),
]


@pytest.mark.parametrize("worked", WORKED, ids=lambda worked: f"case {worked[0]}")
def test_the_published_worked_cases_come_out(worked):
    _, phq9_first, phq9_last, gad7_first, gad7_last, *expected = worked

    found = outcome(phq9=Pair(phq9_first, phq9_last), anxiety=Pair(gad7_first, gad7_last))

    assert [
        found.at_caseness,
        found.recovered,
        found.reliably_improved,
        found.reliably_deteriorated,
        found.no_reliable_change,
        found.reliably_recovered,
    ] == expected


def oracle(p1, p2, g1, g2):
    """The national rules, written a second time with arithmetic instead of words."""
    paired = None not in (p1, p2, g1, g2)
    known = [total >= limit for total, limit in ((p1, 10), (g1, 8)) if total is not None]
    caseness = True if any(known) else (False if len(known) == 2 else None)
    if not paired:
        return (caseness, False, False, False, False, False, False)
    p_way = (p1 - p2 > 5) - (p2 - p1 > 5)
    g_way = (g1 - g2 > 3) - (g2 - g1 > 3)
    better, worse = p_way + g_way > 0, p_way + g_way < 0
    recovered = bool(caseness) and p2 < 10 and g2 < 8
    return (caseness, recovered, better, worse, not better | worse, recovered and better, True)


def test_every_pair_of_scores_there_can_be_agrees_with_the_oracle():
    phq9_pairs = [Pair(*ends) for ends in product((None, *range(28)), repeat=2)]
    gad7_pairs = [Pair(*ends) for ends in product((None, *range(22)), repeat=2)]

    for phq9, gad7 in product(phq9_pairs, gad7_pairs):
        found = outcome(phq9=phq9, anxiety=gad7)
        if (
            found.at_caseness,
            found.recovered,
            found.reliably_improved,
            found.reliably_deteriorated,
            found.no_reliable_change,
            found.reliably_recovered,
            found.is_paired,
        ) != oracle(phq9.first, phq9.last, gad7.first, gad7.last):
            pytest.fail(f"{phq9} {gad7} gives {found}")


def outcomes_around_every_boundary():
    """Each outcome with the one that swaps first and last."""
    phq9_totals = (0, 3, 4, 5, 9, 10, 11, 15, 16, 17, 27)
    for p1, p2, g1, g2 in product(phq9_totals, phq9_totals, range(22), range(22)):
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


def test_another_anxiety_measure_brings_its_own_threshold_and_change():
    spin = replace(GAD7, code="SPIN", caseness=19, reliable_change=10, total_highest=68)
    phq9 = Pair(9, 8)

    recovered = outcome(phq9=phq9, anxiety=Pair(35, 18), anxiety_measure=spin)
    exact = outcome(phq9=phq9, anxiety=Pair(35, 25), anxiety_measure=spin)
    short = outcome(phq9=phq9, anxiety=Pair(35, 26), anxiety_measure=spin)

    assert recovered.reliably_recovered
    assert exact.reliably_improved
    assert not exact.recovered
    assert short.no_reliable_change


@pytest.mark.parametrize("first", range(28))
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
