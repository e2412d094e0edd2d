"""Everything that leaves is put into one system of bounds, which is solved for what was hidden: the
page with its groups and months, two periods compared, months in a row. Files are attacked in
`test_grid_attacked`.
"""

import random
from datetime import date
from decimal import Decimal

import pytest

from reporting import suppression
from reporting.figures import Figure
from reporting.leaving import judged, share_at
from reporting.period import Period
from tests.reporting.bounds_attack import Known

TEAMS = ("north", "south", "west")
MONTHS = [Period(date(2026, n, 1), date(2026, n, 28)) for n in range(1, 7)]
# The period of the page: its last three months.
WITHIN = MONTHS[3:]
FEW = 5


@pytest.fixture
def guard_off(monkeypatch):
    """The twin: small counts are hidden, and nothing for their sake."""
    monkeypatch.setattr(suppression._Table, "hide_until_nothing_is_told", lambda _: None)


def _service(rng):
    """Of each team and month how many were counted, and out of how many; teams differ in size."""
    size = {team: rng.choice((2, 6, 14, 25)) for team in TEAMS}
    of = {(team, at): rng.randint(0, 2 * size[team]) for team in TEAMS for at in range(6)}
    return {cell: (rng.randint(0, people), people) for cell, people in of.items()}


def _figure(base, cells, period):
    n, of = (sum(base[cell][side] for cell in cells) for side in (0, 1))
    return Figure("recovery", period, n, of, Decimal(1))


def _rows(base, groups, periods):
    """The cells behind each row of a page, the whole first, and its figures as it judges them."""
    whole = [(team, at) for team in TEAMS for at in periods]
    span = Period(MONTHS[periods[0]].start, MONTHS[periods[-1]].end)
    by_group = [[(team, at) for at in periods] for team in groups]
    return whole, span, by_group


def _page(known, base, *, groups=TEAMS, periods=(3, 4, 5), months=range(6)):
    """A measure page, or the file of it: the period, its teams, the months around it."""
    whole, span, by_group = _rows(base, groups, periods)
    by_month = [[(team, at) for team in TEAMS] for at in months]
    published = judged(
        _figure(base, whole, span),
        groups=[_figure(base, cells, span) for cells in by_group],
        months=[
            _figure(base, cells, MONTHS[at]) for at, cells in zip(months, by_month, strict=True)
        ],
    )
    hidden = {}
    for at, cells in enumerate([whole, *by_group, *by_month]):
        of_row = {name: (name, frozenset(cells)) for name in ("n", "of")}
        for side, (name, cell) in enumerate(of_row.items()):
            known.count(cell, published.counts[name, at])
            if len(cells) > 1:
                known.is_sum(cell, [(name, frozenset([one])) for one in cells])
            true = sum(base[one][side] for one in cells)
            if published.counts[name, at] is None and true < FEW:
                hidden[cell] = true
        known.share(of_row["n"], of_row["of"], published.shares.get(share_at(at)))
        if share_at(at) not in published.shares:
            _all_but_few(known, of_row["n"], of_row["of"], published, at)
    for name in ("n", "of"):
        known.is_sum((name, frozenset(whole)), [(name, frozenset(cells)) for cells in by_group])
    return hidden


def _all_but_few(known, numerator, denominator, published, at):
    """Both counts are there and no percentage: whoever knows the rule knows that 1 to 4 people are
    not counted.
    """
    people = published.counts["of", at]
    if published.counts["n", at] is not None and people is not None and people - 2 >= 10:
        known.at_least([(1, denominator), (-1, numerator)], 1)
        known.at_least([(-1, denominator), (1, numerator)], 1 - FEW)


def _solved(publications, *, tables):
    """Over random services: how many values each small hidden count can still have."""
    rng, left = random.Random(4), []
    for _ in range(tables):
        base, known, hidden = _service(rng), Known(), {}
        for publish in publications:
            hidden |= publish(known, base)
        for cell, true in hidden.items():
            values = known.values(cell)
            assert true in values
            left.append(len(values))
    assert left
    return left


def _one_page(known, base):
    return _page(known, base)


# The same breakdown of one month after another, each a page of its own; two of them compared.
_MONTHS_IN_A_ROW = [
    lambda known, base, at=at: _page(known, base, periods=(at,), months=()) for at in range(3)
]
_COMPARED = _MONTHS_IN_A_ROW[:2]


def test_a_page_with_its_teams_and_months_tells_no_small_count():
    assert min(_solved([_one_page], tables=60)) >= 3


@pytest.mark.usefixtures("guard_off")
def test_without_the_guard_the_same_page_is_solved():
    assert sum(values < 3 for values in _solved([_one_page], tables=60)) >= 5


@pytest.mark.parametrize("pages", [_COMPARED, _MONTHS_IN_A_ROW], ids=["compared", "in a row"])
def test_pages_of_periods_side_by_side_tell_no_small_count(pages):
    assert min(_solved(pages, tables=40)) >= 3


@pytest.mark.usefixtures("guard_off")
@pytest.mark.parametrize("pages", [_COMPARED, _MONTHS_IN_A_ROW], ids=["compared", "in a row"])
def test_without_the_guard_they_are_solved_too(pages):
    assert _solved(pages, tables=40).count(1) >= 3
