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
from reporting.dashboard import words
from reporting.figures import Chosen
from reporting.suppression import nearest_five
from staff.models import Grade


@dataclass(frozen=True, slots=True)
class Row:
    """One PWP: over the agreed number of people, or past the appointments agreed for a week."""

    staff_id: int
    name: str
    bar: SafeString
    carried: str
    load: str
    is_over: bool
    takes_more: bool


@dataclass(frozen=True, slots=True)
class Balance:
    """Everybody by name, how many are over what is agreed, and where there is room."""

    rows: tuple[Row, ...]
    over: int
    room: str


def read(chosen: Chosen, *, on: date, policy: Policy, exact: bool) -> Balance:
    """Of the teams asked about; rounded for whoever may not open the people. Seven queries, however
    many work here.
    """
    found = [
        one
        for one in people.everybody(on=on)
        if chosen.team_ids is None or not one.team_ids.isdisjoint(chosen.team_ids)
    ]
    loads = people.loads([one.pk for one in found], policy=policy)
    if not exact:
        loads = {pk: nearest_five(load) for pk, load in loads.items()}
    most = [max(loads.get(one.pk, 0), _slots(one) or 0) for one in found]
    whole = max(most, default=0) or 1
    rows = tuple(_row(one, load=loads.get(one.pk, 0), whole=whole, exact=exact) for one in found)
    # Whose week is full has no room, whatever the number of people agreed.
    rooms = [
        (one.room, one.name)
        for one, row in zip(found, rows, strict=True)
        if one.room is not None and one.room > 0 and not row.takes_more
    ]
    return Balance(
        rows,
        over=sum(row.is_over or row.takes_more for row in rows),
        room=_room(rooms) if exact else _about_room(rooms),
    )


def _row(one: Practitioner, *, load: int, whole: int, exact: bool) -> Row:
    slots = _slots(one)
    is_over = one.room is not None and one.room < 0
    takes_more = slots is not None and load > slots
    trainee = ", trainee" if one.member.grade == Grade.TRAINEE_PWP else ""
    return Row(
        staff_id=one.pk,
        name=f"{one.name}{trainee}",
        bar=load_bar(load=load, agreed=slots, whole=whole, is_over=is_over or takes_more),
        carried=_carried(one, exact=exact),
        load=_week(f"{load}" if exact else f"about {load}", slots),
        is_over=is_over,
        takes_more=takes_more,
    )


def _carried(one: Practitioner, *, exact: bool) -> str:
    """`61 of 75`; `about 60 of 75`; `fewer than 5 of 30`: what is agreed is nobody’s secret."""
    people = words.number(one.carried, exact=exact)
    agreed = one.number.number
    return f"{people}, none agreed" if agreed is None else f"{people} of {agreed}"


def _week(load: str, slots: int | None) -> str:
    return f"{load} a week" if slots is None else f"{load} of {slots} a week"


def _slots(one: Practitioner) -> int | None:
    return None if one.plan is None else one.plan.slots_a_week


def _room(rooms: Sequence[tuple[int, str]]) -> str:
    """`Room for 39 people, 14 of them with Farah Aziz.`; of two with as much, both are named."""
    if not rooms:
        return "Nobody has room."
    most = max(room for room, _ in rooms)
    names = [name for room, name in rooms if room == most]
    total = sum(room for room, _ in rooms)
    if len(rooms) == 1:
        return f"Room for {wording.count(total, 'person', 'people')}, with {names[0]}."
    if len(names) > 1:
        return f"Room for {total} people, {most} each with {', '.join(names)}."
    return f"Room for {total} people, {most} of them with {names[0]}."


def _about_room(rooms: Sequence[tuple[int, str]]) -> str:
    """`Room for about 40 people.` By name it would tell what is carried."""
    total = sum(room for room, _ in rooms)
    return f"Room for {words.number(total, exact=False)} people." if total else "Nobody has room."
