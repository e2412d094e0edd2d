"""How a table of the data set is described: its fields in their order, their formats and rules."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from reporting.dataset.lists import Listing

_FORMAT = re.compile(r"(max )?(an|n)(\d+)(?:-(\d+))?")


class Severity(StrEnum):
    """What a broken rule costs."""

    FILE = "F"
    GROUP = "G"
    RECORD = "R"
    WARNING = "W"

    @property
    def label(self) -> str:
        """In words."""
        return _COSTS[self]


_COSTS = {
    Severity.FILE: "the whole file is rejected",
    Severity.GROUP: "the record and all that hangs from it is rejected",
    Severity.RECORD: "the record is rejected",
    Severity.WARNING: "a warning",
}


class Kind(StrEnum):
    """What a value is written as."""

    TEXT = "an"
    DIGITS = "n"
    DATE = "date"
    TIME = "time"
    MOMENT = "datetime"


@dataclass(frozen=True, slots=True)
class Rule:
    """A numbered rule of the national checks (`IDS00111`) and what breaking it costs."""

    id: str
    severity: Severity


@dataclass(frozen=True)
class Field:
    """One column. `format` is in the words of the standard (`an2`, `max an20`, `n6-18`, `date`);
    `rules` names the rules for a blank, for its format and for its list, in this order, `-` for
    none. `need` is M (mandatory), R (required: send it if held) or P (pilot: left empty).
    """

    name: str
    uid: str
    format: str
    rules: str = ""
    need: str = "R"
    codes: Listing | None = None

    @cached_property
    def kind(self) -> Kind:
        """What its values are."""
        if self.format in {Kind.DATE, Kind.TIME, Kind.MOMENT}:
            return Kind(self.format)
        return Kind(self._parts[1])

    @cached_property
    def lengths(self) -> tuple[int, int]:
        """The least and most characters of a value; 0 and 0 where it is no text."""
        if self.kind in {Kind.DATE, Kind.TIME, Kind.MOMENT}:
            return (0, 0)
        is_most, _, first, last = self._parts
        return (1 if is_most else int(first), int(last or first))

    @property
    def blank_rule(self) -> Rule | None:
        """What is broken where it is empty."""
        return self._rule(0)

    @property
    def format_rule(self) -> Rule | None:
        """What is broken where its format is."""
        return self._rule(1)

    @property
    def list_rule(self) -> Rule | None:
        """What is broken where its code stands in no list."""
        return self._rule(2)

    @cached_property
    def _parts(self) -> tuple[str, ...]:
        found = _FORMAT.fullmatch(self.format)
        if found is None:
            raise ValueError(f"{self.name}: {self.format} is no format.")
        return found.groups()

    def _rule(self, place: int) -> Rule | None:
        said = (*self.rules.split(), "-", "-", "-")[place]
        return None if said == "-" else Rule(f"IDS{said[:-1]}", Severity(said[-1]))


@dataclass(frozen=True)
class Table:
    """One table, and so one file: its name is the file's."""

    name: str
    title: str
    fields: tuple[Field, ...]

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of its fields, in their order."""
        return tuple(field.name for field in self.fields)

    def field(self, name: str) -> Field:
        """The field of this name. Raises KeyError."""
        return self._named[name]

    @cached_property
    def _named(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}
