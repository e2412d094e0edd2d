"""A patient's records as facts of ours."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from clinical import nhs_number
from referrals.bulk import PersonEntry
from referrals.bulk_circumstances import Work
from reporting.dataset import codes
from reporting.dataset.importer.bundles import LeftOut, PersonBundle, SourceRow
from reporting.dataset.importer.taking import keys
from reporting.dataset.values import read_date

_EARLIEST, _LATEST = date(1890, 1, 1), date(2100, 12, 31)
_PRACTICE = re.compile(r"[A-Z0-9]{3,6}")
# No practice, not known, or not registered: no practice of ours
_NO_PRACTICE = frozenset({"V81997", "V81998", "V81999"})
_LONGEST_POSTCODE = 8
# The columns of a patient that the files say something of, in the order of a print's parts
DETAILS = (
    "nhs_number",
    "date_of_birth",
    "postcode",
    "gender",
    "language",
    "practice_id",
)


@dataclass(frozen=True, slots=True)
class ReadPerson:
    """Who somebody is, what they answered, how they stood at work."""

    entry: PersonEntry
    answers: Mapping[str, Any]
    work: Sequence[Work]

    @property
    def details(self) -> tuple[Any, ...]:
        """In the order of `DETAILS`."""
        one = self.entry
        return (
            one.nhs_number,
            one.date_of_birth,
            one.postcode,
            one.gender,
            one.language,
            one.practice,
        )

    @property
    def fingerprint(self) -> str:
        """A part for each detail, then answers and work."""
        return keys.parts_of((*self.details, sorted(self.answers.items()), list(self.work)))


def read(person: PersonBundle, *, left_out: list[LeftOut]) -> ReadPerson | None:
    """None where nobody can be written down: without a birth date of this age nobody is told from
    another.
    """
    row = person.tables[keys.PERSON][0]
    born = read_date(row["PersonBirthDate"])
    if born is None or not _EARLIEST <= born <= _LATEST:
        why = "No birth date that can be read: the patient and all of theirs. Add it there."
        left_out.append(LeftOut(row.file, row.line, "PersonBirthDate", "IDS00120", why, row.month))
        return None
    number = row["NHSNumber"]
    entry = PersonEntry(
        number=person.key,
        nhs_number=number if nhs_number.is_valid(number) else None,
        date_of_birth=born,
        postcode=_postcode(row["Postcode"]),
        gender=codes.gender_of(row["Gender"], row["GenderIdentity"]),
        language=codes.language_of(row["LanguageCodePreferred"]),
        practice=_practice(person.tables.get("IDS002GP", ())),
    )
    work = [_work(one) for one in person.tables.get("IDS004EmpStatus", ())]
    return ReadPerson(entry, _answers(person), [one for one in work if one is not None])


def _postcode(said: str) -> str:
    cleaned = said.upper().strip()
    return cleaned if len(cleaned) <= _LONGEST_POSTCODE else ""


def _practice(rows: Sequence[SourceRow]) -> str | None:
    """The one they are registered with now."""
    now = [row["GMPCodeReg"] for row in rows if not row["EndDateGMPRegistration"]]
    return practice_of(now[-1]) if now else None


def practice_of(said: str) -> str | None:
    """Our code of a practice; None where it is none of ours."""
    code = said.upper()
    return code if _PRACTICE.fullmatch(code) and code not in _NO_PRACTICE else None


def _answers(person: PersonBundle) -> Mapping[str, Any]:
    """Those of the equality questions that the files answer; nothing where they answer none."""
    row = person.tables[keys.PERSON][0]
    kinds = [one["DisabCode"] for one in person.tables.get("IDS007DisabilityType", ())]
    disability, disability_kinds = codes.disability_of(kinds)
    found: dict[str, Any] = {
        "gender": codes.GENDER_IDENTITY.of_code(row["GenderIdentity"]),
        "same_as_at_birth": codes.SAME_AS_AT_BIRTH.of_code(row["GenderIdentitySameAtBirth"]),
        "ethnicity": codes.ETHNICITY.of_code(row["EthnicCategory"]),
        "armed_forces": codes.ARMED_FORCES.of_code(row["ExBAFIndicator"]),
        "disability": disability,
        "disability_kinds": disability_kinds,
        **_circumstances(person),
    }
    if _says_no_condition(person):
        found["long_term_condition"] = "NO"
    return {name: said for name, said in found.items() if said}


def _circumstances(person: PersonBundle) -> dict[str, str]:
    rows = person.tables.get("IDS011SocPerCircumstances", ())
    in_time = sorted(rows, key=lambda one: one["SocPerCircumstanceRecDate"])
    said = (codes.circumstance_of(row["SocPerCircumstance"]) for row in in_time)
    return {one[0]: one[1] for one in said if one is not None}


def _says_no_condition(person: PersonBundle) -> bool:
    said = [
        row["LongTermCondition"]
        for referral in person.referrals
        for row in referral.tables.get("IDS602LongTermCondition", ())
    ]
    return bool(said) and all(codes.says_no_condition(one) for one in said)


def _work(row: SourceRow) -> Work | None:
    """None of a day that nobody wrote down."""
    on, status = read_date(row["EmployStatusRecDate"]), codes.WORK.of_code(row["EmployStatus"])
    if on is None or not status:
        return None
    return Work(
        asked_on=on,
        status=status,
        hours=codes.HOURS.of_code(row["WeekHoursWorked"]),
        sick_pay=codes.YES_NO_NOT_KNOWN.of_code(row["SSPInd"]),
        benefits=codes.YES_NO_NOT_KNOWN.of_code(row["BenefitRecInd"]),
    )
