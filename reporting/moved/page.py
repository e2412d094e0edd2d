"""The two lines of each measure: by how much it moved, who moved it, and what is missing."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from clinical import wording
from reporting.dimensions import DIMENSIONS, NOT_KNOWN
from reporting.figures import Chosen, one_decimal, per_cent
from reporting.forms.asked import DATES
from reporting.metrics.measure import Kind
from reporting.moved import reading
from reporting.moved.reading import Moved
from reporting.moved.shift import Counted, Shift, mover, shift

# Where the name of a dimension says more than a line has room for.
_NAMES = {"age": "age"}
# How far back the page looks, in weeks.
FURTHEST = 52


@dataclass(frozen=True, slots=True)
class Lines:
    """One measure."""

    slug: str
    name: str
    moved: str
    why: str
    is_beyond_chance: bool


@dataclass(frozen=True, slots=True)
class MovedPage:
    """One Monday. `earlier` and `later` are the Mondays beside it, empty where there is none."""

    period: str
    before: str
    query: str
    lines: tuple[Lines, ...]
    beyond: int
    earlier: str
    later: str


def read(*, monday: date, chosen: Chosen, on: date) -> MovedPage:
    """As things were on this Monday, by what is known today."""
    now, before = reading.weeks_to(monday)
    lines = tuple(_lines(one) for one in reading.read(monday=monday, chosen=chosen))
    latest = reading.latest_monday(on)
    return MovedPage(
        period=_days(now.start, now.end, on),
        before=_days(before.start, before.end, on),
        query=urlencode({"period": DATES, "from": f"{now.start}", "to": f"{now.end}"}),
        lines=lines,
        beyond=sum(one.is_beyond_chance for one in lines),
        earlier=(
            f"{monday - timedelta(weeks=1)}" if monday > latest - timedelta(weeks=FURTHEST) else ""
        ),
        later=f"{monday + timedelta(weeks=1)}" if monday < latest else "",
    )


def days(*, on: date) -> tuple[str, ...]:
    """Every day whose Monday can be asked for, as an address names it."""
    first = reading.latest_monday(on) - timedelta(weeks=FURTHEST)
    return tuple(f"{first + timedelta(days=day)}" for day in range((on - first).days + 1))


def monday_asked(day: str, *, on: date) -> date:
    """The Monday of one of these days; the latest one where none is named."""
    return reading.latest_monday(date.fromisoformat(day) if day else on)


def _days(first: date, last: date, on: date) -> str:
    return f"{wording.sentence_date(first, on)} to {wording.sentence_date(last, on)}"


def _lines(one: Moved) -> Lines:
    measure = one.measure
    found = shift(measure.kind, now=one.now, before=one.before)
    return Lines(
        slug=measure.slug,
        name=measure.name,
        moved=_how_far(one, found),
        why=f"{_who(one, found)} {_gap(one)}".strip(),
        is_beyond_chance=found is not None and not found.is_chance,
    )


def _how_far(one: Moved, found: Shift | None) -> str:
    """`46.3%, up 2.1 points (112 of 242, was 98 of 222). Chance alone moves it by up to 9.`"""
    if found is None:
        return f"{_counts(one.measure.kind, one.now)}, was {_counts(one.measure.kind, one.before)}."
    value = _value(one.measure.kind, one.now)
    if not found.by:
        return f"{value}, as in the four weeks before ({_counts(one.measure.kind, one.now)})."
    counts = f"was {_counts(one.measure.kind, one.before)}"
    if one.measure.kind is not Kind.COUNT:
        counts = f"{_counts(one.measure.kind, one.now)}, {counts}"
    chance = "no more than chance" if found.is_chance else "more than chance"
    return (
        f"{value}, {'up' if found.by > 0 else 'down'} {_amount(one.measure.kind, abs(found.by))} "
        f"({counts}): {chance}, which takes it up to {_amount(one.measure.kind, found.chance)}."
    )


def _value(kind: Kind, counted: Counted) -> str:
    if kind is Kind.COUNT:
        return f"{counted.numerator:,}"
    return f"{one_decimal(per_cent(counted.numerator, counted.denominator))}%"


def _counts(kind: Kind, counted: Counted) -> str:
    if kind is Kind.COUNT:
        return f"{counted.numerator:,}"
    return f"{counted.numerator:,} of {counted.denominator:,}"


def _amount(kind: Kind, number: float) -> str:
    return f"{number:,.0f}" if kind is Kind.COUNT else f"{number:.1f} points"


def _who(one: Moved, found: Shift | None) -> str:
    """The group with the largest part in it, of all ways to group; "not known" explains nothing."""
    if found is None or not found.by:
        return ""
    movers = []
    for by, (now, before) in one.groups.items():
        known = [{k: v for k, v in part.items() if k != NOT_KNOWN} for part in (now, before)]
        found_group = mover(
            one.measure.kind, now=known[0], before=known[1], whole=(one.now, one.before)
        )
        if found_group and len(known[0]) > 1:
            movers.append((abs(found_group[1]), by, *found_group))
    if not movers:
        return "No group of five people or more stands out."
    _, by, group, part = max(movers)
    later, earlier = (side.get(group, Counted(0)) for side in one.groups[by])
    kind, name = one.measure.kind, _NAMES.get(by, DIMENSIONS[by].name.lower())
    return (
        f"Most by {name} “{group}”, {_counts(kind, later)}, was {_counts(kind, earlier)}: "
        f"{'up' if part > 0 else 'down'} {_amount(kind, abs(part))} by itself."
    )


def _gap(one: Moved) -> str:
    """What nobody can tell yet."""
    if not one.measure.missing:
        return ""
    if not one.missing:
        return "No gaps in the data."
    return f"{wording.count(one.missing, 'person', 'people')} without the scores it needs."
