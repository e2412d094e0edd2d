"""Every suppressed file that can be had at all, held together and solved for what they hide: each
month, quarter and year of everybody, each quarter and year by team and by another dimension.
"""

import random
from datetime import date
from decimal import Decimal

import pytest

from reporting import grid, suppression
from reporting.figures import Figure, GroupFigure
from reporting.grid import Place
from reporting.grid_counts import Family, share_of
from reporting.metrics.adding_up import adds_up
from reporting.metrics.registry import MEASURES
from reporting.period import Period
from tests.reporting.bounds_attack import Known, solved

RATE = MEASURES["recovery"]
YEAR = Period(date(2025, 4, 1), date(2026, 3, 31))
QUARTERS = grid.parts_of(YEAR)
MONTHS = YEAR.by_month
GROUPS = {"team": ("north", "south", "west"), "source": ("GP", "SELF")}
FEW = 5


@pytest.fixture
def guard_off(monkeypatch):
    """The twin: small counts are hidden, and nothing for their sake."""
    monkeypatch.setattr(suppression._Table, "hide_until_nothing_is_told", lambda _: None)


def _service(rng):
    """Of each team, source and month how many recovered, and how many could."""
    sizes = {
        (team, source): rng.choice((0, 1, 2, 4, 6))
        for team in GROUPS["team"]
        for source in GROUPS["source"]
    }
    found = {}
    for (team, source), size in sizes.items():
        for month in MONTHS:
            of = rng.randint(0, size)
            found[team, source, month] = (rng.randint(0, of), of)
    return found


def _cells_of(period, dimension, group):
    """Which of the service stand behind a number."""
    return frozenset(
        (team, source, month)
        for team in GROUPS["team"]
        for source in GROUPS["source"]
        for month in MONTHS
        if period.start <= month.start <= period.end
        and (not dimension or group == {"team": team, "source": source}[dimension])
    )


def _count(service, place):
    def figure(group):
        cells = _cells_of(place.period, place.dimension, group)
        n, of = (sum(service[cell][side] for cell in cells) for side in (0, 1))
        return GroupFigure(group, group, Figure(RATE.slug, place.period, n, of, Decimal(1)))

    groups = GROUPS[place.dimension] if place.dimension else ("",)
    return {RATE.slug: [figure(group) for group in groups]}


FILES = [
    *(Place(period) for period in (*MONTHS, *QUARTERS, YEAR)),
    *(Place(period, dimension) for dimension in GROUPS for period in (*QUARTERS, YEAR)),
]


def _held(service, files):
    """What somebody knows who holds these of them, and the small counts that they hide."""
    family, known, hidden = Family([RATE], lambda place: _count(service, place)), Known(), {}
    for place in files:
        told = family.told(place)
        for one in _count(service, place)[RATE.slug]:
            pair = share_of(RATE, one.group, place.period)
            cells = _cells_of(place.period, place.dimension, one.group)
            for side, cell in ((0, pair.numerator), (1, pair.denominator)):
                true = sum(service[each][side] for each in cells)
                name = (side, cells)
                said = told.counts.get(cell)
                known.told(name, 0, 400)
                known.count(name, said)
                if cell in told.counts and said is None and true < FEW:
                    hidden[name] = true
                if cell not in told.counts:
                    known.told(name, 0, 0)
            known.share((0, cells), (1, cells), told.shares.get(pair))
            _tell_few(known, cells, pair, told)
    _add_up(known)
    for period in {place.period for place in files} - {*QUARTERS, YEAR}:
        _add_up_over(known, period)
    return known, hidden


def _add_up_over(known, period):
    """A time that is none of the grid, as one table tells it."""
    for side in (0, 1):
        whole = (side, _cells_of(period, "", ""))
        if len(period.months) > 1:
            known.is_sum(whole, [(side, _cells_of(one, "", "")) for one in period.by_month])
        for dimension, groups in GROUPS.items():
            known.is_sum(whole, [(side, _cells_of(period, dimension, one)) for one in groups])


def _tell_few(known, cells, pair, told):
    """Both counts and no percentage: from 1 to 4 are not counted."""
    n, of = (told.counts.get(cell) for cell in (pair.numerator, pair.denominator))
    if n is not None and of is not None and pair not in told.shares and of - 2 >= 10:
        known.at_least([(1, (1, cells)), (-1, (0, cells))], 1)
        known.at_least([(-1, (1, cells)), (1, (0, cells))], 1 - FEW)


def _add_up(known):
    for side in (0, 1):
        for period in (*QUARTERS, YEAR):
            whole = (side, _cells_of(period, "", ""))
            for dimension, groups in GROUPS.items():
                parts = [(side, _cells_of(period, dimension, group)) for group in groups]
                known.is_sum(whole, parts)
            times = grid.parts_of(period)
            known.is_sum(whole, [(side, _cells_of(one, "", "")) for one in times])
        for dimension, groups in GROUPS.items():
            for group in groups:
                parts = [(side, _cells_of(one, dimension, group)) for one in QUARTERS]
                known.is_sum((side, _cells_of(YEAR, dimension, group)), parts)


def _solved(*, services, files=FILES):
    """How many values each small hidden count can still have."""
    rng = random.Random(8)
    return solved(_held(_service(rng), files) for _ in range(services))


def test_all_files_together_tell_no_small_count():
    assert min(_solved(services=40)) >= 3


@pytest.mark.usefixtures("guard_off")
def test_without_the_guard_they_are_solved():
    assert _solved(services=10).count(1) >= 5


# A table of any time that somebody may ask the command for, by month or by a group.
_HALF, _SEVEN = (Period(MONTHS[at].start, MONTHS[at + many].end) for at, many in ((0, 5), (1, 6)))
ANY_TIME = [
    [Place(_HALF), *map(Place, _HALF.by_month)],
    [Place(_SEVEN), *map(Place, _SEVEN.by_month)],
    [Place(_SEVEN), Place(_SEVEN, "team")],
    [Place(MONTHS[4]), Place(MONTHS[4], "source")],
]


@pytest.mark.parametrize("table", ANY_TIME)
def test_a_table_of_any_time_tells_no_small_count_itself(table):
    assert min(_solved(services=12, files=table)) >= 3


@pytest.mark.usefixtures("guard_off")
def test_without_the_guard_a_table_of_any_time_is_solved():
    assert 1 in _solved(services=12, files=ANY_TIME[2])


# Measures of which the rest of a family adds up.
_SLUGS = (
    "ended",
    "not-seen",
    "seen-not-treated",
    "treated-once",
    "finished",
    "paired-scores",
    "reliable-improvement",
    "no-reliable-change",
    "reliable-deterioration",
)
_ADDED = [MEASURES[slug] for slug in _SLUGS]
_QUARTER = QUARTERS[0]
_TEAMS = GROUPS["team"]
_AT = [*(Place(one) for one in (*_QUARTER.by_month, _QUARTER)), Place(_QUARTER, "team")]


def _endings(rng):
    """How a team's pathways of a month ended and came out."""
    size = rng.choice((1, 2, 5))
    n = {slug: rng.randint(0, size) for slug in _SLUGS if slug not in {"ended", "paired-scores"}}
    changed = [n[slug] for slug in _SLUGS[6:]]
    n["finished"] = sum(changed) + rng.randint(0, 3)
    n["paired-scores"] = sum(changed)
    n["ended"] = sum(n[slug] for slug in _SLUGS[1:5])
    of = {slug: n["finished"] if at > 4 else n["ended"] for at, slug in enumerate(_SLUGS)}
    return {slug: (n[slug], of[slug]) for slug in _SLUGS}


def _added_up(service, place):
    """The figures of a place, by slug."""
    months = [
        one for one in _QUARTER.by_month if place.period.start <= one.start <= place.period.end
    ]
    found = {}
    for measure in _ADDED:
        found[measure.slug] = []
        for group in _TEAMS if place.dimension else ("",):
            n, of = (
                sum(
                    service[team, at][measure.slug][side]
                    for team in ([group] if group else _TEAMS)
                    for at in months
                )
                for side in (0, 1)
            )
            divided = of if measure.denominator else None
            figure = Figure(measure.slug, place.period, n, divided, Decimal(1))
            found[measure.slug].append(GroupFigure(group, group, figure))
    return found


def _held_of_many(service):
    """What the months, the quarter and the quarter by team tell, and what small they hide."""
    family, known, hidden = Family(_ADDED, lambda place: _added_up(service, place)), Known(), {}
    for place in _AT:
        told, figures = family.told(place), _added_up(service, place)
        for cell, said in told.counts.items():
            known.told(cell, 0, 400)
            known.count(cell, said)
        for measure in _ADDED:
            for one in figures[measure.slug]:
                pair = share_of(measure, one.group, place.period)
                if told.counts[pair.numerator] is None and one.figure.numerator < FEW:
                    hidden[pair.numerator] = one.figure.numerator
                if measure.denominator:
                    known.share(pair.numerator, pair.denominator, told.shares.get(pair))
    cells = list(known.ranges)
    for total, parts in _all_sums(cells):
        known.is_sum(total, parts)
    return known, hidden


def _all_sums(cells):
    there = set(cells)
    for cell in cells:
        placed, tally, group, period = cell
        if group == "" and period == _QUARTER:
            yield cell, [(placed, tally, "", month) for month in _QUARTER.by_month]
            yield cell, [(placed, tally, team, _QUARTER) for team in _TEAMS]
        for one in adds_up():
            if one.total == (placed, tally):
                parts = [(*part, group, period) for part in one.parts]
                if there.issuperset(parts):
                    yield cell, parts


def _solved_of_many(*, services):
    rng, found = random.Random(11), []
    for _ in range(services):
        service = {(team, at): _endings(rng) for team in _TEAMS for at in _QUARTER.by_month}
        found.append(_held_of_many(service))
    return solved(found)


def test_files_of_measures_that_add_up_tell_hardly_a_small_count():
    """Months that add up to a quarter, of measures that add up: what was told of the months stands
    fast, and in one of a thousand cases the quarter gives it away whatever is hidden there.
    """
    left = _solved_of_many(services=40)

    assert sum(values < 3 for values in left) * 400 <= len(left)


@pytest.mark.usefixtures("guard_off")
def test_without_the_guard_those_files_are_solved():
    left = _solved_of_many(services=12)

    assert sum(values < 3 for values in left) * 5 >= len(left)
