"""What a definition of a questionnaire consists of: its items, its range, its thresholds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType

# Points are whole numbers; only a mean has decimals, and never as binary fractions.
Total = int | Decimal


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `wording` is what is read out, empty where it may not be shipped."""

    number: int
    wording: str
    short: str


@dataclass(frozen=True, slots=True)
class Band:
    """A severity word and the lowest total it covers. `level` (0 to 4) only picks the shade."""

    lowest: Total
    word: str
    level: int


@dataclass(frozen=True, slots=True)
class Measure:
    """A questionnaire: what is asked, how it adds up, and which totals mean what.

    `caseness` is the lowest total at the threshold, or the highest below it where `case_is_above`;
    `reliable_change` is the smallest difference that is more than measurement error;
    `item_caseness` is the lowest answer to a single item that counts as clinical. None means there
    is no such number. A highest total of 0 means that the items are never added up: each is read
    alone. One without items is only known by its total. `decimals` are those of a mean.
    """

    code: str
    name: str
    version: str
    items: tuple[Item, ...]
    item_highest: int
    total_highest: int
    caseness: Total | None
    reliable_change: Total | None
    bands: tuple[Band, ...]
    options: tuple[str, ...]
    recall: str
    verified: bool
    source: str
    licence: str
    defined_on: date
    made_of: str = ""
    full_name: str = ""
    item_lowest: int = 0
    total_lowest: int = 0
    decimals: int = 0
    reversed_items: frozenset[int] = frozenset()
    case_is_above: bool = False
    total_may_be_typed: bool = False
    prorates_up_to: int = 0
    # A total that was filled in may be a first or a last score: a service opts in.
    counts_prorated: bool = False
    never_imputed: frozenset[int] = frozenset()
    optional_item: int | None = None
    item_caseness: int | None = None

    @property
    def is_totalled(self) -> bool:
        """Its answers add up to a score."""
        return self.total_highest > 0

    @property
    def may_show_items(self) -> bool:
        """Its own words may be shown to a patient as they are shipped."""
        return bool(self.items) and all(item.wording for item in self.items)

    def with_thresholds(
        self, *, caseness: Total | None, reliable_change: Total | None
    ) -> "Measure":
        """The same questionnaire, read by other thresholds. Severity words that only say on which
        side of the threshold a total is move with it.
        """
        if caseness is not None and self.bands == self._either_side(self.caseness):
            bands = self._either_side(caseness)
        else:
            bands = self.bands
        return replace(self, caseness=caseness, reliable_change=reliable_change, bands=bands)

    def _either_side(self, threshold: Total | None) -> tuple[Band, ...]:
        if threshold is None:
            return ()
        return either_side(
            threshold, lowest=self.total_lowest, above=self.case_is_above, decimals=self.decimals
        )


def either_side(
    threshold: Total, *, lowest: int = 0, above: bool = False, decimals: int = 0
) -> tuple[Band, ...]:
    """For a measure whose severity no source puts into words."""
    first_case = threshold + Decimal(1).scaleb(-decimals) if above else threshold
    words = "above the threshold" if above else "at or above the threshold"
    below = "not above the threshold" if above else "below the threshold"
    return (Band(lowest, below, 0), Band(first_case, words, 2))


def items_from(words: tuple[tuple[str, str], ...]) -> tuple[Item, ...]:
    """Items numbered from one, each with its wording and its short name."""
    return tuple(Item(number, *one) for number, one in enumerate(words, start=1))


def items_without_words(count: int) -> tuple[Item, ...]:
    """Items whose wording is somebody's copyright: a service that has leave loads it."""
    return tuple(Item(number, "", f"Item {number}") for number in range(1, count + 1))


def by_code(*measures: Measure) -> Mapping[str, Measure]:
    """Measures found by their code, in this order."""
    return MappingProxyType({measure.code: measure for measure in measures})
