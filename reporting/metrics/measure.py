"""What a measure is: its words, whom it counts, and the date that places them in a period."""

from dataclasses import dataclass
from enum import Enum, StrEnum


class Kind(StrEnum):
    """How the number shown comes from what is counted."""

    COUNT = "count"
    RATE = "rate"
    MEAN = "mean"
    MEDIAN = "median"
    STATISTIC = "statistic"


class Better(StrEnum):
    """Which way a service wants it to go."""

    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Confidence(StrEnum):
    """How sure the definition is."""

    HIGH = "text or code of a national source"
    MEDIUM = "deduced from a national source"
    LOW = "team knowledge, not confirmed"
    OWN = "our own definition"


class Placed(Enum):
    """The date that places somebody in a period, and so what is counted: pathways, or contacts."""

    RECEIVED = "the day the referral was received"
    ASSESSED = "the day of the first assessment"
    FIRST_SESSION = "the day of the first session"
    SECOND_SESSION = "the day of the second session"
    ENDED = "the day the referral ended"
    PERIOD_END = "the last day of the period, or today where it is not over"
    CONTACT = "the day of the contact"
    LOG_END = "the last day of the log"
    CONTACT_OF_ENDED = "the day the referral of the contact ended"


@dataclass(frozen=True, slots=True)
class Tally:
    """One number in SQL: how many rows are so, or an amount added up over those that are.

    `p` is the pathway, `b` the period, `c` the contact and `g` the log of internet therapy.
    """

    where: str
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure. `counts` and `out_of` say in words what `numerator` and `denominator` do in SQL.

    `missing` are those in the denominator of whom it cannot be told; `statistic` is the aggregate
    of a median and the like, whose numerator is how many it is taken over. `also` are further ids
    of the same measure, such as that of its count.
    """

    slug: str
    id: str
    name: str
    definition: str
    counts: str
    placed: Placed
    source: str
    numerator: Tally
    also: tuple[str, ...] = ()
    out_of: str = ""
    denominator: Tally | None = None
    missing: str = ""
    statistic: str = ""
    kind: Kind = Kind.COUNT
    better: Better = Better.NEITHER
    confidence: Confidence = Confidence.HIGH
    unit: str = ""
    # Reads contacts or other rows of each pathway: never kept as a sum of a month.
    is_costly: bool = False
    # The most or the fewest of all is the value of one person, and never leaves.
    is_of_one: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id it answers to."""
        return (self.id, *self.also)

    @property
    def is_snapshot(self) -> bool:
        """How things stood on the last day, which is no sum of the days before."""
        return self.placed is Placed.PERIOD_END

    @property
    def is_additive(self) -> bool:
        """Its counts of months add up to those of a year, and are kept as sums."""
        return not (
            self.is_costly
            or self.is_snapshot
            or self.statistic
            or self.placed is Placed.CONTACT_OF_ENDED
        )
