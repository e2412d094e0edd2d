"""Single values on their way in: what a system wrote, in the canonical form, or why not.

The rules are those of the check. What a value comes to is remembered: a month has thousands of
rows and few different days, codes and scores.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from reporting.dataset import values
from reporting.dataset.checking import fields
from reporting.dataset.importer import homeless
from reporting.dataset.layout import Field, Kind, Severity, Table
from reporting.dataset.reading import Row
from reporting.dataset.tools import TOOLS

# Keys differ in every row; more than these are forgotten and judged again.
_REMEMBERED = 20_000
# Between two values of a staged row: a sign that no text has.
BETWEEN = "\x1f"
_CODED_FINDINGS = frozenset({"PresComp", "LongTermCondition", "CodeFind", "PrevDiag"})
# Mandatory by the standard, and yet nothing is lost with it.
_MAY_BE_UNKNOWN = frozenset({"IAPTLTCServiceInd"})
_KEYS = frozenset(
    {"LocalPatientId", "ServiceRequestId", "CareContactId", "CareActId", "CarePersLocalId"}
)
_ICD10_LETTERS = 3
_HALF_POSTCODE = 3


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a value: without it the row stands, or falls with it."""

    field: str
    rule: str
    why: str
    falls: bool


Read = tuple[str, Wrong | None]


class FieldReader(dict[str, Read]):
    """What each value of one field comes to."""

    def __init__(self, field: Field, recoded: Mapping[str, tuple[str, str]]) -> None:
        """`recoded` has the codes of version 2.0 that are others now, and what is lost by it."""
        super().__init__()
        self._recoded = recoded
        # Keys differ in every row, and are good by their length alone: none is remembered.
        self._longest_key = field.lengths[1] if field.name in _KEYS else 0
        self._field = field
        self._judge = fields.Judge(Table("", "", (field,)))
        self._lost_of = homeless.DETAIL_LOST.get(field.name)
        # Details of codes that no word here keeps
        self.lost: set[str] = set()
        self._shape = _SHAPES.get(field.name) or _KINDS.get(field.kind, _as_is)

    def __missing__(self, said: str) -> Read:
        if 0 < len(said) <= self._longest_key and said.isprintable() and said == said.strip():
            return said, None
        if len(said) > values.LONGEST_REMEMBERED:
            return self._read(said)
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[said] = self._read(said)
        return found

    def _read(self, said: str) -> Read:
        written = _on_one_line(said)
        if lost := self._recoded.get(written.zfill(2)):
            wrong = Wrong(self._field.name, "S2-2.0", f"Lost {lost[1]}.", falls=False)
            return lost[0], wrong if lost[1] else None
        if written and self._field.codes is not None:
            written = self._field.codes.read(written)
        elif written:
            written = self._shape(written)
        for one in self._judge.of_row(Row(0, {self._field.name: written})):
            falls = one.severity is not Severity.WARNING or self._is_needed
            if falls or written:
                why = f"{_class_of(self._field, written)}: {one.to_do}"
                return "", Wrong(self._field.name, one.rule, why, falls)
        if written and self._lost_of and (detail := self._lost_of(written)):
            self.lost.add(detail)
        return written, None

    @property
    def _is_needed(self) -> bool:
        is_mandatory = self._field.need == "M" and self._field.name not in _MAY_BE_UNKNOWN
        # Who has no birth date is checked with the person, as is a number that is none.
        return is_mandatory and self._field.name != "PersonBirthDate"


def _on_one_line(said: str) -> str:
    """Without spaces around it, and with a space for what cannot be seen."""
    if not said.isprintable():
        said = "".join(sign if sign.isprintable() else " " for sign in said)
    return said.strip()


def _as_is(said: str) -> str:
    return said


def _day(said: str) -> str:
    found = values.read_date(said)
    return found.isoformat() if found else said


def _time(said: str) -> str:
    """`9:30`, or with a day before it, as `09:30`."""
    alone = said.replace("T", " ").rpartition(" ")[2]
    padded = alone.zfill(len("09:30")) if len(alone) < len("09:30") else alone
    return padded[: len("09:30")] if values.is_time(padded) else said


def _finding(said: str) -> str:
    """A code of ICD-10 without its dot, padded to four; a concept as it is."""
    code = values.cleaned_icd10(said)
    is_short = len(code) == _ICD10_LETTERS and not code.isdigit()
    return f"{code}X" if is_short else code


def _postcode(said: str) -> str:
    """With the space that many leave out."""
    alone = "".join(said.upper().split())
    tried = f"{alone[:-_HALF_POSTCODE]} {alone[-_HALF_POSTCODE:]}"
    return tried if values.is_postcode(tried) else said


def _number(said: str) -> str:
    return said.replace(" ", "").replace("-", "")


_KINDS: Mapping[Kind, Callable[[str], str]] = MappingProxyType({Kind.DATE: _day, Kind.TIME: _time})
_SHAPES: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        **dict.fromkeys(_CODED_FINDINGS, _finding),
        "NHSNumber": _number,
        "Postcode": _postcode,
        "OnsetDate": lambda said: said.replace("/", "-"),
        "LanguageCodePreferred": str.lower,
        "LanguageCodeTreat": str.lower,
    }
)


def _class_of(field: Field, said: str) -> str:
    """What kind of wrong it is, without the value."""
    if not said:
        return "Blank"
    if field.codes is not None:
        return "Not in its list"
    if field.kind in _CLASSES:
        return _CLASSES[field.kind]
    least, most = field.lengths
    if not least <= len(said) <= most:
        return "Too long" if len(said) > most else "Too short"
    return "Letters" if field.kind is Kind.DIGITS else "In another form"


_CLASSES: Mapping[Kind, str] = MappingProxyType(
    {Kind.DATE: "No date", Kind.TIME: "No time", Kind.MOMENT: "No moment"}
)


def score(tool: str, said: str, *, of_contact: bool) -> Wrong | None:
    """A score against its tool: one out of range would only be warned of, and is no score."""
    known = TOOLS[tool]
    if not known.is_shaped(said):
        rule = "IDS60711" if of_contact else "IDS60615"
        return Wrong("PersScore", rule, f"In another form: write {known.shape.value}.", falls=True)
    if not known.is_within(said):
        rule = "IDS60707" if of_contact else "IDS60607"
        between = f"{known.lowest} to {known.highest}"
        return Wrong("PersScore", rule, f"Out of range: {known.name} is {between}.", falls=True)
    return None
