"""What stands around every page of a meeting: who and when, the hour, the list."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import groupby

from django.utils.safestring import SafeString

from clinical import wording
from clinical.policy import Policy
from clinical.working_days import local_date
from referrals.paths import path_to
from staff.models import StaffMember
from supervision.meeting import hour_bar, waiting
from supervision.meeting.agenda import AgendaPage, Line
from supervision.meeting.history import carried_words
from supervision.meeting.hour_bar import Hour
from supervision.meeting.list_rows import Row, drawn
from supervision.models import SupervisionSession

_UNGROUPED = {"Review due": "Review due, 4 weeks"}


@dataclass(frozen=True, slots=True)
class Heading:
    """One group of the list; folded once it is done and somebody else is discussed."""

    label: str
    rows: tuple[Row, ...]
    done: int
    first: int
    is_folded: bool

    @property
    def drawn(self) -> SafeString:
        """Its rows, as the list shows them."""
        return drawn(self.rows)


@dataclass(frozen=True, slots=True)
class Finish:
    """What finishing early leaves for the next meeting, and who is decided today all the same."""

    waiting: int
    today: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """The meeting as its two people see it."""

    reference: str
    supervisee: str
    who: str
    when: str
    standing: str
    pace: str
    bar: SafeString
    groups: tuple[Heading, ...]
    moved: tuple[Row, ...]
    moved_to: str
    on_track: tuple[Row, ...]
    on_track_open: int
    here: str
    total: int
    undecided: int
    finish: Finish
    may_decide: bool
    is_agenda: bool
    is_opened: bool
    is_signed: bool
    is_running: bool
    not_held: str
    poll_path: str

    @property
    def moved_drawn(self) -> SafeString:
        """Who is moved, as the list shows them."""
        return drawn(self.moved)

    @property
    def on_track_drawn(self) -> SafeString:
        """Who is on track, as the list shows them."""
        return drawn(self.on_track)

    @property
    def first_undecided(self) -> str:
        """Where the meeting goes on; empty when every case is decided."""
        rows = (row for group in self.groups for row in group.rows)
        return next((row.path for row in rows if not row.decided), "")


def room(
    session: SupervisionSession,
    page: AgendaPage,
    *,
    reader: StaffMember,
    current: int,
    now: datetime,
    policy: Policy,
) -> Room:
    """Everything around the case at place `current`, or around no case (0)."""
    hour = _hour(session, page, current=current, now=now)
    on = local_date(now)
    rows = _rows(session, page, current=current)
    moved_from = len(page.lines)
    on_track_from = moved_from + len(page.moved)
    return Room(
        reference=session.reference,
        supervisee=session.supervisee.full_name,
        who=session.supervisee.given_name,
        when=_when(session),
        standing=_standing(session, page),
        pace=hour_bar.pace(hour, policy),
        bar=hour_bar.bar(hour, policy),
        groups=tuple(_groups(page.lines, rows)),
        moved=rows[moved_from:on_track_from],
        moved_to=wording.sentence_date(page.next_on, on),
        on_track=rows[on_track_from:],
        on_track_open=sum(1 for line in page.on_track if not line.decided),
        here=_here(page, current),
        total=len(page.lines),
        undecided=len(page.open_places),
        finish=_finish(session, page, rows),
        may_decide=session.supervisor_id == reader.pk,
        is_agenda=not current,
        is_opened=session.opened_at is not None,
        is_signed=session.signed_at is not None,
        is_running=session.is_open,
        not_held=session.not_held_why,
        poll_path=_poll_path(session, page, current=current),
    )


def state(session: SupervisionSession, page: AgendaPage) -> str:
    """Changes whenever the list reads differently: so that asking again costs no second look."""
    said = "|".join(f"{line.place}{line.part}{line.decided}" for line in page.everybody)
    return f"{zlib.crc32(f'{said}{session.signed_at}'.encode()):x}"


def next_place(page: AgendaPage, after: int) -> int:
    """The next case to decide after this one as the list is taken, then from the top; 0 when there
    is none but this.
    """
    places = [line.place for line in page.lines]
    at = places.index(after) + 1 if after in places else 0
    still_open = set(page.open_places) - {after}
    return next((one for one in (*places[at:], *places[:at]) if one in still_open), 0)


def case_path(session: SupervisionSession, place: int) -> str:
    """Where a case stands; the agenda itself for place 0."""
    return _case_path(session.reference, place)


@lru_cache(maxsize=4096)
def _case_path(reference: str, place: int) -> str:
    if place:
        return path_to("supervision:case", reference, place)
    return path_to("supervision:agenda", reference)


def _poll_path(session: SupervisionSession, page: AgendaPage, *, current: int) -> str:
    path = path_to("supervision:list", session.reference)
    return f"{path}?at={current}&seen={state(session, page)}"


def _hour(session: SupervisionSession, page: AgendaPage, *, current: int, now: datetime) -> Hour:
    elapsed = None
    if session.opened_at is not None and session.is_open:
        elapsed = max(timedelta(), now - session.opened_at)
    return Hour(
        starts_at=session.opened_at or session.starts_at,
        minutes=session.minutes,
        lines=page.lines,
        current=current,
        elapsed=elapsed,
    )


def _when(session: SupervisionSession) -> str:
    ends_at = session.starts_at + timedelta(minutes=session.minutes)
    day = wording.long_date(local_date(session.starts_at))
    times = f"{wording.clock(session.starts_at)} to {wording.clock(ends_at)}"
    return f"{day}, {times}, with {session.supervisor.full_name}"


def _standing(session: SupervisionSession, page: AgendaPage) -> str:
    if session.signed_at is not None:
        return f"Signed {wording.sentence_time(session.signed_at)}."
    if session.opened_at is not None:
        return f"{page.decided} of {len(page.lines)} done."
    planned = -(-page.planned_seconds // 60)
    cases = wording.count(len(page.lines), "case")
    return f"{cases}, {planned} of {page.seconds_for_cases // 60} minutes for cases planned."


def _here(page: AgendaPage, current: int) -> str:
    """`Case 9 of 22`, or where else the case stands."""
    for number, line in enumerate(page.lines, 1):
        if line.place == current:
            return f"Case {number} of {len(page.lines)}"
    return "Moved" if any(line.place == current for line in page.moved) else "On track"


def _finish(session: SupervisionSession, page: AgendaPage, rows: tuple[Row, ...]) -> Finish:
    """Risk is decided today, a trainee's new case, and whoever would pass their day before the next
    meeting.
    """
    still_open = [
        (line, row) for line, row in zip(page.lines, rows, strict=False) if not line.decided
    ]
    today = tuple(
        row
        for line, row in still_open
        if line.has_risk
        or line.look_by < page.next_on
        or waiting.is_first_look(line.group, session.supervisee)
    )
    return Finish(waiting=len(still_open) - len(today), today=today)


def _heading(line: Line) -> str:
    """The group a case stands in, or that it was put before or after the others."""
    if line.turn:
        return "Taken first" if line.turn < 0 else "Taken last"
    return _UNGROUPED.get(line.group, line.group)


def _groups(lines: tuple[Line, ...], listed: tuple[Row, ...]) -> Iterator[Heading]:
    number = 0
    for label, those in groupby(lines, key=_heading):
        rows = listed[number : number + len(list(those))]
        done = sum(1 for row in rows if row.decided)
        has_current = any(row.is_current for row in rows)
        yield Heading(
            label=label,
            rows=rows,
            done=done,
            first=number + 1,
            is_folded=done == len(rows) and not has_current,
        )
        number += len(rows)


def _why(line: Line) -> str:
    """What brings the case here: its first reason, a question, or that the next meeting would be
    too late.
    """
    if line.evidence:
        return line.evidence
    return "Asked about" if line.question else f"Review by {wording.sentence_date(line.look_by)}"


def _rows(session: SupervisionSession, page: AgendaPage, *, current: int) -> tuple[Row, ...]:
    """Everybody as a row; where the meeting is now, is the one that differs from page to page."""
    everybody = page.everybody
    rows = _as_rows(everybody, session.reference)
    at = next((at for at, line in enumerate(everybody) if line.place == current), None)
    if at is None:
        return rows
    return (*rows[:at], replace(rows[at], is_current=True), *rows[at + 1 :])


@lru_cache(maxsize=32)
def _as_rows(lines: tuple[Line, ...], reference: str) -> tuple[Row, ...]:
    """Looked up by all that the lines say, so nothing that has changed can come out of it."""
    return tuple(_row(line, reference) for line in lines)


def _row(line: Line, reference: str) -> Row:
    return Row(
        place=line.place,
        name=line.name,
        why=_why(line),
        late=f"{wording.count(line.days_late, 'day')} late" if line.days_late else "",
        carried=f"carried {carried_words(line.carries)}" if line.carries > 1 else "",
        decided=line.decided,
        path=_case_path(reference, line.place),
        is_current=False,
    )
