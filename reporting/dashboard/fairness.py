"""Is it the same for everyone? One measure by group, with what chance alone would give."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from clinical.case_mix import wilson
from clinical.wording import count
from reporting import counting, named_periods, one_practitioner
from reporting.asked import Asked
from reporting.charts.groups import GroupDot, dots
from reporting.dashboard import words
from reporting.dashboard.together import together
from reporting.dimensions import DIMENSIONS, NOT_KNOWN, OF_FAIRNESS
from reporting.figures import Figure, GroupFigure, one_decimal, whole_number
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
    """One of those offered; the first where none is named."""
    return MEASURES[slug or OFFERED[0]]


def read(measure: Measure, asked: Asked, *, exact: bool, alone: Collection[Period]) -> Fairness:
    """A month has too few of most groups: the twelve that end with the period; nothing of outcomes
    where they are among the times `alone`. A query for each way to group, and one for everybody.
    """
    named = twelve_to(asked)
    everybody = counting.read((measure.slug,), period=named.period, chosen=asked.chosen)
    whole = everybody[measure.slug]
    if named.period in alone and one_practitioner.is_outcome(measure):
        return Fairness(measure, named.label, one_practitioner.TOO_FEW.lower(), ())
    if whole.value is None:
        return Fairness(measure, named.label, words.NOBODY.lower(), ())
    found = []
    for slug in OF_FAIRNESS:
        groups = counting.by_group(measure.slug, slug, period=named.period, chosen=asked.chosen)
        seen = together(measure, whole, groups=[one.figure for one in groups], exact=exact)
        drawn = [
            replace(one, figure=row.drawn) for one, row in zip(groups, seen.groups, strict=True)
        ]
        found.append(dimension(measure, slug, drawn, whole=seen.whole.drawn))
    said = words.shown(whole, measure, exact=exact).value
    return Fairness(measure, named.label, said, tuple(found))


def twelve_to(asked: Asked) -> Named:
    """The twelve whole months up to the end of what was asked."""
    months = named_periods.twelve_months(asked.named.period.end)
    return named_periods.whole(Period(months[0], month_of(months[-1]).end))


def dimension(
    measure: Measure,
    slug: str,
    seen: Sequence[GroupFigure],
    *,
    whole: Figure,
    held_back: Sequence[str] = (),
) -> Dimension:
    """One way to group, from figures as their reader sees them; `held_back` says of each why it has
    none.
    """
    name = DIMENSIONS[slug].name
    why = held_back or [words.TOO_FEW] * len(seen)
    known = [_dot(one, whole=whole, why=said) for one, said in zip(seen, why, strict=True)]
    said = "; ".join(f"{one.label} {one.words}" for one in known)
    share = _share(whole)
    chart = SafeString("")
    # Words in place of every dot are no chart: the sentence beneath it says as much.
    if share is not None and any(one.share is not None for one in known):
        chart = dots(
            known,
            everybody=share,
            chart=f"fair-{slug}",
            title=f"{measure.name} by {name.lower()}, all {one_decimal(share)}%: {said}.",
        )
    return Dimension(
        slug,
        name,
        chart,
        tuple(_row(dot, one.figure) for dot, one in zip(known, seen, strict=True)),
        _gap(known),
    )


def _dot(one: GroupFigure, *, whole: Figure, why: str) -> GroupDot:
    of = one.figure.denominator or 0
    if not of:
        return GroupDot(one.label, None, 0, 0, why)
    between = wilson(count=one.figure.numerator, of=of)
    # The value itself, never a division of rounded counts
    share = _share(one.figure) or 0.0
    everybody = _share(whole)
    all_share = (share if everybody is None else everybody) / _WHOLE
    return GroupDot(
        label=one.label,
        share=share,
        lowest=between.low * _WHOLE,
        highest=between.high * _WHOLE,
        words=f"{whole_number(one.figure.value or 0)}% of {of:,}",
        of=of,
        # On so few that they have no rate, nobody is told that they differ (ux.md 06).
        is_different=bool(one.group)
        and of >= words.FEWEST_FOR_A_RATE
        and not between.holds(all_share),
    )


def _row(dot: GroupDot, figure: Figure) -> Group:
    if figure.value is None or dot.share is None:
        return Group(dot.label, dot.words, "", "", is_different=False)
    return Group(
        label=dot.label,
        value=f"{one_decimal(figure.value)}%",
        count=f"{dot.of:,}",
        between=f"{dot.lowest:.1f} to {dot.highest:.1f}%",
        is_different=dot.is_different,
    )


def _share(whole: Figure) -> float | None:
    return None if whole.value is None else float(whole.value)


def _gap(known: Sequence[GroupDot]) -> str:
    """Between the two furthest apart of enough people, and whether it is beyond chance."""
    shares = [
        (one.share, one.label)
        for one in known
        if one.share is not None and one.label != NOT_KNOWN and one.of >= words.FEWEST_FOR_A_RATE
    ]
    if len(shares) < 2:  # noqa: PLR2004 - a gap is between two
        return f"Fewer than two groups have {words.FEWEST_FOR_A_RATE} people: too few to compare."
    (low, lowest), (high, highest) = min(shares), max(shares)
    apart = count(int(whole_number(high - low)), "point")
    ends = f"From {whole_number(low)}% ({lowest}) to {whole_number(high)}% ({highest})"
    gap = f"{ends}: a gap of {apart}."
    different = ", ".join(one.label for one in known if one.is_different)
    found = (
        f"Beyond chance: {different}." if different else "No group differs from all beyond chance."
    )
    return " ".join(filter(None, (gap, found, _not_compared(known))))


def _not_compared(known: Sequence[GroupDot]) -> str:
    """Why a dot is not filled although its range leaves the line out."""
    fewest = words.FEWEST_FOR_A_RATE
    has_few = any(0 < one.of < fewest and one.label != NOT_KNOWN for one in known)
    return f"Groups of fewer than {fewest} are not compared." if has_few else ""
