"""Where invented people live and are registered (clinical.md 7.6), and what deprivation does to
outcomes (7.7); all of it follows from what is known of them, so no draw of anything else moves.
"""

from itertools import accumulate
from zlib import crc32

from pwpservice.practice.records import Person

# Of a thousand, from the most deprived tenth to the least.
_DECILES = (138, 126, 120, 112, 100, 95, 86, 81, 76, 66)
_MEAN_DECILE, _POINTS_A_DECILE = 4.87, 0.27
_COMMISSIONERS = ("ZZA", "ZZB", "ZZC")
_PRACTICES = {
    "Elm Road Surgery": ("ZZ9001", "ZZA"),
    "Northbrook Medical Centre": ("ZZ9002", "ZZA"),
    "The Quays Practice": ("ZZ9003", "ZZC"),
    "Moorside Health Centre": ("ZZ9004", "ZZB"),
    "Station Road Surgery": ("ZZ9005", "ZZA"),
    "Park Lane Practice": ("ZZ9006", "ZZB"),
    "Weavers Surgery": ("ZZ9007", "ZZA"),
}
_NO_PRACTICE = 70


def decile_of(number: int) -> int:
    """How deprived the place is where the person of this number lives; 1 is the most."""
    drawn = crc32(f"place {number}".encode()) % 1000
    return next(place for place, upto in enumerate(accumulate(_DECILES), start=1) if drawn < upto)


def burden(number: int) -> float:
    """By how many points of PHQ-9 those of this place end worse than the mean of all."""
    return (_MEAN_DECILE - decile_of(number)) * _POINTS_A_DECILE


def district(drawn: int, number: int) -> int:
    """The district of a postcode near the one drawn, as deprived as this person's place is."""
    return drawn - drawn % 10 + decile_of(number) - 1 or 90


def decile_at(postcode: str) -> int:
    """As the district says."""
    return int(postcode.split(maxsplit=1)[0].removeprefix("ZZ")) % 10 + 1


def commissioner_at(postcode: str) -> str:
    """Who pays there."""
    return _COMMISSIONERS[crc32(postcode.split(maxsplit=1)[0].encode()) % len(_COMMISSIONERS)]


def practice_of(person: Person) -> str | None:
    """The code of the practice, where somebody has picked it."""
    if of_a_thousand(person, "practice") < _NO_PRACTICE:
        return None
    return _PRACTICES[person.gp.rpartition(", ")[2]][0]


def commissioner_of(person: Person) -> str:
    """Of the practice or, where nobody picked one, of the postcode."""
    if practice_of(person) is None:
        return commissioner_at(person.postcode)
    return _PRACTICES[person.gp.rpartition(", ")[2]][1]


def of_a_thousand(who: Person, what: str) -> int:
    """The same for the same person and question, whenever it is asked."""
    return crc32(f"{who.nhs_number} {what}".encode()) % 1000
