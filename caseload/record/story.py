"""The record's timeline: referral, appointments, questionnaires, risk, flags and notes in one list.

A filter shows one kind; risk is shown whatever the filter (architecture 10).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.safestring import SafeString

from caseload import numbering
from caseload.chips import icon
from caseload.models import (
    Attendance,
    CallAttempt,
    Caller,
    ContactKind,
    ContactState,
    Intervention,
    MissedFollowUp,
    SeenAs,
)
from caseload.models.contact import ATTENDED, TREATMENT_KINDS
from caseload.numbering import Happened
from caseload.record import online
from caseload.record.online import WeekRow
from caseload.record.risk import said
from caseload.record.rows import ActionRow, CallRow, FlagRow, ReviewRow
from caseload.record.source import ContactRow, Source
from clinical import wording
from clinical.measures import MEASURES
from clinical.reason import Reason
from clinical.working_days import local_date, moment
from outcomes.progress import Score
from referrals.models import EndCode, Medium, Referral, ReferralSource, TimelineKind
from referrals.paths import path_to

EVERYTHING = "everything"
_RISK = "risk"
# What can be shown alone, in the order of the links; risk is always among what is shown.
KINDS = {
    "sessions": "sessions",
    "contact": "contact",
    "letters": "letters",
    "supervision": "supervision",
    "flags": "flags",
    "referral": "referral",
}
_NOTE_KINDS = {
    TimelineKind.REFERRAL: ("referral", "person"),
    TimelineKind.CONTACT: ("contact", "phone"),
    TimelineKind.LETTER: ("letters", "letter"),
    TimelineKind.SUPERVISION: ("supervision", "people"),
}
_MEDIA = {Medium.PHONE: "phone", Medium.VIDEO: "video", Medium.IN_PERSON: "person"}
_OUTCOMES = dict(CallAttempt._meta.get_field("outcome").flatchoices)  # noqa: SLF001 - public API


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline."""

    at: datetime
    when: str
    kind: str
    icon: SafeString
    title: str
    text: str
    by: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """One of the links above the timeline."""

    label: str
    value: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Story:
    """The lines, newest first, and what they can be narrowed to."""

    lines: tuple[Line, ...]
    filters: tuple[Filter, ...]
    note: str


def story(source: Source, *, referral: Referral, shown: str, on: date) -> Story:
    """The timeline of one referral; `shown` is one of the kinds, or everything."""
    teller = _Teller(source, referral=referral, on=on)
    lines = sorted(teller.lines(), key=lambda line: line.at, reverse=True)
    present = {line.kind for line in lines}
    chosen = shown if shown in present & set(KINDS) else EVERYTHING
    if chosen != EVERYTHING:
        lines = [line for line in lines if line.kind in {chosen, _RISK}]
    names = [EVERYTHING, *(kind for kind in KINDS if kind in present)]
    return Story(
        lines=tuple(lines),
        filters=tuple(Filter(KINDS.get(name, name), name, name == chosen) for name in names),
        note="Risk is always shown." if chosen != EVERYTHING and _RISK in present else "",
    )


class _Teller:
    """Turns the rows of one referral into lines."""

    def __init__(self, source: Source, *, referral: Referral, on: date) -> None:
        self._source, self._referral, self._on = source, referral, on
        self._by_sitting: dict[int, list[Score]] = {}
        for score in source.scores:
            self._by_sitting.setdefault(score.sitting_id, []).append(score)

    def lines(self) -> Iterator[Line]:
        """Everything, in no order."""
        yield from self._referral_lines()
        yield from self._contact_lines()
        yield from self._week_lines()
        yield from self._loose_scores()
        for review in self._source.history.reviews:
            if review.referral_id == self._referral.pk:
                yield self._review_line(review)
        for action in self._source.history.actions:
            if action.referral_id == self._referral.pk:
                yield from self._action_lines(action)
        for flag in self._source.history.flags:
            if flag.reason != Reason.RISK:
                yield self._flag_line(flag)
        yield from map(self._call_line, self._source.calls)
        for note in self._source.notes:
            kind, drawing = _NOTE_KINDS[TimelineKind(note.kind)]
            yield self._line(note.noted_at, kind, drawing, note.title, text=note.text, by=note.by)

    def _referral_lines(self) -> Iterator[Line]:
        referral = self._referral
        source = ReferralSource(referral.source).label
        yield self._line(
            moment(referral.received_on, "00:00"),
            "referral",
            "letter",
            f"Referral received: {source}",
        )
        for one in self._source.carried:
            title = f"On the caseload of {one.pwp}"
            yield self._line(one.starts_at, "referral", "person", title, text=one.why)
        if referral.ended_on is not None:
            title = f"Referral ended: {EndCode(referral.end_code).label}"
            yield self._line(moment(referral.ended_on, "23:59"), "referral", "tick", title)

    def _contact_lines(self) -> Iterator[Line]:
        contacts = self._source.contacts
        names = named_contacts(contacts, self._source.weeks)
        for one, name in zip(contacts, names, strict=True):
            yield self._contact_line(one, name)
            for at, outcome in one.attempts if one.state != ContactState.WITHDRAWN else ():
                title = f"Call attempt: {_OUTCOMES.get(outcome, outcome)}"
                yield self._line(at, "contact", "phone", title, by=one.pwp)

    def _week_lines(self) -> Iterator[Line]:
        weeks = self._source.weeks
        for one, name in zip(weeks, named_weeks(self._source.contacts, weeks), strict=True):
            text = f"{one.programme}, {one.days}, {wording.count(one.minutes, 'minute')}."
            why = f" {one.withdrawn_by}: {one.withdrawn_reason}"
            yield self._line(
                moment(one.ended_on, "23:59"),
                "sessions",
                "bars" if one.stands else "gap",
                name if one.stands else f"{name}, withdrawn",
                text=text if one.stands else text + why,
                by=one.by,
            )

    def _contact_line(self, one: ContactRow, name: str) -> Line:
        drawing = _MEDIA.get(Medium(one.medium), "calendar")
        path = path_to("caseload:session", self._referral.reference, one.reference)
        if one.state == ContactState.BOOKED:
            when = wording.day_and_time(one.starts_at, self._on)
            is_late = local_date(one.starts_at) < self._on
            text = f"{when}{', not logged yet' if is_late else ''}"
            return self._line(
                one.starts_at, "sessions", "calendar", f"Booked: {name}", text=text,
                by=one.pwp, path=path,
            )  # fmt: skip
        if one.state == ContactState.WITHDRAWN:
            text = "It was written on the wrong record."
            return self._line(
                one.starts_at,
                "sessions",
                "gap",
                "A note was withdrawn",
                text=text,
                by=one.signed_by,
            )
        if one.state == ContactState.CANCELLED:
            by_patient = one.attendance == Attendance.PATIENT_CANCELLED
            title = f"{'Patient cancelled' if by_patient else 'Taken out of the diary'}: {name}"
            return self._line(one.starts_at, "contact", "cross", title, by=one.pwp)
        if one.attendance not in ATTENDED:
            drawing = "cross"
        return self._line(
            one.starts_at,
            "sessions",
            drawing,
            f"{name}, {Attendance(one.attendance).label.lower()}",
            text=self._note_words(one),
            by=f"Signed, {one.signed_by}",
            path=path,
        )

    def _note_words(self, one: ContactRow) -> str:
        """Scores, what was used, what was done, and the plan."""
        used = ", ".join(Intervention(each).label for each in one.interventions)
        how = "" if one.format == SeenAs.INDIVIDUAL else SeenAs(one.format).label
        parts = [
            how,
            score_words(self._by_sitting.get(one.sitting_id, ())) if one.sitting_id else "",
            MissedFollowUp(one.follow_up).label if one.follow_up else "",
            used,
            one.did,
            f"Plan: {one.plan}" if one.plan else "",
            wording.count(one.corrections, "correction") if one.corrections else "",
        ]
        said = [part.strip().rstrip(".") for part in parts if part.strip()]
        return f"{'. '.join(said)}." if said else ""

    def _loose_scores(self) -> Iterator[Line]:
        """Questionnaires that belong to no appointment of this record."""
        # What came by link before its session stands by itself until the session is signed.
        of_contacts = {
            one.sitting_id for one in self._source.contacts if one.state != ContactState.BOOKED
        }
        for sitting, scores in self._by_sitting.items():
            if sitting in of_contacts:
                continue
            title = "Questionnaires answered between sessions"
            words = f"{score_words(scores)}."
            yield self._line(scores[0].taken_at, "sessions", "bars", title, text=words)

    def _review_line(self, review: ReviewRow) -> Line:
        words = f"{_capital(said(review))} Agreed: {review.agreed}"
        return self._line(
            review.reviewed_at, _RISK, "triangle", "Risk section", text=words, by=review.by
        )

    def _action_lines(self, action: ActionRow) -> Iterator[Line]:
        title = f"Risk plan: {action.what}"
        text = f"{action.owner}, due {wording.time_within(action.due_by, self._on)}."
        yield self._line(action.opened_at, _RISK, "triangle", title, text=text, by=action.opened_by)
        if action.closed_at is not None:
            yield self._line(
                action.closed_at, _RISK, "tick", f"Risk plan closed: {action.what}",
                text=action.outcome, by=action.closed_by,
            )  # fmt: skip

    def _call_line(self, call: CallRow) -> Line:
        """A call that mentioned risk is shown whatever the filter."""
        kind, drawing = (_RISK, "triangle") if call.mentions_risk else ("contact", "phone")
        name = f", {call.caller_name}" if call.caller_name else ""
        title = f"Call from {Caller(call.caller).label.lower()}{name}"
        if not call.by:
            is_form = call.caller == Caller.PATIENT
            title = "Self-referral left unsent" if is_form else "Text from a number nobody knew"
        following = f" Next: {call.next_step}" if call.next_step else ""
        text = f"{call.said}{following}"
        return self._line(call.called_at, kind, drawing, title, text=text, by=call.by)

    def _flag_line(self, flag: FlagRow) -> Line:
        text = flag.evidence
        if flag.cleared_at is not None:
            day = wording.sentence_date(local_date(flag.cleared_at), self._on)
            text = f"{text}. Cleared {day}: {flag.cleared_how}"
        title = f"Flag: {Reason(flag.reason).label}"
        return self._line(flag.opened_at, "flags", "eye", title, text=text)

    def _line(
        self,
        at: datetime,
        kind: str,
        drawing: str,
        title: str,
        *,
        text: str = "",
        by: str = "",
        path: str = "",
    ) -> Line:
        return Line(
            at=at,
            when=day_words(local_date(at), on=self._on),
            kind=kind,
            icon=icon(drawing),
            title=title,
            text=text,
            by=by,
            path=path,
        )


def day_words(day: date, *, on: date) -> str:
    """`Today`, or `2 June`."""
    return "Today" if day == on else wording.sentence_date(day, on)


def named_contacts(contacts: Sequence[ContactRow], weeks: Sequence[WeekRow]) -> list[str]:
    """`Session 4, phone`, `Assessment, video`: each appointment by its number or its kind."""
    logged = [one for one in contacts if one.state == ContactState.LOGGED]
    numbers = numbering.numbers(map(happened, logged), online.counted(weeks))
    numbered = dict(zip((one.reference for one in logged), numbers, strict=True))
    return [_contact_name(one, numbered.get(one.reference)) for one in contacts]


def happened(one: ContactRow) -> Happened:
    """A contact as the count of sessions needs it."""
    return Happened(
        starts_at=one.starts_at,
        kind=one.kind,
        attendance=one.attendance,
        sitting_id=one.sitting_id,
        is_planned=one.is_planned,
        therapies=one.therapies,
    )


def named_weeks(contacts: Sequence[ContactRow], weeks: Sequence[WeekRow]) -> list[str]:
    """`Session 3, internet therapy`: each week by its number; a withdrawn one has none."""
    logged = [one for one in contacts if one.state == ContactState.LOGGED]
    numbers = iter(numbering.week_numbers(map(happened, logged), online.counted(weeks)))
    return [
        f"Session {next(numbers)}, internet therapy" if one.stands else "Internet therapy"
        for one in weeks
    ]


def score_words(scores: Sequence[Score]) -> str:
    """`PHQ-9 12, GAD-7 10`; what was begun and not finished says so."""
    return ", ".join(f"{MEASURES[one.measure].name} {one.result}" for one in scores)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _contact_name(one: ContactRow, number: int | None) -> str:
    kind = ContactKind(one.kind).label
    if one.kind in TREATMENT_KINDS:
        kind = f"Session {number}" if number else "Session"
    return f"{kind}, {Medium(one.medium).label.lower()}"
