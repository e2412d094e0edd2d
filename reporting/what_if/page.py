"""What the page says: each result now and then, its range, and every sum in words."""

from dataclasses import dataclass
from datetime import date
from math import isinf

from clinical import wording
from reporting.what_if.arithmetic import (
    WEEKS,
    Assumptions,
    Ranged,
    Result,
    course_weeks,
    ranged,
)
from reporting.what_if.usual import Usual


@dataclass(frozen=True, slots=True)
class Row:
    """One result: as things are, as they would be, and between what."""

    name: str
    now: str
    then: str
    between: str
    moved: str


@dataclass(frozen=True, slots=True)
class WhatIfPage:
    """The page."""

    rows: tuple[Row, ...]
    assumes: tuple[str, ...]
    is_changed: bool


# Each result: its field, its name, its unit for one and for many, and how many decimals.
_RESULTS = (
    ("capacity", "Appointments kept a week", 0),
    ("can_begin", "People who can start a week", 1),
    ("begin", "People who do start a week", 1),
    ("waiting", f"Waiting to start, in {WEEKS} weeks", 0),
    ("wait", "Weeks the last of them waits", 1),
    ("finish", "Courses finished a month", 0),
    ("in_treatment", "People in treatment at any time", 0),
    ("caseload", "The same for each PWP", 0),
)


def read(usual: Usual, assumed: Assumptions, *, on: date) -> WhatIfPage:
    """Now beside then, whoever asks."""
    now, then = ranged(usual.assumed, usual.known), ranged(assumed, usual.known)
    return WhatIfPage(
        rows=tuple(_row(name, field, places, now, then) for field, name, places in _RESULTS),
        assumes=_assumes(usual, assumed, on=on),
        is_changed=assumed != usual.assumed,
    )


def _row(name: str, field: str, places: int, now: Ranged, then: Ranged) -> Row:
    before, after = _of(now.middle, field), _of(then.middle, field)
    low, high = _said(_of(then.least, field), places), _said(_of(then.most, field), places)
    change = 0.0 if before == after else round(after, places) - round(before, places)
    return Row(
        name=name,
        now=_said(before, places),
        then=_said(after, places),
        between=low if low == high else f"{low} to {high}",
        moved="same" if not change else f"{_said(abs(change), places)} {_side(change)}",
    )


def _of(result: Result, field: str) -> float:
    return float(getattr(result, field))


def _said(number: float, places: int) -> str:
    return "no end" if isinf(number) else f"{number:,.{places}f}"


def _side(change: float) -> str:
    return "more" if change > 0 else "fewer"


def _assumes(usual: Usual, assumed: Assumptions, *, on: date) -> tuple[str, ...]:
    """The sums, with their numbers, so that anybody can do them again."""
    known, found = usual.known, ranged(assumed, usual.known).middle
    return (
        f"Where the numbers begin: the three months to "
        f"{wording.sentence_date(usual.period.end, on)}, and who waits, works and is in treatment "
        f"today.",
        f"Appointments kept a week: {assumed.pwps:g} diaries × "
        f"{known.booked:.2f} appointments × "
        f"{1 - assumed.missed:.1%} kept = {found.capacity:,.1f}. Booked as in the months behind; "
        f"job plans have room for {usual.slots:.1f} in each diary.",
        f"People who can start a week: {found.capacity:,.1f} ÷ ({assumed.sessions:.2f} sessions "
        f"each + {known.beside:.2f} assessments and others for each who starts, as in the months "
        f"behind) = {found.can_begin:.1f}.",
        f"Waiting: {known.waiting:,} now, and {WEEKS} × {assumed.starters:.1f} who come, less "
        f"those who start.",
        f"Finished: of those who start, {known.finishing:.0%} have two sessions or more before "
        f"they end, as in the months behind.",
        f"A course lasts {course_weeks(assumed, known):.1f} weeks: "
        f"{assumed.first_to_second:.0f} days to the second session, then {known.gap:.0f} days "
        f"from each to the next. People are carried {known.after:.1f} weeks beyond that, as today.",
        "The range: how many come varies by chance, and the months behind differed in how many "
        "appointments were missed. Holidays, sickness and step-ups are left out.",
        "Plain arithmetic: it says what follows from these numbers, not what will happen. "
        "Nothing is kept.",
    )
