"""people.csv: how people are called and reached."""

from collections.abc import Mapping, Sequence

from referrals.brought_in import bring_details
from reporting.dataset.importer.details import cells
from reporting.dataset.importer.details.bringing import (
    KEPT,
    NO_PATIENT,
    UNKNOWN,
    Bringing,
    Given,
)
from reporting.dataset.importer.details.cells import WrongCell
from reporting.dataset.importer.details.columns import PEOPLE
from reporting.dataset.importer.details.keys import fingerprint

_PLAIN = {
    "Title": "title",
    "GivenName": "given_name",
    "FamilyName": "family_name",
    "SafeTimes": "best_time",
    "SayWho": "say_who",
    "Needs": "needs",
}
_YES_NO = {
    "VoicemailOk": "voicemail_ok",
    "TextOk": "text_ok",
    "EmailOk": "email_ok",
    "LetterOk": "letter_ok",
}
_COLUMN_OF = {name: column for column, name in (_PLAIN | _YES_NO).items()} | {
    "phone": "Phone",
    "email": "Email",
    "address": "Address",
    "language": "Language",
}
_KEPT = "Somebody edited this here, or the person answered: what stands here is kept."


def take(rows: Sequence[Given], *, bringing: Bringing) -> None:
    """Fill the records of these people; what a person has edited here since is left as it is."""
    numbers = [row["LocalPatientId"] for row in rows]
    patients = bringing.keys.patients(numbers)
    before = bringing.keys.before(PEOPLE.name, numbers)
    for row in rows:
        number = row["LocalPatientId"]
        print_ = fingerprint(row.cells.values())
        earlier = before.get(number)
        if number not in patients:
            bringing.leave_out(PEOPLE, row, NO_PATIENT, rule=UNKNOWN, field_name="LocalPatientId")
        elif earlier is not None and earlier.fingerprint == print_:
            bringing.taken.unchanged["people"] += 1
        else:
            _fill(row, patients[number], print_, is_again=earlier is not None, bringing=bringing)


def _fill(row: Given, patient_id: int, print_: str, *, is_again: bool, bringing: Bringing) -> None:
    try:
        said = _said(row.cells)
    except WrongCell as wrong:
        bringing.wrong(PEOPLE, row, wrong)
        return
    filled = bring_details(
        patient_id=patient_id, said=said, is_again=is_again, by=bringing.by, now=bringing.now
    )
    if filled.is_changed:
        (bringing.taken.changed if is_again else bringing.taken.made)["people"] += 1
    elif not filled.kept:
        bringing.taken.unchanged["people"] += 1
    for name in filled.kept:
        bringing.taken.kept["details"] += 1
        bringing.leave_out(PEOPLE, row, _KEPT, rule=KEPT, field_name=_COLUMN_OF[name])
    bringing.keys.note(PEOPLE.name, row["LocalPatientId"], target_id=patient_id, print_=print_)


def _said(row: Mapping[str, str]) -> dict[str, str | bool]:
    """What the row says; what is empty is not said. Raises WrongCell."""
    words = {name: cells.on_one_line(row[column]) for column, name in _PLAIN.items()}
    words |= {
        "phone": cells.phone(row, "Phone"),
        "email": cells.email(row, "Email"),
        "address": cells.on_one_line(row["Address"]),
        "language": cells.language(row, "Language"),
    }
    answers = {name: cells.yes_or_no(row, column) for column, name in _YES_NO.items()}
    return {name: said for name, said in words.items() if said} | {
        name: said for name, said in answers.items() if said is not None
    }
