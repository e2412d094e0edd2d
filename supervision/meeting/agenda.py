"""The list of a meeting: worked out as it is read until the meeting is opened, then as it stood.

Everybody open on the caseload stands in it once: on the agenda, moved, or on track.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
from textwrap import shorten
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from caseload import flagging, resting
from caseload.worklist import source
from clinical import agenda as clinical_agenda
from clinical import wording
from clinical.agenda import Entry, Group, OpenCase
from clinical.policy import Policy
from clinical.reason import Found
from clinical.working_days import local_date
from referrals.prepared import PreparedRows
from staff.models import StaffMember
from supervision.meeting import brought, history, trainees
from supervision.meeting.brought import Brought
from supervision.meeting.history import Before
from supervision.models import (
    DecisionCode,
    Part,
    SupervisionItem,
    SupervisionSession,
)
from supervision.overview import around
from supervision.planning.next_meeting import next_of_each, next_on

_NOTE = 300
# What earlier meetings left of most cases.
_NOTHING = Before()
Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Line:
    """One case on the list, as drawn. `note` says what brings it beside its reasons, `carries` how
    often in a row it was left, `turn` whether it was put before (below 0) or after the others, and
    `numbers` what each reason rests on.
    """

    place: int
    referral_id: int
    patient_id: int
    reference: str
    name: str
    group: str
    reasons: tuple[tuple[str, str, str], ...]
    seconds: int
    look_by: date
    days_late: int
    part: str
    question: str
    decided: str
    note: str = ""
    carries: int = 0
    turn: int = 0
    numbers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def __hash__(self) -> int:
        """Lists of lines are looked up by it: what is alike in it is compared whole."""
        return hash((self.place, self.referral_id, self.decided))

    @property
    def evidence(self) -> str:
        """The words of what leads: the first reason of its heading, else what was agreed."""
        return self.reasons[0][1] if self.reasons else self.note

    @property
    def has_risk(self) -> bool:
        """Never in a batch, never moved."""
        return any(reason == "risk" for reason, _, _ in self.reasons)


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """Everybody on the caseload, once. `seconds_for_cases` is the hour less check-in and close."""

    lines: tuple[Line, ...]
    moved: tuple[Line, ...]
    on_track: tuple[Line, ...]
    next_on: date
    seconds_for_cases: int

    @property
    def planned_seconds(self) -> int:
        """What the cases on the agenda are given together."""
        return sum(line.seconds for line in self.lines)

    @property
    def decided(self) -> int:
        """How many of the agenda are decided."""
        return sum(1 for line in self.lines if line.decided)

    @property
    def open_places(self) -> tuple[int, ...]:
        """The places still to decide, in order."""
        return tuple(line.place for line in self.lines if not line.decided)

    @property
    def everybody(self) -> tuple[Line, ...]:
        """Agenda, moved, on track."""
        return (*self.lines, *self.moved, *self.on_track)


def read(
    session: SupervisionSession,
    *,
    member: StaffMember,
    now: datetime,
    policy: Policy,
    following: Rows | None = None,
) -> AgendaPage:
    """The list as it stands for this member of staff: live, or as it stood when opened. `following`
    are the meetings after it, where they were read with it.
    """
    if session.opened_at is None:
        return live(session, member=member, now=now, policy=policy)
    return _as_opened(session, following=following, policy=policy)


def live(
    session: SupervisionSession, *, member: StaffMember, now: datetime, policy: Policy
) -> AgendaPage:
    """Worked out from the caseload this minute, for the day of the meeting. Two queries."""
    return live_of_many([session], member=member, now=now, policy=policy)[session.pk]


def live_of_many(
    sessions: Sequence[SupervisionSession], *, member: StaffMember, now: datetime, policy: Policy
) -> dict[int, AgendaPage]:
    """The same of several meetings, each read with its supervisee, by meeting: in as many queries,
    however many meetings there are.
    """
    standing = member.standing
    carriers = sorted({one.supervisee_id for one in sessions})
    rows = [] if standing is None else source.read_many(carriers, standing)
    beside = around.read(sessions, reader_id=member.pk, now=now, policy=policy)
    came = brought.brought(beside.closed_risk, beside.taken_along)
    cases = _Cases(
        rows={row["referral_id"]: row for row in sorted(rows, key=itemgetter("referral_id"))},
        found={row["referral_id"]: _found(row, came, now=now, policy=policy) for row in rows},
        taken_along=frozenset(row["referral_id"] for row in rows if came.is_taken_along(row)),
        questions=_questions(beside.asked),
        before=history.read(beside.earlier, beside.not_done, on=local_date(now)),
        treated_on=trainees.treated_on(sessions, rows),
    )
    following = next_of_each(sessions, beside.following, calendar=policy.calendar)
    return {
        one.pk: _worked_out(one, cases, next_on=following[one.pk], now=now, policy=policy)
        for one in sessions
    }


def _worked_out(
    session: SupervisionSession, cases: "_Cases", *, next_on: date, now: datetime, policy: Policy
) -> AgendaPage:
    mine = cases.on_caseload_of(session.supervisee_id)
    on = local_date(session.starts_at)
    asked = {one: _open_case(mine, one, on=on, now=now) for one in mine.rows}
    made = clinical_agenda.agenda(
        asked.values(),
        on=on,
        next_on=next_on,
        minutes=session.minutes,
        policy=policy,
    )
    on_track = [_on_track(asked[one], policy=policy) for one in made.on_track]
    numbered = _numbered(made, on_track, mine)
    return AgendaPage(*numbered, next_on=made.next_on, seconds_for_cases=made.seconds_for_cases)


@dataclass(frozen=True, slots=True)
class _Cases:
    """What is known of everybody on the caseloads, by referral. `treated_on` holds a trainee's
    cases alone.
    """

    rows: Mapping[int, Mapping[str, Any]]
    found: Mapping[int, tuple[Found, ...]]
    taken_along: frozenset[int]
    questions: Mapping[int, str]
    before: Mapping[int, Before]
    treated_on: Mapping[int, date | None]

    def on_caseload_of(self, pwp_id: int) -> "_Cases":
        """The same with the rows of one caseload only."""
        mine = {key: row for key, row in self.rows.items() if row["pwp_id"] == pwp_id}
        return replace(self, rows=mine)


def _found(
    row: Mapping[str, Any], came: Brought, *, now: datetime, policy: Policy
) -> tuple[Found, ...]:
    """Every reason that holds, each since the day it was first found, and what came since the case
    was last discussed.
    """
    held = flagging.reasons_now(row, risk=flagging.open_risk(row), now=now, policy=policy)
    found = tuple(_since_first_found(one, row) for one in held)
    return came.beside(found, row, on=local_date(now))


def _since_first_found(one: Found, row: Mapping[str, Any]) -> Found:
    """The stored flag knows; from totals alone only the day of the latest is known."""
    stored = row["flags"].get(one.reason.value) if isinstance(row["flags"], dict) else None
    if not stored or not stored[1]:
        return one
    first = date.fromisoformat(stored[1])
    return replace(one, since=first) if one.since is None or first < one.since else one


def _questions(asked: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """What is asked about each of them, all askers together."""
    words: dict[int, str] = {}
    for row in sorted(asked, key=lambda one: (datetime.fromisoformat(one["at"]), one["text"])):
        before = words.get(row["referral_id"])
        words[row["referral_id"]] = f"{before} {row['text']}" if before else row["text"]
    return words


def _open_case(cases: _Cases, referral_id: int, *, on: date, now: datetime) -> OpenCase:
    row, found = cases.rows[referral_id], cases.found[referral_id]
    before = cases.before.get(referral_id, _NOTHING)
    return OpenCase(
        referral_id=referral_id,
        found=found,
        since=row["allocated_on"] or row["received_on"] or local_date(now),
        assessed_on=row["assessed_on"],
        last_discussed_on=row["last_discussed_on"],
        is_asked=referral_id in cases.questions or referral_id in cases.taken_along,
        resting=before.resting(found, row, on=on),
        agreed=before.agreed,
        carried=before.carried,
        is_trainees=referral_id in cases.treated_on,
        treated_on=cases.treated_on.get(referral_id, row["first_treatment_on"]),
    )


def _numbered(
    made: clinical_agenda.Agenda, on_track: Iterable[Entry], cases: _Cases
) -> tuple[tuple[Line, ...], tuple[Line, ...], tuple[Line, ...]]:
    """The three parts, their places counted through from 1."""
    place = iter(range(1, len(cases.rows) + 1))

    def listed(entries: Iterable[Entry], part: Part) -> tuple[Line, ...]:
        return tuple(_line(cases, one, part, place=next(place)) for one in entries)

    return (
        listed(made.entries, Part.AGENDA),
        listed(made.moved, Part.MOVED),
        listed(on_track, Part.ON_TRACK),
    )


def _on_track(case: OpenCase, *, policy: Policy) -> Entry:
    return Entry(
        referral_id=case.referral_id,
        group=Group.REVIEW_DUE,
        found=case.found,
        seconds=0,
        days=0,
        look_by=clinical_agenda.look_by(case, policy),
        days_late=0,
        may_move=True,
    )


def _line(cases: _Cases, entry: Entry, part: Part, *, place: int) -> Line:
    row = cases.rows[entry.referral_id]
    before = cases.before.get(entry.referral_id, _NOTHING)
    return Line(
        place=place,
        referral_id=entry.referral_id,
        patient_id=row["patient_id"],
        reference=row["reference"],
        name=_short_name(row["patient__family_name"], row["patient__given_name"]),
        group="" if part is Part.ON_TRACK else entry.group.value,
        reasons=tuple(_stored(one) for one in entry.found),
        seconds=entry.seconds,
        look_by=entry.look_by,
        days_late=entry.days_late,
        part=part.value,
        question=cases.questions.get(entry.referral_id, ""),
        decided="",
        note=shorten(note, _NOTE, placeholder="…") if (note := before.note) else "",
        carries=entry.carried,
        numbers={one.reason.value: resting.numbers(one.reason, row) for one in entry.found},
    )


def _stored(found: Found) -> tuple[str, str, str]:
    """Reason, evidence and since when, as an item keeps them."""
    return found.reason.value, found.evidence, found.since.isoformat() if found.since else ""


def _short_name(family: str, given: str) -> str:
    """`OSEI, D`: the list is narrow, and the card says the rest."""
    return wording.listed_name(family, given[:1])


_ITEM_COLUMNS = (
    "place",
    "referral_id",
    "referral__patient_id",
    "referral__reference",
    "referral__patient__family_name",
    "referral__patient__given_name",
    "group",
    "reasons",
    "seconds",
    "look_by",
    "part",
    "question",
    "note",
    "carries",
    "turn__number",
    "code",
)
# Stands in the built query for the meeting; no row has it.
_MEETING = -987_654_321


def _as_opened(
    session: SupervisionSession, *, following: Rows | None, policy: Policy
) -> AgendaPage:
    """The snapshot, in the order it is taken in, with what has been decided since. One query beside
    the next meeting's day.
    """
    rows = tuple(_ITEMS.tuples({_MEETING: session.pk}))
    lines = _kept_lines(rows, local_date(session.starts_at))
    return AgendaPage(
        lines=tuple(line for line in lines if line.part == Part.AGENDA),
        moved=tuple(line for line in lines if line.part == Part.MOVED),
        on_track=tuple(line for line in lines if line.part == Part.ON_TRACK),
        next_on=next_on(session, rows=following, calendar=policy.calendar),
        seconds_for_cases=clinical_agenda.seconds_for_cases(session.minutes, policy),
    )


def _items() -> QuerySet[SupervisionItem, Any]:
    return (
        SupervisionItem.objects.filter(session=_MEETING)
        .annotate(code=F("decisions__code"))
        .order_by(Coalesce("turn__number", 0), "place")
        .values(*_ITEM_COLUMNS)
    )


_ITEMS = PreparedRows(_items, stand_ins=(_MEETING,))


@lru_cache(maxsize=32)
def _kept_lines(rows: tuple[tuple[Any, ...], ...], on: date) -> tuple[Line, ...]:
    """The rows as lines: a case after another of one meeting finds them made. It is looked up by
    all that the rows say this minute, so nothing that has changed can come out of it.
    """
    return tuple(_kept_line(dict(zip(_ITEM_COLUMNS, row, strict=True)), on=on) for row in rows)


def _kept_line(row: Mapping[str, Any], *, on: date) -> Line:
    return Line(
        place=row["place"],
        referral_id=row["referral_id"],
        patient_id=row["referral__patient_id"],
        reference=row["referral__reference"],
        name=_short_name(
            row["referral__patient__family_name"], row["referral__patient__given_name"]
        ),
        group=row["group"],
        reasons=tuple(tuple(one) for one in json.loads(row["reasons"])),
        seconds=row["seconds"],
        look_by=row["look_by"],
        days_late=max(0, (on - row["look_by"]).days),
        part=row["part"],
        question=row["question"],
        decided=DecisionCode(row["code"]).label if row["code"] else "",
        note=row["note"],
        carries=row["carries"],
        turn=row["turn__number"] or 0,
    )
