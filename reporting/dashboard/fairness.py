"""Is it the same for everyone? One measure by group, with what chance alone would give."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from clinical.case_mix import wilson
from reporting import counting, named_periods
from reporting.asked import Asked
from reporting.charts.groups import GroupDot, dots
from reporting.dashboard import words
from reporting.dimensions import DIMENSIONS, NOT_KNOWN, OF_FAIRNESS
from reporting.figures import Figure, GroupFigure
from reporting.metrics.measure import Measure
from reporting.metrics.registry import MEASURES
from reporting.named_periods import Named
from reporting.period import Period, month_of

# What fairness may be asked of, first what is shown without a choice.
OFFERED = ("reliable-recovery", "recovery", "six-weeks", "over-90-days", "did-not-attend")
_WHOLE = 100.0


@dataclass(frozen=True, slots=True)
class Group:
    """One group as a row of the table."""

    label: str
    value: str
    count: str
    between: str
    is_different: bool


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to group: its chart, the same as a table, and the gap in words."""

    slug: str
    name: str
    chart: SafeString
    groups: tuple[Group, ...]
    gap: str


@dataclass(frozen=True, slots=True)
class Fairness:
    """Of one measure, for twelve months."""

    measure: Measure
    when: str
    everybody: str
    dimensions: tuple[Dimension, ...]


def offered() -> tuple[Measure, ...]:
    """What may be chosen."""
    return tuple(MEASURES[slug] for slug in OFFERED)


def measure_asked(slug: str) -> Measure:
    """The measure in the address, or the first of those offered."""
    return MEASURES[slug if slug in OFFERED else OFFERED[0]]


def read(measure: Measure, asked: Asked, *, exact: bool) -> Fairness:
    """A month has too few of most groups: the twelve that end with the period. A query for each
    way to group, and one for everybody.
    """
    named = twelve_to(asked)
    everybody = counting.read((measure.slug,), period=named.period, chosen=asked.chosen)
    whole = everybody[measure.slug]
    found = tuple(
        dimension(
            measure,
            slug,
            counting.by_group(measure.slug, slug, period=named.period, chosen=asked.chosen),
            whole=whole,
            exact=exact,
        )
        for slug in OF_FAIRNESS
    )
    return Fairness(measure, named.label, words.value_of(whole, measure), found)


def twelve_to(asked: Asked) -> Named:
    """The twelve whole months up to the end of what was asked."""
    months = named_periods.twelve_months(asked.named.period.end)
    return named_periods.whole(Period(months[0], month_of(months[-1]).end))


def dimension(
    measure: Measure, slug: str, figures: Sequence[GroupFigure], *, whole: Figure, exact: bool
) -> Dimension:
    """One way to group, from what was counted."""
    name = DIMENSIONS[slug].name
    hidden = set() if exact else hidden_groups([one.figure for one in figures])
    known = [_dot(one, whole=whole, is_hidden=at in hidden) for at, one in enumerate(figures)]
    said = "; ".join(f"{one.label} {one.words}" for one in known)
    share = _share(whole)
    chart = SafeString("")
    if share is not None and known:
        chart = dots(
            known,
            everybody=share,
            chart=f"fair-{slug}",
            title=f"{measure.name} by {name.lower()}, all {share:.1f}%: {said}.",
        )
    return Dimension(slug, name, chart, tuple(map(_row, known)), _gap(known))


def hidden_groups(figures: Sequence[Figure]) -> set[int]:
    """Which groups are not shown to whoever may not open the people: those of few, and, where one
    alone would be left to be worked out, the smallest other.
    """
    few = {at for at, one in enumerate(figures) if _is_too_few(one)}
    if len(few) == 1:
        others = [at for at in range(len(figures)) if at not in few]
        few |= set(
            sorted(others, key=lambda at: figures[at].denominator or figures[at].numerator)[:1]
        )
    return few


def _is_too_few(figure: Figure) -> bool:
    of = figure.denominator or 0
    if figure.denominator is None:
        return words.is_few(figure.numerator)
    return (
        of < words.FEWEST_FOR_A_RATE
        or words.is_few(figure.numerator)
        or words.is_few(of - figure.numerator)
    )


def _dot(one: GroupFigure, *, whole: Figure, is_hidden: bool) -> GroupDot:
    of = one.figure.denominator or 0
    if is_hidden or not of:
        return GroupDot(one.label, None, 0, 0, words.TOO_FEW)
    between = wilson(count=one.figure.numerator, of=of)
    share = one.figure.numerator / of
    all_share = (whole.numerator / whole.denominator) if whole.denominator else share
    return GroupDot(
        label=one.label,
        share=share * _WHOLE,
        lowest=between.low * _WHOLE,
        highest=between.high * _WHOLE,
        words=f"{share:.0%} of {of:,}",
        is_different=bool(one.group) and not between.holds(all_share),
    )


def _row(dot: GroupDot) -> Group:
    if dot.share is None:
        return Group(dot.label, dot.words, "", "", is_different=False)
    return Group(
        label=dot.label,
        value=f"{dot.share:.1f}%",
        count=dot.words.partition(" of ")[2],
        between=f"{dot.lowest:.1f} to {dot.highest:.1f}%",
        is_different=dot.is_different,
    )


def _share(whole: Figure) -> float | None:
    return None if whole.value is None else float(whole.value)


def _gap(known: Sequence[GroupDot]) -> str:
    """Between the two furthest apart of enough people, and whether it is beyond chance."""
    shares = [
        (one.share, one.label) for one in known if one.share is not None and one.label != NOT_KNOWN
    ]
    if len(shares) < 2:  # noqa: PLR2004 - a gap is between two
        return "Too few groups to compare."
    (low, lowest), (high, highest) = min(shares), max(shares)
    gap = (
        f"From {low:.0f}% ({lowest}) to {high:.0f}% ({highest}): a gap of {high - low:.0f} points."
    )
    different = [one.label for one in known if one.is_different]
    if not different:
        return f"{gap} No group differs from all beyond chance."
    return f"{gap} Beyond chance: {', '.join(different)}."
