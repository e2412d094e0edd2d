"""Caseloads today: what each takes a week against what is agreed. Nobody’s outcomes, no order by
a number.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.safestring import SafeString

from caseload.allocating import people
from caseload.allocating.people import Practitioner
from clinical import wording
from clinical.policy import Policy
from reporting.charts.load import load_bar
from reporting.figures import Chosen
from staff.models import Grade


@dataclass(frozen=True, slots=True)
class Row:
    """One PWP."""

    staff_id: int
    name: str
    bar: SafeString
    carried: str
    load: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class Balance:
    """Everybody by name, how many are over, and where there is room."""

    rows: tuple[Row, ...]
    over: int
    room: str


def read(chosen: Chosen, *, on: date, policy: Policy) -> Balance:
    """Of the teams asked about. Seven queries, however many work here."""
    found = [
        one
        for one in people.everybody(on=on)
        if chosen.team_ids is None or not one.team_ids.isdisjoint(chosen.team_ids)
    ]
    loads = people.loads([one.pk for one in found], policy=policy)
    most = [max(loads.get(one.pk, 0), _slots(one) or 0) for one in found]
    whole = max(most, default=0) or 1
    rows = tuple(_row(one, load=loads.get(one.pk, 0), whole=whole) for one in found)
    return Balance(rows, over=sum(row.is_over for row in rows), room=_room(found))


def _row(one: Practitioner, *, load: int, whole: int) -> Row:
    slots = _slots(one)
    is_over = one.room is not None and one.room < 0
    trainee = ", trainee" if one.member.grade == Grade.TRAINEE_PWP else ""
    return Row(
        staff_id=one.pk,
        name=f"{one.name}{trainee}",
        bar=load_bar(load=load, agreed=slots, whole=whole, is_over=is_over),
        carried=one.carries,
        load=f"{load} a week" if slots is None else f"{load} of {slots} a week",
        is_over=is_over,
    )


def _slots(one: Practitioner) -> int | None:
    return None if one.plan is None else one.plan.slots_a_week


def _room(found: Sequence[Practitioner]) -> str:
    """`Room for 39 across the team, 14 of them with Farah Aziz.`"""
    rooms = [(one.room, one.name) for one in found if one.room is not None and one.room > 0]
    if not rooms:
        return "Nobody has room."
    most, name = max(rooms, key=lambda each: each[0])
    total = sum(room for room, _ in rooms)
    if len(rooms) == 1:
        return f"Room for {wording.count(total, 'person', 'people')}, with {name}."
    return f"Room for {total} people, {most} of them with {name}."
