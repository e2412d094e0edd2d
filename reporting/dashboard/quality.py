"""Before the monthly return: what it asks for, how complete it is, and who is missing."""

from dataclasses import dataclass

from reporting import counting
from reporting.against import Against, against
from reporting.asked import Asked
from reporting.dashboard import words
from reporting.dashboard.words import Shown
from reporting.leaving import Leaving
from reporting.metrics.measure import Measure
from reporting.metrics.registry import MEASURES
from reporting.standards import Standards

ITEMS = (
    "scores-at-sessions",
    "paired-scores",
    "problem-recorded-of-started",
    "ethnicity-recorded",
    "reason-for-ending-recorded",
    "work-status-recorded",
    "nhs-number-recorded",
)
_ONE = {"people": "person", "appointments": "appointment"}


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the table. `opens` says that somebody is missing and may be looked up."""

    slug: str
    name: str
    complete: str
    standard: str
    state: Against | None
    missing: str
    opens: bool


def read(asked: Asked, standards: Standards) -> tuple[Item, ...]:
    """Of the period asked about, exactly. One query."""
    found = counting.read(ITEMS, period=asked.named.period, chosen=asked.chosen)
    items = []
    for measure in map(MEASURES.__getitem__, ITEMS):
        figure = found[measure.slug]
        missing = (figure.denominator or 0) - figure.numerator
        unit = words.unit_of(measure)
        said = f"{missing:,} {_ONE[unit] if missing == 1 else unit}"
        shown = words.exactly(figure, measure)
        items.append(_item(measure, shown, asked, standards, said, opens=missing > 0))
    return tuple(items)


def read_leaving(asked: Asked, standards: Standards, leaving: Leaving) -> tuple[Item, ...]:
    """The same as it may leave."""
    items = []
    for measure in map(MEASURES.__getitem__, ITEMS):
        said = leaving.of(measure, asked.named.period, asked.chosen)
        missing = words.TOO_FEW
        if said.missing is not None:
            missing = f"{words.about(said.missing)} {words.unit_of(measure)}"
        items.append(_item(measure, said.shown, asked, standards, missing, opens=False))
    return tuple(items)


def _item(
    measure: Measure,
    shown: Shown,
    asked: Asked,
    standards: Standards,
    missing: str,
    *,
    opens: bool,
) -> Item:
    standard = standards.of(measure.slug, asked.named.period.end)
    state = None
    if standard is not None and shown.figure is not None:
        state = against(shown.figure, measure, standard=float(standard.value))
    return Item(
        slug=measure.slug,
        name=measure.name,
        complete=shown.value,
        standard="" if standard is None else f"{standard.value:g}%",
        state=state,
        missing=missing,
        opens=opens,
    )
