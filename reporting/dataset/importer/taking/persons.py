"""The people of a batch: who is new, who is on record, what changed of those who came before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from referrals import bulk, bulk_circumstances
from referrals.bulk_circumstances import Work
from reporting.dataset.importer.bundles import Taken, Taking
from reporting.dataset.importer.taking import joining, keys, people
from reporting.dataset.importer.taking.episodes import ReadReferral
from reporting.dataset.importer.taking.keys import Keys
from reporting.dataset.importer.taking.people import ReadPerson

_GENDER = people.DETAILS.index("gender")


@dataclass(slots=True)
class OnTheWay:
    """A person on the way in, with the referrals that can be."""

    read: ReadPerson
    referrals: Sequence[ReadReferral]
    patient_id: int = 0
    # What is to be written that hangs from a referral: nothing where nothing changed
    answers: Mapping[str, Any] | None = None
    work: Sequence[Work] = ()
    is_touched: bool = False
    # Details of a record that came before, as they stood and as they are now
    changes: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    # Their referrals here by the key of the old system, and those made now
    ids: dict[str, int] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)

    @property
    def key(self) -> str:
        """What the old system calls them."""
        return self.read.entry.number


def take(everybody: Sequence[OnTheWay], *, known: Keys, taking: Taking, taken: Taken) -> None:
    """Give each their record here, and change what may be changed."""
    before = {one.key: known.of(keys.PERSON, one.key) for one in everybody}
    leads_to = joining.leads_to([one.target_id for one in before.values() if one is not None])
    _make([one for one in everybody if before[one.key] is None], known, taking, taken)
    came_before = []
    for one in everybody:
        found = before[one.key]
        if found is None:
            continue
        one.patient_id = leads_to.get(found.target_id, found.target_id)
        if found.fingerprint == one.read.fingerprint:
            taken.unchanged["patients"] += 1
        else:
            came_before.append((one, found.fingerprint))
    _change(came_before, known, taking, taken)


def _make(fresh: Sequence[OnTheWay], known: Keys, taking: Taking, taken: Taken) -> None:
    ids, made = joining.bring_in([one.read.entry for one in fresh], now=taking.now)
    for one, patient_id in zip(fresh, ids, strict=True):
        one.patient_id, one.is_touched = patient_id, True
        one.answers, one.work = one.read.answers, one.read.work
        if patient_id not in made:
            one.answers = _unsaid_here(one)
        _keep(one, known, one.read.fingerprint)
    taken.made["patients"] += len(made)
    # Who is on record already keeps what stands there
    taken.kept["patients"] += len(ids) - len(made)


def _unsaid_here(one: OnTheWay) -> Mapping[str, Any] | None:
    """What somebody on record already has not said here: nothing once they have answered, and never
    their gender, which their record has.
    """
    if bulk_circumstances.answered_since(one.patient_id, 0):
        return None
    return _but_gender(one)


def _but_gender(one: OnTheWay) -> Mapping[str, Any]:
    """The gender that is answered last is the one that the record says."""
    return {name: said for name, said in one.read.answers.items() if name != "gender"}


def _change(
    came_before: Sequence[tuple[OnTheWay, str]], known: Keys, taking: Taking, taken: Taken
) -> None:
    """Only what stands as it came may change: what somebody edited here is kept, and is held
    against what came first for as long as it differs.
    """
    stands = joining.held([one.patient_id for one, _ in came_before])
    changes: dict[int, dict[str, Any]] = {}
    numbers: dict[int, str] = {}
    for one, fingerprint in came_before:
        before, after = keys.parts_in(fingerprint), keys.parts_in(one.read.fingerprint)
        here = stands[one.patient_id]
        details = _details(one, here, before, after)
        _beside(one, known, here, before, after)
        one.is_touched = bool(details or one.answers or one.work)
        if details:
            # Two of their numbers may have led to one record.
            changes.setdefault(one.patient_id, {}).update(details)
            one.changes = {name: (here[name], said) for name, said in details.items()}
        number = one.read.entry.nhs_number
        if number and number not in {here["nhs_number"], details.get("nhs_number")}:
            numbers[one.patient_id] = number
        _keep(one, known, "".join(after))
        taken.changed["patients"] += one.is_touched
        taken.kept["patients"] += after != keys.parts_in(one.read.fingerprint)
    bulk.change_people(changes=changes, now=taking.now)
    joining.note_holders(numbers, now=taking.now)


def _details(
    one: OnTheWay, stands: Mapping[str, Any], before: list[str], after: list[str]
) -> dict[str, Any]:
    """What may change; the part of what may not stays as it was in `after`."""
    details = {}
    for at, (name, said) in enumerate(zip(people.DETAILS, one.read.details, strict=True)):
        if before[at] == after[at] or stands[name] == said:
            continue
        if keys.part(stands[name]) == before[at] and joining.is_free(name, said):
            details[name] = said
        else:
            after[at] = before[at]
    return details


def _beside(
    one: OnTheWay, known: Keys, stands: Mapping[str, Any], before: list[str], after: list[str]
) -> None:
    """Answers, unless they have answered here since; and work, of which each day is a row."""
    if before[-2] != after[-2]:
        last = known.of(keys.ANSWERS, one.key)
        if bulk_circumstances.answered_since(one.patient_id, last.target_id if last else 0):
            after[-2] = before[-2]
        elif keys.part(stands["gender"]) == before[_GENDER]:
            one.answers = one.read.answers
        else:
            one.answers = _but_gender(one)
    if before[-1] != after[-1]:
        one.work = one.read.work


def _keep(one: OnTheWay, known: Keys, fingerprint: str) -> None:
    """The record that came stays theirs: a merge may be undone."""
    found = known.of(keys.PERSON, one.key)
    target_id = one.patient_id if found is None else found.target_id
    if found is None or found.fingerprint != fingerprint:
        known.keep(keys.PERSON, one.key, target_id=target_id, fingerprint=fingerprint)
