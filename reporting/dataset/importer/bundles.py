"""What the reading half of an import hands to the writing half: people, each with all of theirs."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from clinical.policy import Policy
from staff.models import StaffMember


@dataclass(slots=True)
class SourceRow:
    """One record of a file. `month` is the first day of its month, `2026-09-01`; `values` has every
    field of version 2.1, in the canonical form: codes as the lists write them, days as
    `2026-09-30`, times as `10:30`, and an empty text for what is not said.
    """

    file: str
    line: int
    month: str
    values: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.values[name]


Tables = Mapping[str, Sequence[SourceRow]]


@dataclass(frozen=True, slots=True)
class ReferralBundle:
    """A referral and all that hangs from it, each record once: of several months the latest. A
    table that has nothing is not there; IDS101Referral has exactly one row.
    """

    key: str
    tables: Tables


@dataclass(frozen=True, slots=True)
class PersonBundle:
    """A patient: exactly one row of IDS001MPI, what else is about the person, and the referrals."""

    key: str
    tables: Tables
    referrals: Sequence[ReferralBundle]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One thing that was not taken: where it stands, which rule, and why. Never a value; `why` says
    its class (blank, letters, too long) and what to do. `line` is 0 for a whole file.
    """

    file: str
    line: int
    field: str
    rule: str
    why: str
    month: str = ""


@dataclass(frozen=True, slots=True)
class Taking:
    """In which run, from which provider, for whom and when. `run` is the id of the ImportRun."""

    run: int
    provider: str
    by: StaffMember
    now: datetime
    policy: Policy


@dataclass(slots=True)
class Taken:
    """What a batch came to. The keys of the counters are nouns in the plural, such as `patients`,
    `referrals`, `contacts`, `scores`, `staff`.
    """

    made: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)
    # Not written, because a person has edited it here since
    kept: Counter[str] = field(default_factory=Counter)
    left_out: list[LeftOut] = field(default_factory=list)

    def add(self, other: "Taken") -> None:
        """Count another batch with it."""
        self.made += other.made
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.kept += other.kept
        self.left_out += other.left_out
