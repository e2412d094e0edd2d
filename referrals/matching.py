"""Who may be on record already: by NHS number, birth date and name, phone, postcode.

Facts for a person who decides. Nothing is ever merged by itself, and nobody outside of staff is
told whether somebody is known.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from clinical import nhs_number, wording
from referrals.models import Patient

MOST = 10
# How alike two names must be (shared three-letter pieces, 0 to 1), by what else is the same.
_WITH_BIRTH_DATE, _WITH_PHONE, _WITH_POSTCODE, _WITH_SLIP = 0.25, 0.5, 0.6, 0.75
_ALIKE = 0.95
_SLIPS_OF_YEAR = (-10, -1, 1, 10)
_FEWEST_DIGITS = 9

# The expressions are those of the indexes on referrals_patient.
_NEAR = r"""
WITH typed AS MATERIALIZED (
    SELECT public.referrals_searchable_name(%(family)s, %(given)s) AS name
), numbered AS MATERIALIZED (
    SELECT coalesce(merged_into_id, id) AS id FROM referrals_patient
    WHERE nhs_number = %(nhs_number)s
), seen AS MATERIALIZED (
    SELECT p.id, p.version, p.title, p.given_name, p.family_name, p.date_of_birth, p.nhs_number,
        p.id = (SELECT id FROM numbered) AS same_number,
        p.date_of_birth = %(born)s AS same_birth_date,
        p.date_of_birth = ANY(%(birth_dates)s) AS birth_date_like_it,
        right(regexp_replace(p.phone, '\D', '', 'g'), 9) = %(phone)s AS same_phone,
        upper(replace(p.postcode, ' ', '')) = %(postcode)s AND p.postcode <> '' AS same_postcode,
        public.similarity(
            public.referrals_searchable_name(p.family_name, p.given_name), typed.name
        ) AS alike
    FROM referrals_patient p CROSS JOIN typed
    WHERE p.merged_into_id IS NULL AND p.id <> ALL(%(but)s) AND (
        p.id = (SELECT id FROM numbered)
        OR p.date_of_birth = ANY(%(birth_dates)s)
        OR right(regexp_replace(p.phone, '\D', '', 'g'), 9) = %(phone)s AND p.phone <> ''
        OR upper(replace(p.postcode, ' ', '')) = %(postcode)s AND p.postcode <> ''
    )
), likest AS MATERIALIZED (
    SELECT * FROM seen
    WHERE same_number
        OR same_birth_date AND (alike >= %(with_birth_date)s OR same_phone OR same_postcode)
        OR same_phone AND alike >= %(with_phone)s
        OR same_postcode AND alike >= %(with_postcode)s
        OR birth_date_like_it AND alike >= %(with_slip)s
    ORDER BY same_number DESC NULLS LAST, same_birth_date DESC, alike DESC, id
    LIMIT %(most)s
)
SELECT likest.*, last.reference, last.ended_on, last.received_on,
    carrier.given_name AS carrier_given, carrier.family_name AS carrier_family
FROM likest
CROSS JOIN LATERAL (
    SELECT reference, ended_on, received_on, carried_by_id FROM referrals_referral
    WHERE patient_id = likest.id
    ORDER BY ended_on DESC NULLS FIRST, received_on DESC, id DESC LIMIT 1
) last
LEFT JOIN staff_staffmember carrier ON carrier.id = last.carried_by_id
ORDER BY same_number DESC NULLS LAST, same_birth_date DESC, alike DESC, likest.id
"""


@dataclass(frozen=True, slots=True)
class Typed:
    """What is known of somebody who comes; what is empty is looked up by nothing."""

    given_name: str = ""
    family_name: str = ""
    date_of_birth: date | None = None
    nhs_number: str = ""
    phone: str = ""
    postcode: str = ""

    @property
    def is_enough(self) -> bool:
        """There is something to look up, and something to tell people apart by."""
        named = bool(self.given_name or self.family_name)
        return bool(self.nhs_number) or (
            named and bool(self.date_of_birth or self.phone or self.postcode)
        )


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody on record who may be the same: identity alone, and what is the same as facts."""

    patient_id: int
    version: int
    reference: str
    name: str
    born: str
    nhs_number: str
    state: str
    why: str
    is_open: bool
    has_same_number: bool


def possible_duplicates(
    entry: Typed, *, on: date, but: tuple[int, ...] = ()
) -> tuple[Candidate, ...]:
    """People on record who may be this one, the likest first. One query; across all teams.

    Whoever shows them notes on the trail whom.
    """
    if not entry.is_enough:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, _asked(entry, but=but))
        names = [column.name for column in cursor.description]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return tuple(_candidate(row, entry=entry, on=on) for row in found)


def of_number(number: str | None) -> Patient | None:
    """Whose NHS number this is; of a record that leads to another, whom it leads to."""
    if not number:
        return None
    found = Patient.objects.select_related("merged_into").filter(nhs_number=number).first()
    return None if found is None else found.merged_into or found


def slips_of(born: date) -> Iterator[date]:
    """Birth dates that a slip of the pen makes of this one: day and month the other way round, one
    digit of either wrong, or a year or ten too many or too few.
    """
    parts = [(born.year, born.day, born.month)]
    parts += [(born.year + step, born.month, born.day) for step in _SLIPS_OF_YEAR]
    parts += [(born.year, month, born.day) for month in _one_digit_off(born.month, most=12)]
    parts += [(born.year, born.month, day) for day in _one_digit_off(born.day, most=31)]
    for year, month, day in parts:
        try:
            slip = date(year, month, day)
        except ValueError:
            continue
        if slip != born:
            yield slip


def _one_digit_off(number: int, *, most: int) -> Iterator[int]:
    """Numbers of two digits that share one of them with this, in its place."""
    tens, units = divmod(number, 10)
    return (one for one in range(1, most + 1) if one // 10 == tens or one % 10 == units)


def _asked(entry: Typed, *, but: tuple[int, ...]) -> dict[str, Any]:
    born = entry.date_of_birth
    number = re.sub(r"\D", "", entry.phone)
    return {
        "family": entry.family_name,
        "given": entry.given_name,
        "nhs_number": nhs_number.digits(entry.nhs_number) or None,
        "born": born,
        "birth_dates": [] if born is None else [born, *slips_of(born)],
        "phone": number[-_FEWEST_DIGITS:] if len(number) >= _FEWEST_DIGITS else None,
        "postcode": entry.postcode.replace(" ", "").upper() or None,
        "but": list(but),
        "with_birth_date": _WITH_BIRTH_DATE,
        "with_phone": _WITH_PHONE,
        "with_postcode": _WITH_POSTCODE,
        "with_slip": _WITH_SLIP,
        "most": MOST,
    }


def _candidate(row: dict[str, Any], *, entry: Typed, on: date) -> Candidate:
    number = row["nhs_number"] or ""
    return Candidate(
        patient_id=row["id"],
        version=row["version"],
        reference=row["reference"],
        name=wording.banner_name(row["family_name"], row["given_name"], row["title"]),
        born=wording.birth_date(row["date_of_birth"]),
        nhs_number=nhs_number.spaced(number) if number else "not known",
        state=_state(row, on=on),
        why=_why(row, has_number=bool(entry.nhs_number)),
        is_open=row["ended_on"] is None,
        has_same_number=bool(row["same_number"]),
    )


def _why(row: dict[str, Any], *, has_number: bool) -> str:
    """`Same birth date, same phone number, a name like it. Another NHS number.`"""
    name = "same name" if row["alike"] >= _ALIKE else "a name like it"
    said = (
        (row["same_number"], "same NHS number"),
        (row["same_birth_date"], "same birth date"),
        (row["birth_date_like_it"] and not row["same_birth_date"], "a birth date like it"),
        (row["same_phone"], "same phone number"),
        (row["same_postcode"], "same postcode"),
        (row["alike"] >= _WITH_BIRTH_DATE, name),
    )
    facts = ", ".join(words for holds, words in said if holds)
    differs = has_number and bool(row["nhs_number"]) and not row["same_number"]
    return f"{facts[:1].upper()}{facts[1:]}.{' Another NHS number.' if differs else ''}"


def _state(row: dict[str, Any], *, on: date) -> str:
    """`ended 3 May`, `with Priya Nair`, `waiting since 2 June`."""
    if row["ended_on"] is not None:
        return f"ended {wording.sentence_date(row['ended_on'], on)}"
    if row["carrier_family"]:
        return f"with {wording.full_name(row['carrier_family'], row['carrier_given'])}"
    return f"waiting since {wording.sentence_date(row['received_on'], on)}"
