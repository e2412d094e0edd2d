"""What invented people read best, and whether messages may carry the service's full name; both
follow from what is known of them, so no draw of anything else moves.
"""

from policy.wordings import ENGLISH, LANGUAGES
from pwpservice.practice.records import Person

_INTERPRETER = "Interpreter: "
_CODES = {name: code for code, name in LANGUAGES.items()}
# Some of those whose family came from elsewhere read its language better than English.
_OF_FAMILIES = {
    "ar": "Haddad",
    "bn": "Begum Chowdhury Miah Uddin",
    "fa": "Hosseini",
    "pl": "Kowalski Lewandowski Nowak Wisniewski Zielinski",
    "ro": "Dumitru Ionescu Popescu",
    "ur": "Akhtar Iqbal Mahmood Malik",
}
_BY_FAMILY = {name: code for code, names in _OF_FAMILIES.items() for name in names.split()}
# One in two of those, and one in three of those who mind neither voicemail nor letters.
_READERS, _EASY = 2, 3


def read_best(person: Person) -> str:
    """The language of whoever has an interpreter or such a family, where the service names it."""
    if person.needs.startswith(_INTERPRETER):
        return _CODES.get(person.needs.removeprefix(_INTERPRETER), ENGLISH)
    reads = int(person.nhs_number) % _READERS == 0
    return _BY_FAMILY.get(person.family_name, ENGLISH) if reads else ENGLISH


def agreed_to_name(person: Person) -> bool:
    """Somebody who has nothing to hide from whoever else is at home, and said so."""
    is_easy = person.voicemail_ok and person.letter_ok
    return is_easy and int(person.nhs_number) % _EASY == 0
