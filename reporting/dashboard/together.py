"""A measure’s period, groups and months as their reader sees them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from reporting import one_practitioner
from reporting.dashboard import words
from reporting.dashboard.words import Shown
from reporting.figures import Figure
from reporting.leaving import Said
from reporting.metrics.measure import Measure
from reporting.period import Period


@dataclass(frozen=True, slots=True)
class Seen:
    """One row: how it is shown, and what a chart draws: a gap where it is held back."""

    shown: Shown
    drawn: Figure


@dataclass(frozen=True, slots=True)
class Together:
    """The rows of one page, each in its order."""

    whole: Seen
    groups: tuple[Seen, ...]
    months: tuple[Seen, ...]
    gap: str = "nobody"


def exactly(
    measure: Measure,
    whole: Figure,
    *,
    groups: Sequence[Figure] = (),
    months: Sequence[Figure] = (),
    apart: Collection[int] = (),
    alone: Collection[Period] = (),
) -> Together:
    """To whoever may open the people; groups at the places `apart` have nothing of their own, nor
    has an outcome of any row in the times `alone`.
    """
    hides = one_practitioner.is_outcome(measure)
    seen = [
        _apart(row) if hides and row.period in alone else _exactly(row, measure)
        for row in (whole, *groups, *months)
    ]
    of_groups = tuple(
        _apart(row.drawn) if at in apart else row
        for at, row in enumerate(seen[1 : 1 + len(groups)])
    )
    return Together(seen[0], of_groups, tuple(seen[1 + len(groups) :]))


def as_it_leaves(
    measure: Measure,
    whole: tuple[Period, Said],
    *,
    groups: Sequence[tuple[Period, Said]] = (),
    months: Sequence[tuple[Period, Said]] = (),
    apart: Collection[int] = (),
) -> Together:
    """To others, each row with the time that it is of."""
    of_groups = [_leaving(measure, *row) for row in groups]
    return Together(
        _leaving(measure, *whole),
        tuple(_apart(row.drawn) if at in apart else row for at, row in enumerate(of_groups)),
        tuple(_leaving(measure, *row) for row in months),
        words.NOT_TOLD.lower(),
    )


def _exactly(figure: Figure, measure: Measure) -> Seen:
    return Seen(words.exactly(figure, measure), figure)


def _leaving(measure: Measure, period: Period, said: Said) -> Seen:
    return Seen(said.shown, said.shown.figure or Figure(measure.slug, period, 0, 0, None))


def _apart(figure: Figure) -> Seen:
    gap = replace(figure, numerator=0, denominator=0, value=None)
    return Seen(Shown(one_practitioner.TOO_FEW, "", None), gap)
