"""Pages of whoever sees no few, and every file that can be had, held together and solved for what
they hide: a page beside a file tells nothing.
"""

import csv
import io
import random
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from reporting import download, grid, grid_counts, leaving, measure_page, suppression
from reporting.asked import Asked
from reporting.download import Taken
from reporting.figures import Chosen, Figure, GroupFigure
from reporting.grid import Place
from reporting.metrics.registry import MEASURES
from reporting.named_periods import whole
from reporting.period import Period
from reporting.suppression import publish
from tests.reporting.bounds_attack import Known, solved

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

RATE = MEASURES["over-90-days"]
QUARTER = Period(date(2026, 1, 1), date(2026, 3, 31))
MONTHS = QUARTER.by_month
FEW, ON = 5, date(2026, 6, 9)
HIDDEN = {"*", "Too few to show"}


TEAMS = {"1": "North team", "2": "South team", "3": "West team"}


def _service(rng):
    """Three teams: of each month how many had a second session, and how many of them late."""
    sizes = {team: rng.choice((1, 2, 4, 9, 14)) for team in TEAMS}
    found = {}
    for team, size in sizes.items():
        for month in MONTHS:
            of = rng.randint(0, size)
            found[team, month] = (rng.randint(0, of), of)
    return found


@pytest.fixture
def counted(monkeypatch):
    """Counted as a service is that is told in its place."""
    told = {}

    def figures(slugs, place, groups):
        found = {}
        for slug in slugs:
            measure = MEASURES[slug]
            found[slug] = []
            for group in groups:
                cells = _cells(told, place.period, group)
                late, of = (sum(told[cell][side] for cell in cells) for side in (0, 1))
                n, among = {
                    "over-90-days": (late, of),
                    "second-after-29-to-90-days": (0, of),
                    "over-28-days": (late, of),
                    "second-session": (of, None),
                }[slug]
                value = Decimal(100 * n) / among if among else None
                if measure.denominator is None:
                    value, among = Decimal(n), None
                one = Figure(slug, place.period, n, among, value)
                found[slug].append(GroupFigure(group, TEAMS.get(group, "All"), one))
        return found

    monkeypatch.setattr(
        grid_counts,
        "_of_everybody",
        lambda slugs, periods: {
            Place(period): figures(slugs, Place(period), [""]) for period in periods
        },
    )
    monkeypatch.setattr(
        grid_counts, "_of_groups", lambda slugs, place: figures(slugs, place, list(TEAMS))
    )
    return told


def _cells(service, period, group=""):
    """Which of the service stand behind a number."""
    return frozenset(
        (team, month)
        for team, month in service
        if (not group or team == group) and period.start <= month.start <= period.end
    )


def _asked(period, team=""):
    chosen = Chosen(team_ids=frozenset({int(team)}) if team else None)
    return Asked(whole(period), chosen, "", "", None, "")


def _number(text):
    return None if text in HIDDEN else int(text.replace(",", ""))


class _Held:
    """What somebody knows who keeps all of it."""

    def __init__(self, service):
        self.service, self.known, self.hidden = service, Known(), {}

    def row(self, cells, n, of, share):
        """A line: two counts and a percentage, None where there is none."""
        for side, said in ((0, n), (1, of)):
            name = (side, cells)
            true = sum(self.service[one][side] for one in cells)
            self.known.told(name, 0, 400)
            self.known.count(name, said)
            if said is None and true < FEW:
                self.hidden[name] = true
        self.known.share((0, cells), (1, cells), share)

    def page(self, period, *, team="", by=""):
        """The page of a measure as whoever sees no few reads it."""
        asked = _asked(period, team)
        page = measure_page.page(RATE, asked, by=by, exact=False, on=ON)
        self._line(_cells(self.service, period, team), page.value, page.count)
        names = {name: pk for pk, name in TEAMS.items()}
        for one in page.by.groups if page.by else ():
            value, of = one.value, f"of about {one.count} people" if one.count else ""
            self._line(_cells(self.service, period, names[one.label]), value, of)
        months = {f"{month.start:%b %y}": month for month in MONTHS}
        for one in page.months:
            if not team and one.label in months:
                self._line(_cells(self.service, months[one.label]), one.value, one.count)

    def _line(self, cells, value, count):
        share = int(float(value.rstrip("%"))) if value.endswith("%") else None
        of = _number(count.split()[2]) if count else None
        self.row(cells, None, of, share)

    def file(self, period, *, by=""):
        """The file of a measure, read line by line."""
        taken = Taken("Leah", datetime(2026, 6, 9, 9, tzinfo=UTC))
        text = download.as_csv(RATE, _asked(period), by=by, taken=taken)
        names = {name: pk for pk, name in TEAMS.items()}
        for part, label, start, end, n, of, share in (
            row for row in csv.reader(io.StringIO(text)) if len(row) == 7 and row[0] != "Part"
        ):
            of_time = Period(date.fromisoformat(start), date.fromisoformat(end))
            cells = _cells(self.service, of_time, names[label] if part == "Team" else "")
            if cells:
                self.row(cells, _number(n), _number(of), _number(share))

    def add_up(self):
        """Months and teams make the quarter."""
        for side in (0, 1):
            total = (side, _cells(self.service, QUARTER))
            self.known.is_sum(total, [(side, _cells(self.service, one)) for one in MONTHS])
            teams = [(side, _cells(self.service, QUARTER, one)) for one in TEAMS]
            self.known.is_sum(total, teams)


def _solved(counted, *, services):
    """How many values each small hidden count can still have, for who holds every page and file."""
    rng, found = random.Random(5), []
    for _ in range(services):
        counted.clear()
        counted.update(_service(rng))
        held = _Held(dict(counted))
        for month in MONTHS:
            held.page(month)
            held.file(month)
        held.page(QUARTER, by="team")
        held.file(QUARTER, by="team")
        for team in TEAMS:
            held.page(QUARTER, team=team)
        held.add_up()
        found.append((held.known, held.hidden))
    left = solved(found)
    assert len(left) > services
    return left


def test_pages_beside_files_tell_no_small_count(counted):
    assert min(_solved(counted, services=8)) >= 3


def test_pages_that_are_judged_by_themselves_beside_the_files_are_solved(counted, monkeypatch):
    def alone(self, measure, period, chosen):
        """As pages were: each number for itself."""
        place = grid.place_anywhere(period, chosen, by="")
        judged, group = self._grid(measure), place.group or ""
        found = [one for one in judged.figures(place)[measure.slug] if one.group == group]
        pair = leaving.share_of(measure, group, period)
        counts = {
            pair.numerator: found[0].figure.numerator,
            pair.denominator: found[0].figure.denominator,
        }
        return leaving._said(measure, found[0], publish(counts, shares=(pair,)))

    monkeypatch.setattr(leaving.Leaving, "of", alone)

    assert min(_solved(counted, services=8)) < 3


def test_without_the_guard_both_together_are_solved(counted, monkeypatch):
    monkeypatch.setattr(suppression._Table, "hide_until_nothing_is_told", lambda _: None)

    assert min(_solved(counted, services=8)) < 3
