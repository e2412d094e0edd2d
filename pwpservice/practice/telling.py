"""Turns appointments with their scores into visits with everything that was written about them."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random

from caseload.models import (
    Attendance,
    ContactKind,
    ContactState,
    ExtrasState,
    MissedFollowUp,
)
from caseload.models.contact import TREATMENT_KINDS
from clinical.problems import Problem
from pwpservice.practice import drafts, risk_words
from pwpservice.practice.keys import Keys
from pwpservice.practice.own_measures import OwnMeasure
from pwpservice.practice.records import DraftRecord, RiskRecord, Scores, Visit
from pwpservice.practice.scores import Answerer, Pair
from pwpservice.practice.sessions import SessionNote, SessionWriter
from pwpservice.practice.voice import Voice
from pwpservice.practice.words import assessments as words
from referrals.models import Medium

_ATTENDED = (Attendance.ATTENDED, Attendance.LATE_SEEN)
_NOT_DONE = ("Ran out of time", "Upset, not asked today", "Line was poor, next time")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An appointment with its place in the diary. Without an attendance it is only booked."""

    kind: ContactKind
    starts_at: datetime
    minutes: int
    attendance: Attendance | None = None
    pair: Pair | None = None
    item_nine: int | None = None
    follow_up: MissedFollowUp | None = None
    # What is special about this one.
    risk_stays_open: bool = False
    risk_same_day: bool = False
    is_last: bool = False
    ending_proposed: bool = False
    question: bool = False
    draft_missing: str = ""

    @property
    def was_attended(self) -> bool:
        return self.attendance in _ATTENDED


class Teller:
    """Tells one person's appointments in order."""

    def __init__(
        self,
        rng: Random,
        keys: Keys,
        voice: Voice,
        *,
        problem: Problem | None,
        medium: Medium,
        where: str,
    ) -> None:
        self._rng = rng
        self._keys = keys
        self._voice = voice
        self._medium = medium
        self._where = where
        self._answers = Answerer(rng)
        self._own = OwnMeasure(problem)
        self.writer = SessionWriter(rng, voice, problem)
        self._treated = 0
        self._first: Pair | None = None
        self._item_nine: int | None = None
        self._until = datetime.max.replace(tzinfo=UTC)

    def tell(
        self, placed: list[Placed], *, booked_at: datetime, goes_on: bool, until: datetime
    ) -> list[Visit]:
        """All visits; the first was booked at this time, the others when the last was signed.

        `until` is when the story stops: nothing that was done lies after it.
        """
        visits = []
        for place, one in enumerate(placed):
            self._until = min(placed[place + 1].starts_at, until) if placed[place + 1 :] else until
            visit = self._visit(one, booked_at=min(booked_at, one.starts_at), goes_on=goes_on)
            booked_at = visit.signed_at or booked_at
            visits.append(visit)
        return visits

    def _visit(self, one: Placed, *, booked_at: datetime, goes_on: bool) -> Visit:
        if one.attendance is None:
            return self._booked(one, booked_at=booked_at)
        if one.was_attended:
            return self._attended(one, booked_at=booked_at, goes_on=goes_on)
        return self._missed(one, booked_at=booked_at)

    def _booked(self, one: Placed, *, booked_at: datetime) -> Visit:
        return Visit(
            reference=self._keys.reference(),
            form_key=self._keys.form_key(),
            sitting_key=self._keys.form_key(),
            kind=one.kind,
            medium=self._medium,
            starts_at=one.starts_at,
            ends_at=one.starts_at + timedelta(minutes=one.minutes),
            state=ContactState.BOOKED,
            booked_at=booked_at,
            draft=self._draft(one) if one.draft_missing else None,
        )

    def _draft(self, one: Placed) -> DraftRecord:
        """A note begun: everything but what is said to be missing."""
        note = self.writer.treatment_session(self._treated + 1, better=False)
        scores = self._answers.scores(one.pair, item_nine=0) if one.pair else None
        typed = drafts.fields(note, scores, where=self._where, missing=one.draft_missing)
        return DraftRecord(
            fields=typed,
            missing=one.draft_missing,
            started_at=one.starts_at + timedelta(minutes=1),
            saved_at=one.starts_at + timedelta(minutes=28),
        )

    def _attended(self, one: Placed, *, booked_at: datetime, goes_on: bool) -> Visit:
        rng = self._rng
        ends_at = one.starts_at + timedelta(minutes=one.minutes)
        scores = self._scores(one)
        note = self._note(one, goes_on=goes_on)
        extras = rng.choices(list(ExtrasState), (70, 5, 25))[0]
        return Visit(
            reference=self._keys.reference(),
            form_key=self._keys.form_key(),
            sitting_key=self._keys.form_key(),
            kind=one.kind,
            medium=self._medium,
            starts_at=one.starts_at,
            ends_at=ends_at,
            state=ContactState.LOGGED,
            booked_at=booked_at,
            attendance=one.attendance,
            minutes=max(one.minutes + rng.randint(-6, 4), 10),
            location=self._where if self._medium in (Medium.PHONE, Medium.VIDEO) else "",
            scores=scores,
            not_done="" if scores else rng.choice(_NOT_DONE),
            risk=self._risk(one, scores),
            plan_done=note.plan_done,
            interventions=note.interventions,
            did=note.did,
            plan=note.plan,
            question=self._question(one),
            extras=extras,
            extras_note="Dose changed by GP last week" if extras is ExtrasState.CHANGED else "",
            ending_proposed=one.ending_proposed,
            signed_at=ends_at + timedelta(minutes=rng.randint(-3, 14)),
            correction=self._voice.say(words.CORRECTIONS) if rng.random() < 0.008 else "",
        )

    def _scores(self, one: Placed) -> Scores | None:
        if one.pair is None:
            return None
        scores = self._answers.scores(
            one.pair,
            item_nine=one.item_nine,
            wsas=self._first is None or self._rng.random() < 0.25,
        )
        self._first = self._first or one.pair
        return replace(scores, own=self._own.score(one.pair, at=int(one.starts_at.timestamp())))

    def _risk(self, one: Placed, scores: Scores | None) -> RiskRecord | None:
        """A completed section where item 9 is above 0."""
        nine = scores.item_nine if scores else None
        previous, self._item_nine = self._item_nine, nine if nine is not None else self._item_nine
        if not nine:
            return None
        asked = risk_words.Asked(one.starts_at + timedelta(minutes=20), nine, previous, self._until)
        if one.risk_stays_open:
            return risk_words.still_open(self._rng, self._voice, asked, same_day=one.risk_same_day)
        return risk_words.dealt_with(self._rng, self._voice, asked)

    def _note(self, one: Placed, *, goes_on: bool) -> SessionNote:
        if one.kind is ContactKind.ASSESSMENT:
            return self.writer.assessment(self._medium, goes_on=goes_on)
        self._treated += 1
        if one.is_last and self._treated > 1:
            return self.writer.last_session()
        note = self.writer.treatment_session(self._treated, better=self._is_better(one.pair))
        if one.kind is ContactKind.ASSESSMENT_AND_TREATMENT:
            begun = self.writer.assessment(self._medium, goes_on=True)
            return SessionNote(
                f"{begun.did} {note.did}",
                note.plan,
                None,
                begun.interventions + note.interventions,
            )
        return note

    def _is_better(self, pair: Pair | None) -> bool:
        if pair is None or self._first is None:
            return False
        return self._first.phq9 - pair.phq9 >= 5 or self._first.gad7 - pair.gad7 >= 4

    def _question(self, one: Placed) -> str:
        asks = one.question or (one.kind in TREATMENT_KINDS and self._rng.random() < 0.03)
        return self._voice.say(words.QUESTIONS) if asks else ""

    def _missed(self, one: Placed, *, booked_at: datetime) -> Visit:
        rng = self._rng
        tried = one.attendance is Attendance.DID_NOT_ATTEND and self._medium in (
            Medium.PHONE,
            Medium.VIDEO,
        )
        signed_at = one.starts_at + timedelta(minutes=rng.randint(12, 40))
        return Visit(
            reference=self._keys.reference(),
            form_key=self._keys.form_key(),
            sitting_key=self._keys.form_key(),
            kind=one.kind,
            medium=self._medium,
            starts_at=one.starts_at,
            ends_at=one.starts_at + timedelta(minutes=one.minutes),
            state=ContactState.LOGGED,
            booked_at=booked_at,
            attendance=one.attendance,
            follow_up=one.follow_up or MissedFollowUp.SAME_TIME_NEXT_WEEK,
            text_asked_for=tried and rng.random() < 0.6,
            signed_at=signed_at,
            attempts=_attempts(rng, one.starts_at) if tried else (),
        )


def _attempts(rng: Random, starts_at: datetime) -> tuple[tuple[datetime, str], ...]:
    """Rang at the time, and again ten minutes later."""
    first = starts_at + timedelta(minutes=rng.randint(0, 2))
    second = first + timedelta(minutes=rng.randint(6, 9))
    return (first, "NO_ANSWER"), (second, rng.choice(("NO_ANSWER", "VOICEMAIL")))
