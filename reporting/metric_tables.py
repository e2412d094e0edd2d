"""Measures as they leave the service: one row for each measure and group, exact or suppressed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from reporting import cells, counting
from reporting.figures import Chosen, Figure, GroupFigure, one_decimal
from reporting.metrics.adding_up import adds_up
from reporting.metrics.measure import Kind, Measure, Placed, Tally
from reporting.metrics.registry import MEASURES
from reporting.period import Period
from reporting.suppression import FEWEST_FOR_A_RATE, HIDDEN, Published, Share, Sum, publish

BY_MONTH = "month"
# The whole, beside its groups.
_ALL = ""
Cell = tuple[Placed, Tally, str]


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of one group, in the words of a file. Hidden is `*`, and none is None."""

    measure: Measure
    group: str
    label: str
    period: Period
    numerator: int | str | None
    denominator: int | str | None
    value: Decimal | str | None


def exact(*, period: Period, by: str, chosen: Chosen) -> list[Row]:
    """Every measure of a period; by a dimension or by month with the whole first."""
    return [
        Row(
            MEASURES[slug],
            one.group,
            one.label,
            one.figure.period,
            one.figure.numerator,
            one.figure.denominator,
            None if one.figure.value is None else one_decimal(one.figure.value),
        )
        for slug, groups in _figures(period=period, by=by, chosen=chosen).items()
        for one in groups
    ]


def suppressed(*, period: Period, by: str, chosen: Chosen) -> list[Row]:
    """The same as it may leave: all of it is judged together."""
    figures = _figures(period=period, by=by, chosen=chosen)
    published = _published(figures, has_sums=bool(by))
    return [
        _hidden_row(MEASURES[slug], one, published)
        for slug, groups in figures.items()
        for one in groups
    ]


def _figures(*, period: Period, by: str, chosen: Chosen) -> Mapping[str, list[GroupFigure]]:
    """Counted from rows as they are: a file does not wait for the sums of months."""
    whole = counting.by_period(MEASURES, periods=[period], chosen=chosen, count=cells.live)
    found = {slug: [GroupFigure(_ALL, "All", one)] for slug, (one,) in whole.items()}
    for slug, groups in _groups(period=period, by=by, chosen=chosen).items():
        found[slug] += groups
    return found


def _groups(*, period: Period, by: str, chosen: Chosen) -> Mapping[str, list[GroupFigure]]:
    if not by:
        return {}
    if by != BY_MONTH:
        groups = counting.by_groups(MEASURES, by, period=period, chosen=chosen, count=cells.live)
        return {slug: [_named(one) for one in each] for slug, each in groups.items()}
    months = counting.by_period(MEASURES, periods=period.by_month, chosen=chosen, count=cells.live)
    return {slug: [_month(one) for one in each] for slug, each in months.items()}


def _named(one: GroupFigure) -> GroupFigure:
    """The unknown group is not the whole."""
    return GroupFigure(one.group or "NOT_KNOWN", one.label, one.figure)


def _month(figure: Figure) -> GroupFigure:
    return GroupFigure(f"{figure.period.start:%Y-%m}", f"{figure.period.start:%B %Y}", figure)


def _published(figures: Mapping[str, Sequence[GroupFigure]], *, has_sums: bool) -> Published:
    """Everything that leaves in one file, with all that adds up in it."""
    counts: dict[Cell, int] = {}
    shares: list[Share] = []
    for slug, groups in figures.items():
        measure = MEASURES[slug]
        for one in groups:
            counts.update(_counts(measure, one))
            if measure.kind is Kind.RATE:
                shares.append(_share(measure, one.group))
    groups_of = list(dict.fromkeys(group for _, _, group in counts))
    sums = [*_of_measures(counts, groups_of), *(_of_groups(counts) if has_sums else ())]
    return publish(counts, sums=sums, shares=shares)


def _counts(measure: Measure, one: GroupFigure) -> Iterable[tuple[Cell, int]]:
    """The numbers of people or contacts: days added up over them are not shown at all."""
    if not measure.numerator.amount or measure.kind is Kind.COUNT:
        yield (measure.placed, measure.numerator, one.group), one.figure.numerator
    if measure.denominator and not measure.denominator.amount:
        yield (measure.placed, measure.denominator, one.group), one.figure.denominator or 0


def _share(measure: Measure, group: str) -> Share:
    of = measure.denominator or measure.numerator
    return Share((measure.placed, measure.numerator, group), (measure.placed, of, group))


def _of_measures(counts: Mapping[Cell, int], groups: Sequence[str]) -> Iterable[Sum]:
    """Where the true numbers do not add up, as with an odd date, nobody can count on it."""
    for one in adds_up():
        for group in groups:
            total: Cell = (*one.total, group)
            parts: list[Cell] = [(*part, group) for part in one.parts]
            if _holds(counts, total, parts):
                yield Sum(total, tuple(parts))


def _of_groups(counts: Mapping[Cell, int]) -> Iterable[Sum]:
    """What stands on the last day of each month does not add up to anything."""
    parts: dict[Cell, list[Cell]] = {}
    for cell in counts:
        if cell[2] != _ALL:
            parts.setdefault((cell[0], cell[1], _ALL), []).append(cell)
    for total, some in parts.items():
        if _holds(counts, total, some):
            yield Sum(total, tuple(some))


def _holds(counts: Mapping[Cell, int], total: Cell, parts: Sequence[Cell]) -> bool:
    known = total in counts and all(part in counts for part in parts)
    return known and counts[total] == sum(counts[part] for part in parts)


def _hidden_row(measure: Measure, one: GroupFigure, published: Published) -> Row:
    numerator = _said(published, (measure.placed, measure.numerator, one.group))
    denominator = (
        _said(published, (measure.placed, measure.denominator, one.group))
        if measure.denominator
        else None
    )
    return Row(
        measure,
        one.group,
        one.label,
        one.figure.period,
        numerator,
        denominator,
        _hidden_value(measure, one, published, numerator, denominator),
    )


def _hidden_value(
    measure: Measure,
    one: GroupFigure,
    published: Published,
    numerator: int | str | None,
    denominator: int | str | None,
) -> Decimal | str | None:
    if one.figure.value is None:
        return HIDDEN if measure.denominator else None
    if measure.kind is Kind.RATE:
        share = published.shares[_share(measure, one.group)]
        return HIDDEN if share is None else Decimal(share)
    if measure.kind is Kind.COUNT:
        return Decimal(numerator) if isinstance(numerator, int) else HIDDEN
    taken_over = one.figure.numerator if measure.statistic else one.figure.denominator or 0
    people = numerator if measure.statistic else denominator
    if measure.is_of_one or people == HIDDEN or taken_over < FEWEST_FOR_A_RATE:
        return HIDDEN
    return one.figure.value.quantize(Decimal(1), rounding=ROUND_HALF_UP)


def _said(published: Published, cell: Cell) -> int | str | None:
    """What is no count of people is not shown: None."""
    if cell not in published.counts:
        return None
    found = published.counts[cell]
    return HIDDEN if found is None else found
