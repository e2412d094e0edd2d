"""A measure’s period, groups and months as their reader sees them, judged together."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from reporting import leaving, one_practitioner
from reporting.dashboard import words
from reporting.dashboard.words import Shown
from reporting.figures import Figure
from reporting.metrics.measure import Measure
from reporting.period import Period


@dataclass(frozen=True, slots=True)
class Seen:
    """One row: what was counted, and how it is shown."""

    counted: Figure
    shown: Shown

    @property
    def drawn(self) -> Figure:
        """For a chart: a gap where it is held back."""
        return self.shown.figure or replace(self.counted, numerator=0, denominator=0, value=None)


@dataclass(frozen=True, slots=True)
class Together:
    """The rows of one page, each in its order."""

    whole: Seen
    groups: tuple[Seen, ...]
    months: tuple[Seen, ...]


def together(
    measure: Measure,
    whole: Figure,
    *,
    groups: Sequence[Figure] = (),
    months: Sequence[Figure] = (),
    exact: bool,
    apart: Collection[int] = (),
    alone: Collection[Period] = (),
) -> Together:
    """To others as it may leave. Groups at the places `apart` have nothing of their own, whoever
    reads, nor has an outcome of any row in the times `alone`.
    """
    held: frozenset[int] = frozenset()
    if not exact:
        courses = {at: one.denominator or one.numerator for at, one in enumerate(groups)}
        closed = one_practitioner.in_company(apart, courses)
        held = leaving.held_back(measure, whole, groups=groups, months=months, closed=closed)
    hides = one_practitioner.is_outcome(measure)
    seen = tuple(
        _apart(row)
        if hides and row.period in alone
        else _seen(row, measure, exact=exact, is_held=at in held)
        for at, row in enumerate((whole, *groups, *months))
    )
    of_groups = tuple(
        _apart(row.counted) if at in apart else row
        for at, row in enumerate(seen[1 : 1 + len(groups)])
    )
    return Together(seen[0], of_groups, seen[1 + len(groups) :])


def _seen(figure: Figure, measure: Measure, *, exact: bool, is_held: bool) -> Seen:
    found = words.shown(figure, measure, exact=exact)
    if is_held and found.figure is not None:
        found = Shown(words.TOO_FEW, "", None)
    return Seen(figure, found)


def _apart(figure: Figure) -> Seen:
    return Seen(figure, Shown(one_practitioner.TOO_FEW, "", None))
