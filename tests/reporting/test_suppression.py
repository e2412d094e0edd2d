"""What leaves the service: rounded, small counts hidden, and hidden so that they stay hidden."""

import itertools
import random

import pytest

from reporting.charts.weeks import WEEKS
from reporting.dashboard import waits
from reporting.suppression import (
    Share,
    Sum,
    _Table,
    nearest_five,
    publish,
    shown,
    whole_per_cent,
)


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "*"), (1, "*"), (4, "*"), (5, "5"), (7, "5"), (8, "10"), (12, "10"), (13, "15")],
)
def test_a_count_is_hidden_below_5_and_else_to_the_nearest_5(count, said):
    assert shown(publish({"cell": count}).counts["cell"]) == said


@pytest.mark.parametrize(
    ("counted", "of", "said"),
    [(5, 10, "50"), (5, 9, "*"), (4, 40, "*"), (6, 48, "13"), (7, 33, "21"), (40, 40, "100")],
)
def test_a_percentage_is_of_exact_counts_and_hidden_with_its_numerator(counted, of, said):
    found = publish({"n": counted, "d": of}, shares=[Share("n", "d")])

    assert shown(found.shares[Share("n", "d")]) == said


def test_a_total_that_gives_the_hidden_cell_away_hides_another():
    counts = {"a": 7, "b": 7, "c": 4, "all": 18}
    sums = [Sum("all", ("a", "b", "c"))]

    # 20 is 18 at least, and 5 is 7 at most: what is left would be 4.
    found = publish(counts, sums=sums)

    assert found.counts["c"] is None
    assert [cell for cell, said in found.counts.items() if said is None] != ["c"]


def _table(rng, groups):
    """Groups with a count and a denominator, and the margins of both."""
    counts, shares = {}, []
    for group in range(groups):
        of = rng.choice([rng.randint(0, 12), rng.randint(5, 40)])
        counts[f"d{group}"], counts[f"n{group}"] = of, rng.randint(0, of)
    for side in "nd":
        counts[f"{side}all"] = sum(counts[f"{side}{group}"] for group in range(groups))
    shares = [Share(f"n{group}", f"d{group}") for group in [*range(groups), "all"]]
    sums = [Sum(f"{side}all", tuple(f"{side}{group}" for group in range(groups))) for side in "nd"]
    return counts, sums, shares


def _values(cell, true, said):
    """What a reader knows of one cell, who also knows why it is hidden."""
    if said is None:
        return range(5) if true < 5 else range(5, true + 4)
    return [value for value in range(5, said + 3) if nearest_five(value) == said]


def _rows(group, counts, published):
    """Every pair of count and denominator of a group that reads as published."""
    n, d = f"n{group}", f"d{group}"
    share = published.shares[Share(n, d)]
    hidden = published.counts[n] is None or published.counts[d] is None
    for of in _values(d, counts[d], published.counts[d]):
        for count in _values(n, counts[n], published.counts[n]):
            if count > of:
                continue
            told = None if hidden or of < 10 else whole_per_cent(count, of)
            if told == share:
                yield count, of


def _attack(counts, published, groups):
    """For each hidden cell the values that some whole table published so has there: every table
    is tried.
    """
    totals = set(_rows("all", counts, published))
    rows = [list(_rows(group, counts, published)) for group in range(groups)]
    found = {cell: set() for cell, said in published.counts.items() if said is None}
    for table in itertools.product(*rows):
        total = (sum(row[0] for row in table), sum(row[1] for row in table))
        if total not in totals:
            continue
        for group, pair in [*enumerate(table), ("all", total)]:
            for side, value in zip("nd", pair, strict=True):
                if f"{side}{group}" in found:
                    found[f"{side}{group}"].add(value)
    return found


def _only_small(counts, sums, shares):
    """The twin: small counts are hidden, and nothing for their sake."""
    table = _Table(counts, sums, shares)
    table.hide_small()
    return type(publish({}))(
        {cell: None if cell in table.hidden else nearest_five(n) for cell, n in counts.items()},
        {share: table.share(share) for share in shares},
    )


def _worked_out(publishing, *, tables=60):
    rng, found = random.Random(6), 0
    for _ in range(tables):
        counts, sums, shares = _table(rng, 2)
        known = _attack(counts, publishing(counts, sums, shares), 2)
        found += sum(1 for values in known.values() if len(values) < 3)
    return found


def test_no_hidden_cell_of_a_table_can_be_worked_out():
    assert _worked_out(lambda counts, sums, shares: publish(counts, sums=sums, shares=shares)) == 0


def test_hiding_small_counts_alone_would_not_do():
    assert _worked_out(_only_small) > 10


def _square(rng):
    """Three bands of three teams, with the margins of both and the whole."""
    cells = [(band, team) for band in "abc" for team in "xyz"]
    counts = {cell: rng.choice((rng.randint(0, 9), rng.randint(3, 30))) for cell in cells}
    sums = []
    for band in "abc":
        counts[band, "all"] = sum(counts[band, team] for team in "xyz")
        sums.append(Sum((band, "all"), tuple((band, team) for team in "xyz")))
    for team in ("x", "y", "z", "all"):
        counts["all", team] = sum(counts[band, team] for band in "abc")
        sums.append(Sum(("all", team), tuple((band, team) for band in "abc")))
    sums.append(Sum(("all", "all"), tuple(("all", team) for team in "xyz")))
    return counts, sums


def _told_by_intervals(counts, sums, published):
    """Each cell's bounds narrowed by each sum, again and again."""
    bounds = {}
    for cell, true in counts.items():
        values = _values(cell, true, published.counts[cell])
        is_open = published.counts[cell] is None and true >= 5
        bounds[cell] = [min(values), 10**6 if is_open else max(values)]
    for _ in range(20):
        for one in sums:
            low = sum(bounds[part][0] for part in one.parts)
            high = sum(bounds[part][1] for part in one.parts)
            total = bounds[one.total]
            total[:] = [max(total[0], low), min(total[1], high)]
            for part in one.parts:
                rest_low, rest_high = low - bounds[part][0], high - bounds[part][1]
                bounds[part] = [
                    max(bounds[part][0], total[0] - rest_high),
                    min(bounds[part][1], total[1] - rest_low),
                ]
                low, high = rest_low + bounds[part][0], rest_high + bounds[part][1]
    return [
        cell
        for cell, (low, high) in bounds.items()
        if published.counts[cell] is None and high - low < 2
    ]


def _told_of_squares(publishing, *, tables=60):
    rng, told = random.Random(9), 0
    for _ in range(tables):
        counts, sums = _square(rng)
        told += len(_told_by_intervals(counts, sums, publishing(counts, sums, ())))
    return told


def test_no_cell_between_two_margins_can_be_worked_out():
    assert (
        _told_of_squares(lambda counts, sums, shares: publish(counts, sums=sums, shares=shares))
        == 0
    )


def test_between_two_margins_hiding_small_counts_alone_would_not_do_either():
    assert _told_of_squares(_only_small) > 0


def test_no_few_people_of_a_week_are_told_by_the_weeks_around_them_and_their_sums():
    rng = random.Random(6)
    tables = [[0] * 5 + [12, 3, 9], [40, 30, 2, 1, 20, 6, 0, 0], [1, 9], [3, 3, 3]]
    tables += [
        [rng.choice([0, rng.randint(1, 6), rng.randint(5, 30)]) for _ in range(8)]
        for _ in range(25)
    ]
    for table in tables:
        counts = table + [0] * (WEEKS - len(table))
        told, is_late_told = waits._that_leave(counts)
        late = sum(counts[waits.SIX_WEEKS :])
        sums = [(range(WEEKS), publish({"n": sum(counts)}).counts["n"])]
        if is_late_told and late >= 5:
            sums.append((range(waits.SIX_WEEKS, WEEKS), publish({"n": late}).counts["n"]))

        for week, count in enumerate(counts):
            assert (told[week] == 0) == (count == 0), counts
            if 0 < count < 5:
                assert told[week] is None, counts
                assert len(_reach(week, told, sums)) > 1, counts


def _ends(told):
    """The fewest and the most of a week, by what is told of it."""
    if told == 0:
        return (0, 0)
    return (1, 400) if told is None else (max(told - 2, 5), told + 2)


def _reach(week, told, sums):
    """Every number that the week may have, by each sum that it is in."""
    low, high = _ends(told[week])
    for of, total in sums:
        if week not in of or total is None:
            continue
        others = [_ends(told[one]) for one in of if one != week]
        low = max(low, max(total - 2, 0) - sum(most for _, most in others))
        high = min(high, total + 2 - sum(fewest for fewest, _ in others))
    return set(range(low, min(high, 400) + 1))
