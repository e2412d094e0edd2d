"""The agenda of a past moment in words: each case once, with every reason and since when."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from clinical import wording
from clinical.reason import Reason
from clinical.working_days import local_date
from supervision.meeting.agenda import Line
from supervision.meeting.past import Stood


@dataclass(frozen=True, slots=True)
class StoodRow:
    """One case: its place, who, why in as many lines as there are reasons, and what was decided."""

    place: int
    reference: str
    name: str
    why: tuple[str, ...]
    look_by: str
    decided: str


@dataclass(frozen=True, slots=True)
class StoodPart:
    """The cases under one heading of the list."""

    heading: str
    rows: tuple[StoodRow, ...]


@dataclass(frozen=True, slots=True)
class StoodPage:
    """The whole list: of which meeting, as at when, how it stood, and its parts."""

    of: str
    as_at: str
    standing: str
    parts: tuple[StoodPart, ...]


def stood_page(stood: Stood, *, on: date) -> StoodPage:
    """The list in words, as read on this day."""
    page, session = stood.page, stood.session
    cases = wording.count(len(page.lines), "case")
    planned = -(-page.planned_seconds // 60)
    minutes = f"{planned} of {page.seconds_for_cases // 60} minutes for cases planned"
    return StoodPage(
        of=f"{session.supervisee.full_name} with {session.supervisor.full_name}, "
        f"{in_full(session.starts_at)}",
        as_at=in_full(stood.at),
        standing=f"{_state(stood, on=on)}: {cases}, {minutes}; "
        f"the next meeting {wording.sentence_date(page.next_on, on)}.",
        parts=tuple(_parts(stood, on=on)),
    )


def in_full(at: datetime) -> str:
    """`Thursday 12 November 2026, 09:00`: who reads it may keep it."""
    return f"{wording.long_date(local_date(at))} {local_date(at).year}, {wording.clock(at)}"


def _state(stood: Stood, *, on: date) -> str:
    session = stood.session
    if session.signed_at is not None:
        return f"Signed {wording.sentence_time(session.signed_at, on)}"
    if session.opened_at is not None:
        return f"Opened {wording.sentence_time(session.opened_at, on)}"
    return "Not opened yet"


def _parts(stood: Stood, *, on: date) -> Iterator[StoodPart]:
    then = local_date(stood.at)
    for heading, lines in groupby(stood.page.lines, key=lambda line: line.group):
        yield _part(heading, list(lines), on=then)
    moved_to = wording.sentence_date(stood.page.next_on, on)
    if stood.page.moved:
        yield _part(f"Moved to {moved_to}", stood.page.moved, on=then)
    if stood.page.on_track:
        yield _part("On track", stood.page.on_track, on=then)


def _part(heading: str, lines: Sequence[Line], *, on: date) -> StoodPart:
    return StoodPart(heading, tuple(_row(line, on=on) for line in lines))


def _row(line: Line, *, on: date) -> StoodRow:
    return StoodRow(
        place=line.place,
        reference=line.reference,
        name=line.name,
        why=tuple(_why(line, on=on)),
        look_by=_look_by(line, on=on),
        decided=line.decided,
    )


def _why(line: Line, *, on: date) -> Iterator[str]:
    for reason, evidence, since in line.reasons:
        day = wording.sentence_date(date.fromisoformat(since), on) if since else ""
        yield f"{Reason(reason).label}: {evidence}{f', since {day}' if day else ''}"
    if line.note:
        yield line.note
    if line.question:
        yield f"Asked: {line.question}"


def _look_by(line: Line, *, on: date) -> str:
    late = f", {wording.count(line.days_late, 'day')} late" if line.days_late else ""
    return f"{wording.sentence_date(line.look_by, on)}{late}"
