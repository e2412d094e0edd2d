"""Before the monthly return: what it asks for, how complete it is, and who is missing."""

from dataclasses import dataclass

from reporting import counting
from reporting.against import Against, against
from reporting.asked import Asked
from reporting.dashboard import words
from reporting.figures import Figure
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


def read(asked: Asked, standards: Standards, *, exact: bool) -> tuple[Item, ...]:
    """Of the period asked about. One query."""
    found = counting.read(ITEMS, period=asked.named.period, chosen=asked.chosen)
    return tuple(
        _item(MEASURES[slug], found[slug], asked, standards, exact=exact) for slug in ITEMS
    )


def _item(
    measure: Measure, figure: Figure, asked: Asked, standards: Standards, *, exact: bool
) -> Item:
    standard = standards.of(measure.slug, asked.named.period.end)
    found = words.shown(figure, measure, exact=exact)
    missing = (figure.denominator or 0) - figure.numerator
    state = None
    if standard is not None and found.figure is not None:
        state = against(found.figure, measure, standard=float(standard.value))
    return Item(
        slug=measure.slug,
        name=measure.name,
        complete=found.value,
        standard="" if standard is None else f"{standard.value:g}%",
        state=state,
        missing=_missing(missing, measure, exact=exact),
        opens=exact and missing > 0,
    )


def _missing(count: int, measure: Measure, *, exact: bool) -> str:
    """`79 appointments`; `fewer than 5 people`."""
    many = words.number(count, exact=exact)
    unit = words.unit_of(measure)
    if exact and count == 1:
        unit = _ONE[unit]
    return f"{many} {unit}"
