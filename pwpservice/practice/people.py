"""Invented patients: names, dates, how to reach them safely."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from clinical.nhs_number import synthetic
from clinical.wording import age
from pwpservice.practice import homes, languages
from pwpservice.practice.draws import drawn
from pwpservice.practice.records import Person
from pwpservice.practice.words import lives, names
from referrals.models import Gender

# Shares of those referred (clinical.md 7.6).
_AGES = ((18, 25, 201), (26, 64, 729), (65, 74, 43), (75, 89, 26), (90, 94, 1))
_GENDERS = ((Gender.FEMALE, 656), (Gender.MALE, 330), (Gender.NON_BINARY, 6), (Gender.NOT_KNOWN, 8))
_WOMENS_TITLES = ("Ms", "Ms", "Mrs", "Mrs", "Miss")
_DOCTORS = 0.015
_DRAMA_MOBILES = 1000  # 07700 900000 to 900999 are kept for invented people


def person(rng: Random, number: int, *, on: date) -> Person:
    """The person of this number."""
    gender = drawn(rng, _GENDERS)
    given, family = _name(rng, gender)
    has_landline = rng.random() < 0.06
    text_ok = not has_landline and rng.random() < 0.86
    email_ok = rng.random() < 0.7
    born = _born(rng, on)
    made = Person(
        nhs_number=synthetic(number),
        title=_title(rng, gender),
        given_name=given,
        family_name=family,
        born=born,
        gender=gender,
        phone=_phone(rng, landline=has_landline),
        email=f"{given}.{family}{number}@example.org".lower().replace("'", "") if email_ok else "",
        address=f"{rng.randint(1, 148)} {rng.choice(names.STREETS)}, Northbrook",
        postcode=_postcode(rng, number),
        voicemail_ok=rng.random() < 0.55,
        text_ok=text_ok,
        email_ok=email_ok,
        letter_ok=rng.random() < 0.8,
        best_time=rng.choice(lives.BEST_TIMES),
        needs=rng.choice(lives.NEEDS) if rng.random() < 0.14 else "",
        gp=rng.choice(names.SURGERIES),
        share_with_gp=rng.random() < 0.9,
        employment=rng.choice(_jobs(age(born, on))),
        medication=rng.choice(lives.MEDICATION),
    )
    return replace(
        made, language=languages.read_best(made), full_name_ok=languages.agreed_to_name(made)
    )


def _name(rng: Random, gender: Gender) -> tuple[str, str]:
    pool = rng.choices(names.POOLS, [pool.per_mille for pool in names.POOLS])[0]
    given = {Gender.FEMALE: pool.women, Gender.MALE: pool.men}.get(gender)
    return rng.choice(given or pool.women + pool.men), rng.choice(pool.families)


def _title(rng: Random, gender: Gender) -> str:
    if rng.random() < _DOCTORS:
        return "Dr"
    if gender is Gender.FEMALE:
        return rng.choice(_WOMENS_TITLES)
    return "Mr" if gender is Gender.MALE else "Mx"


def _jobs(years: int) -> tuple[str, ...]:
    if years < 24:
        return lives.JOBS_YOUNGER
    return lives.JOBS_OLDER if years >= 66 else lives.JOBS


def _born(rng: Random, on: date) -> date:
    youngest, oldest, _ = rng.choices(_AGES, [share for *_, share in _AGES])[0]
    years = rng.uniform(youngest, oldest + 0.99)
    return on - timedelta(days=round(years * 365.25))


def _postcode(rng: Random, number: int) -> str:
    """Of an area that does not exist, as deprived as this person's place is."""
    ending = rng.choice("ABDEFGHJ") + rng.choice("LNPQRSTU")
    district = homes.district(rng.randint(1, 99), number)
    return f"ZZ{district} {rng.randint(1, 9)}{ending}"


def _phone(rng: Random, *, landline: bool) -> str:
    if landline:
        return f"01632 960{rng.randrange(200, 1000):03d}"
    return f"07700 900{rng.randrange(_DRAMA_MOBILES):03d}"
