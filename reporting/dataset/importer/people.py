"""Makes of the staged rows of one person what is taken in: each record once, the latest month’s,
and none that the national rules would reject.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import cast

from reporting.dataset import tools, values
from reporting.dataset.checking import fields, rows
from reporting.dataset.checking.findings import Finding
from reporting.dataset.checking.known import Contact, Known, Referred, contact_of
from reporting.dataset.checking.rules import CHILDREN, DATES, UNIQUE
from reporting.dataset.importer import limits
from reporting.dataset.importer.bundles import LeftOut, PersonBundle, ReferralBundle, SourceRow
from reporting.dataset.importer.cells import BETWEEN
from reporting.dataset.importer.gathering import Staged
from reporting.dataset.importer.staging import BY_NUMBER, Place
from reporting.dataset.layout import Rule, Severity
from reporting.dataset.reading import Row

WITH = "S2-WITH"
_PATIENT, _GP, _REFERRAL, _CONTACT, _ACTIVITY = "001", "002", "101", "201", "202"
_ABOUT_PEOPLE = frozenset(
    number for number, table in BY_NUMBER.items() if table.columns[0] == "LocalPatientId"
)
_OLDEST = 120
# What makes a record one, where no rule says that it may be there once only.
_OTHER_KEYS = {
    "IDS002GP": ("GMPCodeReg", "StartDateGMPRegistration"),
    "IDS003AccommStatus": ("AccommodationType", "AccommodationTypeDate"),
    "IDS601MedHistPrevDiag": ("DiagSchemeInUse", "PrevDiag", "DiagDate"),
}
_OWNERS = frozenset({"LocalPatientId", "ServiceRequestId"})
KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        name: _OTHER_KEYS.get(name)
        or tuple(one for one in UNIQUE[name][0].fields if one not in _OWNERS)
        for name in (*UNIQUE, *_OTHER_KEYS)
    }
)
# Only these have rules between their values and others that cost the record; a score was held
# against its tool before it was staged.
_JUDGED = frozenset(DATES) | {
    "IDS202CareActivity",
    "IDS602LongTermCondition",
    "IDS603PresentingComplaints",
}
# Warned of by the check alone: the record is taken as it was sent.
_OURS = "S2-"


@dataclass(slots=True)
class Judged:
    """What a person comes to: nothing where the person was left out."""

    key: str
    bundle: PersonBundle | None = None
    is_patient: bool = False
    left_out: list[LeftOut] = field(default_factory=list)


class _Rules:
    """The rules of each file’s table and month, and what is known of the person before them."""

    def __init__(self, places: Sequence[Place]) -> None:
        self.births: dict[str, date | None] = {}
        self.referrals: dict[str, Referred] = {}
        self.contacts: dict[str, Contact] = {}
        self.activities: dict[str, str] = {}
        self.kept: set[str] = set()
        self._judges = {
            place.number: rows.Judge(place.table, self._known(place))
            for place in places
            if place.table.name in _JUDGED
        }

    def _known(self, place: Place) -> Known:
        return Known(
            place.month.start,
            place.month.end,
            provider=place.month.provider,
            births=self.births,
            referrals=self.referrals,
            contacts=self.contacts,
            activities=self.activities,
            kept=self.kept,
        )

    def forget(self) -> None:
        """Before the next person."""
        for known in (self.births, self.referrals, self.contacts, self.activities):
            known.clear()
        self.kept.clear()

    def costs(self, row: SourceRow, file: int) -> list[Finding]:
        """What of it would be rejected; what only this check warns of is taken as it was sent."""
        judge = self._judges.get(file)
        if judge is None:
            return []
        return [
            one
            for one in judge.of_row(_row(row))
            if one.severity is not Severity.WARNING and not one.rule.startswith(_OURS)
        ]


@dataclass(slots=True)
class _Fallen:
    """Something that was left out, and how much hangs from it."""

    row: Staged
    what: str
    many: int = 0


def judged(
    staged: Iterable[Staged], places: Sequence[Place], shared: frozenset[tuple[int, str]]
) -> Iterator[Judged]:
    """One after the other, in the order of their rows."""
    rules = _Rules(places)
    for person, theirs in groupby(staged, key=attrgetter("person")):
        if person:
            rules.forget()
            yield _Person(person, places, shared, rules).judged(theirs)
        else:
            yield from _nobodys(theirs, places)


def source_row(staged: Staged, places: Sequence[Place]) -> SourceRow:
    """A staged row as it is handed on."""
    place = places[staged.file]
    said = dict(zip(place.table.columns, staged.values.split(BETWEEN), strict=True))
    return SourceRow(place.shown, staged.line, place.month.name, said)


def _row(row: SourceRow) -> Row:
    """The same for the check, which changes nothing of it."""
    return Row(row.line, cast("dict[str, str]", row.values))


def _nobodys(theirs: Iterable[Staged], places: Sequence[Place]) -> Iterator[Judged]:
    """Rows that hang from nothing, said one by one, or in one line where their parents’ file is
    missing. What fell on its own was said when it was read.
    """
    for number, some in groupby(theirs, key=attrgetter("file")):
        place, found = places[number], Judged("")
        child = CHILDREN.get(place.table.name)
        if child is None:
            continue
        is_there = child.parent in place.month.files
        why = f"Nothing to hang from: send its row of {child.parent}."
        rest = 0
        # A whole file may be nobody's: no more of its rows are held than are said.
        for row in (one for one in some if one.values):
            if is_there and len(found.left_out) < limits.MOST_OF_NOBODY:
                found.left_out.append(place.said(row.line, child.field, child.rule.id, why))
            else:
                rest += 1
        if rest:
            missing = f"{rest:,} records hang from {child.parent}, which is missing."
            why = f"{rest:,} records more of the same. {why}" if is_there else missing
            found.left_out.append(place.said(0, child.field, child.rule.id, why))
        yield found


class _Person:
    """One person’s rows while they are judged."""

    def __init__(
        self,
        key: str,
        places: Sequence[Place],
        shared: frozenset[tuple[int, str]],
        rules: _Rules,
    ) -> None:
        self._key = key
        self._places = places
        self._shared = shared
        self._known = rules
        self._found = Judged(key)
        self._fallen: dict[tuple[str, str], _Fallen] = {}
        self._tables: dict[str, list[Staged]] = {}

    def judged(self, theirs: Iterable[Staged]) -> Judged:
        """All of them."""
        self._tables = {table: list(some) for table, some in groupby(theirs, attrgetter("table"))}
        self._found.is_patient = _PATIENT in self._tables
        own = self._own_row()
        if own is not None:
            self._known.births[self._key] = values.read_date(own["PersonBirthDate"])
            about = {"IDS001MPI": [own]} | self._about_person()
            referrals = list(self._referrals())
            if referrals:
                self._found.bundle = PersonBundle(self._key, about, referrals)
            elif _REFERRAL not in self._tables:
                why = "No referral would be taken, and so neither is the patient."
                self._say(self._tables[_PATIENT][0], "", "IDS00146", why)
        self._say_what_fell()
        return self._found

    # The patient

    def _own_row(self) -> SourceRow | None:
        """The latest month’s that can be used."""
        theirs = self._tables.get(_PATIENT, [])
        if not theirs:
            first = next(iter(self._tables.values()))[0]
            self._all_fall(first, "IDS10101", "no row of IDS001MPI is about their patient")
            return None
        chosen: SourceRow | None = None
        of_file = -1
        for row in theirs:
            if chosen is None and row.values:
                chosen, of_file = self._usable(row), row.file
            elif chosen is not None and row.values and row.file == of_file:
                self._say(row, "LocalPatientId", "REJ010", "Again: another row is of this patient.")
        if chosen is None:
            self._all_fall(theirs[0], WITH, "their patient was left out")
        return chosen

    def _usable(self, staged: Staged) -> SourceRow | None:
        row = source_row(staged, self._places)
        wrong = [(one, rule, why) for one, rule, why in fields.of_file(_row(row))]
        birth = values.read_date(row["PersonBirthDate"])
        month = self._places[staged.file].month
        if birth and birth > month.end:
            wrong.append(("PersonBirthDate", "REJ008", "Later than the month: correct it."))
        elif birth and values.age_at(birth, month.start) > _OLDEST:
            wrong.append(("PersonBirthDate", "REJ008", "Over 120 years ago: correct it."))
        if (staged.file, row["NHSNumber"]) in self._shared:
            why = "Two patients of the month have it: bring them together, or correct one."
            wrong.append(("NHSNumber", "REJ009", why))
        for column, rule, why in wrong:
            self._say(staged, column, rule, why)
        return None if wrong else row

    def _all_fall(self, at: Staged, rule: str, why: str) -> None:
        others = [some for name, some in self._tables.items() if name != _PATIENT]
        many = sum(1 for some in others for row in some if row.values)
        if many:
            self._say(at, "", rule, f"{_many(many)}, because {why}.")

    def _about_person(self) -> dict[str, list[SourceRow]]:
        about = {}
        for number, some in self._tables.items():
            is_about = number in _ABOUT_PEOPLE and number != _PATIENT
            if is_about and (kept := list(self._once(some))):
                about[BY_NUMBER[number].name] = kept
        if BY_NUMBER[_GP].name not in about:
            why = "No practice would be taken: the patient is in without one."
            self._say(self._tables[_PATIENT][0], "", "IDS00145", why)
        return about

    # Referrals and what hangs from them

    def _referrals(self) -> Iterator[ReferralBundle]:
        chosen = {row["ServiceRequestId"]: row for row in self._own_referrals()}
        hanging: dict[str, dict[str, list[SourceRow]]] = defaultdict(dict)
        for number, some in self._tables.items():
            if number in _ABOUT_PEOPLE or number == _REFERRAL:
                continue
            standing = [row for row in some if row.values and self._stands(row, chosen)]
            for referral, theirs in groupby(
                sorted(standing, key=attrgetter("referral")), attrgetter("referral")
            ):
                if kept := list(self._once(theirs)):
                    hanging[referral][BY_NUMBER[number].name] = kept
            self._note(number, hanging)
        for key, row in chosen.items():
            yield ReferralBundle(key, {"IDS101Referral": [row]} | hanging[key])

    def _own_referrals(self) -> Iterator[SourceRow]:
        by_key: dict[str, list[Staged]] = defaultdict(list)
        for row in self._tables.get(_REFERRAL, []):
            by_key[row.referral].append(row)
        for key, some in by_key.items():
            found = self._referral(some)
            if found is None:
                self._fallen[_REFERRAL, key] = _Fallen(some[0], "referral")
                continue
            self._known.referrals[key] = Referred(
                self._key,
                values.read_date(found["ReferralRequestReceivedDate"]),
                values.read_date(found["ServDischDate"]),
                found["EndCode"],
            )
            yield found

    def _referral(self, some: Sequence[Staged]) -> SourceRow | None:
        """The latest month’s row of a referral that can be used."""
        if any(row.is_torn for row in some):
            why = "Two patients of a month have it: whose it is, only the old system can say."
            self._say(some[0], "ServiceRequestId", "IDS10103", why)
            return None
        self._keep(some)
        # To its end, so that a row that is there again is said to be.
        found = list(self._once(some, key=("ServiceRequestId",)))
        return found[0] if found else None

    def _keep(self, some: Sequence[Staged]) -> None:
        """A follow-up or a questionnaire about experience keeps who ended before the month in it;
        asked for those alone.
        """
        self._known.kept.clear()
        if not any(row.values for row in some):
            return
        for number, wanted in ((_CONTACT, {"06"}), ("606", tools.EXPERIENCE)):
            table = BY_NUMBER[number]
            column = table.columns.index("AppType" if number == _CONTACT else "CodedAssToolType")
            self._known.kept.update(
                row.referral
                for row in self._tables.get(number, [])
                if row.values and row.values.split(BETWEEN)[column] in wanted
            )

    def _stands(self, row: Staged, referrals: Mapping[str, SourceRow]) -> bool:
        """Whether all that it hangs from was taken."""
        at: tuple[str, str] | None = None
        if row.referral not in referrals:
            at = (_REFERRAL, row.referral)
        elif row.table in {_ACTIVITY, "607"} and row.contact not in self._known.contacts:
            at = (_CONTACT, row.contact)
        elif row.table == "607" and row.activity not in self._known.activities:
            at = (_ACTIVITY, row.activity)
        if at is None:
            return True
        fallen = self._fallen.setdefault(at, _Fallen(row, _WHAT[at[0]]))
        fallen.many += 1
        return False

    def _note(self, number: str, hanging: Mapping[str, Mapping[str, Sequence[SourceRow]]]) -> None:
        """What later rows hang from."""
        name = BY_NUMBER[number].name
        if number == _CONTACT:
            for tables in hanging.values():
                for row in tables.get(name, ()):
                    contact = contact_of(_row(row))
                    self._known.contacts[row["CareContactId"]] = contact
        elif number == _ACTIVITY:
            for tables in hanging.values():
                for row in tables.get(name, ()):
                    self._known.activities[row["CareActId"]] = row["CareContactId"]

    # Any table

    def _once(
        self, some: Iterable[Staged], *, key: tuple[str, ...] | None = None
    ) -> Iterator[SourceRow]:
        """Each record once, of those that may be taken the latest month’s. `some` begin with it."""
        seen: dict[tuple[str, ...], int] = {}
        for staged in some:
            if not staged.values:
                continue
            row = source_row(staged, self._places)
            name = BY_NUMBER[staged.table].name
            its = tuple([row[one] for one in key or KEYS[name]])
            if its in seen:
                if seen[its] == staged.file:
                    self._say_again(staged, name)
            elif self._may_be_taken(staged, row, name):
                seen[its] = staged.file
                yield row

    def _may_be_taken(self, staged: Staged, row: SourceRow, name: str) -> bool:
        if staged.is_torn:
            why = "Its key came twice in a month, for two: only the old system can say whose it is."
            self._say(staged, "", UNIQUE[name][0].rule.id, why)
            return False
        found = self._known.costs(row, staged.file)
        for one in found:
            self._say(staged, one.field, one.rule, one.to_do)
        return not found

    def _say_again(self, staged: Staged, name: str) -> None:
        rule = UNIQUE[name][0].rule if name in UNIQUE else Rule("S2-AGAIN", Severity.RECORD)
        column = (KEYS[name] or ("ServiceRequestId",))[0]
        self._say(staged, column, rule.id, "Again: another row of the file has the same key.")

    def _say(self, at: Staged, column: str, rule: str, why: str) -> None:
        self._found.left_out.append(self._places[at.file].said(at.line, column, rule, why))

    def _say_what_fell(self) -> None:
        for one in self._fallen.values():
            if one.many:
                why = f"{_many(one.many)}, because their {one.what} was left out."
                self._say(one.row, "", WITH, why)


_WHAT = {_REFERRAL: "referral", _CONTACT: "contact", _ACTIVITY: "activity"}


def _many(many: int) -> str:
    return "1 record falls with it" if many == 1 else f"{many:,} records fall with it"
