"""Who on record somebody is who comes in, and what of them somebody has edited here."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from referrals import bulk, bulk_circumstances
from referrals.bulk import PersonEntry
from referrals.models import Patient
from reporting.dataset.importer.taking.people import DETAILS

# Somebody of a batch, and at which place in it
Placed = tuple[int, PersonEntry]


def bring_in(people: Sequence[PersonEntry], *, now: datetime) -> tuple[list[int], set[int]]:
    """The records of these people, in this order, and which of them are new. Whoever has the NHS
    number and the birth date of somebody on record is that person, and nothing of theirs is
    written over. With another birth date it is a record of its own, without the number, and a
    person settles which of the two is right: nothing is ever merged by itself.
    """
    ids: dict[int, int] = {}
    made: set[int] = set()
    waiting = list(enumerate(people))
    while waiting:
        turn, waiting = _of_different_numbers(waiting)
        found, new = _bring_in([one for _, one in turn], now=now)
        ids |= zip((at for at, _ in turn), found, strict=True)
        made |= new
    return [ids[at] for at in range(len(people))], made


def _of_different_numbers(people: Sequence[Placed]) -> tuple[list[Placed], list[Placed]]:
    """Those who come now, and those whose NHS number one of them has: they come when that one is on
    record, and so it is one thing to come in one batch or in two.
    """
    now: list[Placed] = []
    later: list[Placed] = []
    numbers: set[str] = set()
    for at, one in people:
        (later if one.nhs_number in numbers else now).append((at, one))
        if one.nhs_number:
            numbers.add(one.nhs_number)
    return now, later


def _bring_in(people: Sequence[PersonEntry], *, now: datetime) -> tuple[list[int], set[int]]:
    """People of whom no two have one number."""
    holders = _holders({one.nhs_number for one in people if one.nhs_number})
    ids: list[int | None] = []
    fresh: list[PersonEntry] = []
    doubtful: dict[int, int] = {}
    for one in people:
        holder = holders.get(one.nhs_number or "")
        if holder is not None and holder.date_of_birth == one.date_of_birth:
            ids.append(holder.merged_into_id or holder.pk)
            continue
        if holder is not None:
            doubtful[len(fresh)] = holder.merged_into_id or holder.pk
        fresh.append(one if holder is None else bulk.without_number(one))
        ids.append(None)
    made = bulk.bring_in_people(people=fresh, now=now)
    bulk_circumstances.note_same_number(
        {made[place]: other for place, other in doubtful.items()}, now=now
    )
    rest = iter(made)
    return [next(rest) if pk is None else pk for pk in ids], set(made)


def leads_to(ids: Collection[int]) -> Mapping[int, int]:
    """Of those of these records that were merged into another since, that other."""
    found = Patient.objects.filter(pk__in=ids, merged_into__isnull=False)
    return {one.pk: one.merged_into_id for one in found if one.merged_into_id}


def note_holders(numbers: Mapping[int, str], *, now: datetime) -> None:
    """Each of these records with whoever else has the NHS number that the old system says now: a
    person settles whose it is.
    """
    holders = _holders(set(numbers.values()))
    pairs = {
        pk: holders[number].merged_into_id or holders[number].pk
        for pk, number in numbers.items()
        if number in holders
    }
    bulk_circumstances.note_same_number(
        {pk: other for pk, other in pairs.items() if pk != other}, now=now
    )


def _holders(numbers: Collection[str]) -> Mapping[str, Patient]:
    found = Patient.objects.filter(nhs_number__in=numbers)
    return {one.nhs_number: one for one in found if one.nhs_number}


def held(ids: Collection[int]) -> Mapping[int, Mapping[str, Any]]:
    """What stands here of these people, held until the transaction ends."""
    rows = Patient.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    return {row["id"]: row for row in rows.values("id", *DETAILS)}


def is_free(name: str, said: object) -> bool:
    """Nobody else has this NHS number; of anything else two people may have the same."""
    if name != "nhs_number" or said is None:
        return True
    return not Patient.objects.filter(nhs_number=said).exists()
