"""The further pages of the record as display strings: sessions, measures, risk, details."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from caseload import about_them, slots
from caseload.record import follow_up
from caseload.record import source as record_source
from caseload.record.contact_words import Fact, contact_facts
from caseload.record.flags import FlagPanel, flag_panel
from caseload.record.follow_up import AskedEnding, SignalCard
from caseload.record.overview import Frame, frame
from caseload.record.risk import (
    ActionCard,
    ReviewCard,
    action_card,
    review_card,
    service_for,
)
from caseload.record.session_rows import SessionRow, session_rows
from caseload.record.story import day_words
from caseload.safety.panel import SafetyPanel, only, readable, safety_panel
from caseload.slots import Diary
from clinical import wording
from clinical.measures import Measure, threshold_words
from clinical.policy import Policy
from clinical.problems import Problem
from clinical.thresholds import measures_under
from clinical.working_days import local, local_date
from outcomes.progress import Score, measures_in, progress
from referrals.models import Referral, ReferralSource, Status
from staff.models import Site, StaffMember, Team
from staff.roles import Permission

_SUGGESTED = 6


@dataclass(frozen=True, slots=True)
class Sessions:
    """Every appointment, newest first."""

    frame: Frame
    rows: tuple[SessionRow, ...]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """One questionnaire by item; a dash is an item left out."""

    on: str
    answers: tuple[str, ...]
    total: str


@dataclass(frozen=True, slots=True)
class MeasureTable:
    """One questionnaire at every sitting."""

    name: str
    questions: tuple[str, ...]
    thresholds: str
    change: str
    has_total: bool
    rows: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """Scores by item."""

    frame: Frame
    tables: tuple[MeasureTable, ...]


@dataclass(frozen=True, slots=True)
class Risk:
    """Everything about safety, across all referrals of the person."""

    frame: Frame
    open: tuple[ActionCard, ...]
    closed: tuple[ActionCard, ...]
    reviews: tuple[ReviewCard, ...]
    flags: FlagPanel
    signals: tuple[SignalCard, ...]
    asked_ending: AskedEnding | None
    safety: SafetyPanel


@dataclass(frozen=True, slots=True)
class Details:
    """Contact details for all; the referral for those who may read the record."""

    frame: Frame
    contact: tuple[Fact, ...]
    referral: tuple[Fact, ...]
    about: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class ContactOnly:
    """What those see who arrange appointments and may not read the record."""

    frame: Frame
    contact: tuple[Fact, ...]
    bookings: tuple[SessionRow, ...]


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A free time in the carrier's diary, as a link that fills the form."""

    label: str
    day: str
    time: str


def sessions(referral: Referral, *, may: frozenset[Permission], now: datetime) -> Sessions:
    """The list of sessions. Two queries."""
    head, scores, weeks = record_source.scored(referral.pk)
    contacts = record_source.contacts(referral.pk)
    rows = session_rows(referral, contacts, scores, weeks, may=may, on=local_date(now))
    return Sessions(frame=frame(referral, head=head, may=may, page="sessions", now=now), rows=rows)


def contact_only(referral: Referral, *, may: frozenset[Permission], now: datetime) -> ContactOnly:
    """Contact details and bookings: no scores, no notes, no risk detail (safety S-P8)."""
    head, weeks = record_source.with_weeks(referral.pk)
    contacts = record_source.contacts(referral.pk)
    return ContactOnly(
        frame=frame(referral, head=head, may=may, page="record", now=now),
        contact=contact_facts(referral.patient),
        bookings=session_rows(referral, contacts, (), weeks, may=may, on=local_date(now)),
    )


def measures(
    referral: Referral, *, may: frozenset[Permission], now: datetime, policy: Policy
) -> Measures:
    """Scores by item, with the thresholds that hold today. One query."""
    head, scores, _weeks = record_source.scored(referral.pk)
    on, defined = local_date(now), measures_under(policy)
    return Measures(
        frame=frame(referral, head=head, may=may, page="measures", now=now),
        tables=tuple(
            _measure_table(
                defined[measure.code],
                [one for one in reversed(scores) if one.measure == measure.code],
                on=on,
            )
            for measure in measures_in(scores)
        ),
    )


def _measure_table(measure: Measure, scores: Sequence[Score], *, on: date) -> MeasureTable:
    """Its items too, unless only totals were ever typed in."""
    items = measure.items if not scores or any(one.answers for one in scores) else ()
    return MeasureTable(
        name=measure.name,
        questions=tuple(f"{item.number}. {item.short}" for item in items),
        thresholds=threshold_words(measure),
        change=moved.sentence if (moved := progress(scores[::-1], measure)) else "",
        has_total=measure.is_totalled,
        rows=tuple(_item_row(one, items=len(items), on=on) for one in scores),
    )


def risk(
    referral: Referral,
    *,
    may: frozenset[Permission],
    reader: StaffMember,
    now: datetime,
    policy: Policy,
) -> Risk:
    """Risk reviews, actions with what became of them, and flags. One query; another where the owner
    of an open action is not here.
    """
    head, history, follow_ups = record_source.risk_history(referral.pk)
    on, standing = local_date(now), reader.standing
    ids = readable(follow_ups.person, here=referral.pk, standing=standing, on=on)
    history = replace(
        history, reviews=only(history.reviews, ids), actions=only(history.actions, ids)
    )
    service = service_for(history.actions, now=now)
    cards = tuple(
        follow_up.with_follow_up(
            action_card(one, referral_id=referral.pk, service=service, now=now),
            one,
            follow_ups,
            policy=policy,
            now=now,
        )
        for one in history.actions
    )
    return Risk(
        frame=frame(referral, head=head, may=may, page="risk", now=now),
        open=tuple(card for card in cards if card.is_open),
        closed=tuple(reversed([card for card in cards if not card.is_open])),
        reviews=tuple(
            review_card(one, referral_id=referral.pk, may=may, now=now) for one in history.reviews
        ),
        flags=flag_panel(head, history.flags, now=now, policy=policy),
        signals=follow_up.signal_cards(follow_ups.signals, referral_id=referral.pk, now=now),
        asked_ending=follow_up.asked_ending(follow_ups.asked, reader_id=reader.pk, now=now),
        safety=safety_panel(follow_ups.person, here=referral.pk, standing=standing, on=on),
    )


def details(referral: Referral, *, may: frozenset[Permission], now: datetime) -> Details:
    """Contact details and the referral, and what is known of the person. Two queries."""
    head, problems, carried = record_source.described(referral.pk)
    on = local_date(now)
    shown: list[Fact] = []
    if Permission.VIEW_RECORD in may:
        described = [
            f"{Problem[one.problem].label}, {wording.sentence_date(one.recorded_on, on)}"
            for one in problems
        ]
        shown = [
            Fact("Received", wording.sentence_date(referral.received_on, on)),
            Fact("Referred by", ReferralSource(referral.source).label),
            Fact("Team", _team(referral.team)),
            Fact("State", Status(referral.status).label),
            Fact("Planned sessions", str(referral.planned_sessions)),
            Fact("Main problem", described[0] if described else "Not recorded yet"),
            *(Fact("Before that", words) for words in described[1:]),
            *(
                Fact("On the caseload of", f"{one.pwp}, since {_day(one.starts_at, on)}")
                for one in carried
            ),
            Fact("Reference", referral.reference),
            Fact("Commissioner", referral.commissioner or "Not known"),
        ]
    return Details(
        frame=frame(referral, head=head, may=may, page="details", now=now),
        contact=contact_facts(referral.patient),
        referral=tuple(shown),
        about=about_them.facts(referral, on=on) if shown else (),
    )


def _team(team: Team) -> str:
    """`Riverside team, Riverside House, Northbrook Health NHS Trust`. One query where it sits
    somewhere.
    """
    if team.site_id is None:
        return team.name
    return f"{team.name}, {Site.objects.select_related('organisation').get(pk=team.site_id)}"


def free_times(diary: Diary, *, usual: datetime | None, now: datetime) -> tuple[FreeTime, ...]:
    """The usual time of another week, one later today, and free times of the days around it."""
    same = None if usual is None else slots.same_slot(diary, after=usual, not_before=now)
    today = slots.later_today(diary, now=now)
    found = [at for at in (same, today) if at is not None]
    aim = same
    while len(found) < _SUGGESTED:
        at = slots.other_slot(diary, after=now, than=aim)
        if at is None or at in found:
            break
        found.append(at)
        aim = at
    on = local_date(now)
    return tuple(
        FreeTime(wording.day_and_time(at, on), f"{local(at):%Y-%m-%d}", f"{local(at):%H:%M}")
        for at in sorted(found)
    )


def _item_row(score: Score, *, items: int, on: date) -> ItemRow:
    """A total that was typed in stands in a row without answers."""
    given = ["–" if answer is None else str(answer) for answer in score.answers]
    return ItemRow(
        on=day_words(score.on, on=on),
        answers=tuple(given or [""] * items),
        total=score.result,
    )


def _day(at: datetime, on: date) -> str:
    return wording.sentence_date(local_date(at), on)
