"""Supervision of the practice service: five weeks of meetings as they went, and six to come."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from caseload import resting
from caseload.models import CaseSummary
from clinical import agenda
from clinical.agenda import Entry, OpenCase
from clinical.policy import Policy
from clinical.reason import Found, Reason
from clinical.working_days import local_date
from pwpservice.practice import meetings
from pwpservice.practice.clock import local_moment
from pwpservice.practice.generate import Order
from pwpservice.practice.rows import Ids
from pwpservice.practice.team import ON_LEAVE, Colleague, supervisor_place
from referrals.models import TimelineKind, TimelineNote
from supervision.models import (
    DecisionCode,
    Part,
    Side,
    SupervisionAction,
    SupervisionDecision,
    SupervisionItem,
    SupervisionSession,
)
from supervision.planning.jobs import make_meetings_ahead

_A_WEEK = timedelta(days=7)
_BATCH = 2000
# What a reason rests on, of a summary.
_NUMBERS = (
    *("phq9", "gad7", "problem", "own_totals"),
    *("missed_in_a_row", "last_item_nine", "ending_proposed", "proposed"),
)
_DONE = "Done as agreed"
_ASK_STEP_3 = "Two blocks of Step 2 without change: ask Step 3 for a place, as agreed with them"
_STUCK = {one.value for one in (Reason.NOT_IMPROVING, Reason.DETERIORATING, Reason.HIGH_SCORES)}
_STEPS_UP_ONE_IN = 3
_MOST_THEN = 8
# One place in so many of a meeting: agreed, some days late, and still to do.
_LEFT_UNDONE, _OF_SO_MANY = 8, 12
# Before these weeks, a trainee has had one hour in so many days.
_COUNTED_ONE_IN = 28
# What somebody was newly assessed by when they were first discussed.
_NEW_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class _Meeting:
    """A past meeting and who was discussed in it."""

    session: SupervisionSession
    people: tuple[Mapping[str, Any], ...]

    @property
    def on(self) -> date:
        return self.session.planned_on


def write_meetings(order: Order, ids: Ids, staff: tuple[Colleague, ...], *, policy: Policy) -> None:
    """After the stories: what was discussed on a day is what their allocations say."""
    sessions = SupervisionSession.objects.bulk_create(_sessions(order, ids, staff))
    sessions += SupervisionSession.objects.bulk_create([_made_up(order, sessions, ids)])
    discussed = _discussed(order)
    carried = _carried_then(order, sessions)
    held = [
        _Meeting(
            one,
            tuple(discussed.get((one.supervisee_id, one.planned_on)) or carried.get(one.pk, [])),
        )
        for one in sessions
        if one.opened_at is not None
    ]
    items = SupervisionItem.objects.bulk_create(
        (item for one in held for item in _items(one, policy)), batch_size=_BATCH
    )
    notes = _notes(held)
    up = _stepped_up(order, items)
    decisions = SupervisionDecision.objects.bulk_create(
        (_decision(item, notes, policy, steps_up=item.pk in up) for item in items),
        batch_size=_BATCH,
    )
    _note_step_ups(decisions)
    SupervisionAction.objects.bulk_create(
        (_action(one, order) for one in decisions if one.what),
        batch_size=_BATCH,
    )
    _sign(sessions)
    make_meetings_ahead(now=order.now, policy=policy)


def _sessions(order: Order, ids: Ids, staff: tuple[Colleague, ...]) -> Iterator[SupervisionSession]:
    for place, one in enumerate(staff):
        for week in range(_weeks_back(one)):
            yield _session(order, ids, staff, place=place, week=week)


def _weeks_back(one: Colleague) -> int:
    """The last weeks of everybody who is supervised; of trainees more, as their hours are counted
    over the whole of their course.
    """
    if not one.supervisor:
        return 0
    before = one.here_for_days // _COUNTED_ONE_IN if one.is_trainee else 0
    return meetings.WEEKS_BACK + before


def _session(
    order: Order, ids: Ids, staff: tuple[Colleague, ...], *, place: int, week: int
) -> SupervisionSession:
    """As it was held, or not: signed last, once everything is in it."""
    on = meetings.planned_day(order.today, place, week=week)
    at = local_moment(on, f"{meetings.clock(staff, place, today=order.today):%H:%M}")
    session = SupervisionSession(
        supervisor_id=ids.staff[supervisor_place(staff, place)],
        supervisee_id=ids.staff[place],
        planned_on=on,
        starts_at=at,
        minutes=60,
    )
    why = meetings.missed_because(order.today, place, week=week)
    if why is None:
        _held(session)
    elif why:
        session.not_held_at, session.not_held_by = at + timedelta(days=1), session.supervisor
        session.not_held_why = why
        on_leave = place == ON_LEAVE
        session.not_held_side = Side.SUPERVISEE if on_leave else Side.SUPERVISOR
    return session


def _made_up(order: Order, sessions: Sequence[SupervisionSession], ids: Ids) -> SupervisionSession:
    """What was missed and held the next working day instead."""
    place, week = meetings.MADE_UP
    planned_on = meetings.planned_day(order.today, place, week=week)
    missed = next(
        one
        for one in sessions
        if (one.supervisee_id, one.planned_on) == (ids.staff[place], planned_on)
    )
    on = meetings.day(order.today, place, week=week)
    session = SupervisionSession(
        supervisor=missed.supervisor,
        supervisee=missed.supervisee,
        makes_up=missed,
        planned_on=on,
        starts_at=local_moment(on, f"{meetings.MADE_UP_AT:%H:%M}"),
        minutes=meetings.MADE_UP_MINUTES,
    )
    _held(session)
    return session


def _held(session: SupervisionSession) -> None:
    """Opened on time."""
    session.opened_at, session.opened_by = session.starts_at, session.supervisor


def _sign(sessions: Iterable[SupervisionSession]) -> None:
    """Two minutes before it was over, with everything in it: nothing is added afterwards."""
    held = [one for one in sessions if one.opened_at is not None]
    for one in held:
        one.signed_by = one.supervisor
        one.signed_at = one.ends_at - timedelta(minutes=2)
    SupervisionSession.objects.bulk_update(held, ["signed_at", "signed_by"], batch_size=_BATCH)


def _discussed(order: Order) -> dict[tuple[int, date | None], list[Mapping[str, Any]]]:
    """Open cases by whose they are and when they were last discussed."""
    since = order.today - (meetings.WEEKS_BACK + 1) * _A_WEEK
    found: dict[tuple[int, date | None], list[Mapping[str, Any]]] = {}
    for row in (
        CaseSummary.objects.filter(is_open=True, pwp__isnull=False, last_discussed_on__gte=since)
        .order_by("pk")
        .values(
            "pk", "pwp_id", "last_discussed_on", "assessed_on", "allocated_on", "flags", *_NUMBERS
        )
    ):
        found.setdefault((row["pwp_id"], row["last_discussed_on"]), []).append(row)
    return found


def _carried_then(
    order: Order, sessions: Iterable[SupervisionSession]
) -> dict[int, list[Mapping[str, Any]]]:
    """Of meetings further back: some whom the trainee carried then and who have ended since."""
    lately = order.today - meetings.WEEKS_BACK * _A_WEEK
    old = [one for one in sessions if one.opened_at is not None and one.planned_on < lately]
    rows: dict[int, list[Mapping[str, Any]]] = {}
    for row in (
        CaseSummary.objects.filter(is_open=False, pwp__in={one.supervisee_id for one in old})
        .order_by("pk")
        .values("pk", "pwp_id", "first_attended_on", "ended_on", "assessed_on", "flags", *_NUMBERS)
    ):
        since = row["first_attended_on"]
        rows.setdefault(row["pwp_id"], []).append({**row, "allocated_on": since})
    return {
        one.pk: [
            row
            for row in rows.get(one.supervisee_id, ())
            if row["allocated_on"] and row["allocated_on"] <= one.planned_on < row["ended_on"]
        ][:_MOST_THEN]
        for one in old
    }


def _stepped_up(order: Order, items: Iterable[SupervisionItem]) -> set[int]:
    """Of the last meetings, one in a few: somebody who has not improved is put up to Step 3."""
    found: dict[int, int] = {}
    for item in items:
        is_last = item.session.planned_on >= order.today - _A_WEEK
        if is_last and _STUCK & {reason for reason, *_ in item.reasons}:
            found.setdefault(item.session_id, item.pk)
    return set(list(found.values())[::_STEPS_UP_ONE_IN])


def _note_step_ups(decisions: Iterable[SupervisionDecision]) -> None:
    """As deciding writes it on the record."""
    TimelineNote.objects.bulk_create(
        TimelineNote(
            referral_id=one.item.referral_id,
            kind=TimelineKind.SUPERVISION,
            title="Supervision: step up",
            text=one.what,
            at=one.at,
            by_id=one.by_id,
        )
        for one in decisions
        if one.code == DecisionCode.STEP_UP
    )


def _items(meeting: _Meeting, policy: Policy) -> Iterator[SupervisionItem]:
    """In the order in which the rules put them then."""
    rows = {row["pk"]: row for row in meeting.people}
    cases = {pk: _case(row, meeting.on) for pk, row in rows.items()}
    made = agenda.agenda(
        cases.values(),
        on=meeting.on,
        next_on=meeting.on + _A_WEEK,
        minutes=meeting.session.minutes,
        policy=policy,
    )
    # Everybody here was discussed that day, however long it took.
    entries = sorted((*made.entries, *made.moved), key=lambda one: one.group.order)
    for place, entry in enumerate(entries, 1):
        yield _on_the_agenda(meeting.session, place, entry, rows[entry.referral_id])
    for place, referral_id in enumerate(made.on_track, len(entries) + 1):
        yield SupervisionItem(
            session=meeting.session,
            referral_id=referral_id,
            # Discussed, so on the agenda: being confirmed as on track is no discussion.
            part=Part.AGENDA,
            group=agenda.Group.REVIEW_DUE.value,
            seconds=policy.agenda_review_seconds,
            place=place,
            look_by=agenda.look_by(cases[referral_id], policy),
        )


def _case(row: Mapping[str, Any], on: date) -> OpenCase:
    """As it stood on that day: what has been flagged since is left out."""
    assessed_on = row["assessed_on"]
    reasons = [
        Found(Reason(name), evidence, date.fromisoformat(since), "")
        for name, (evidence, since, *_) in row["flags"].items()
        if since and date.fromisoformat(since) <= on
    ]
    if assessed_on and on - _NEW_FOR <= assessed_on <= on:
        words = f"Assessed {(on - assessed_on).days} days ago"
        reasons = [one for one in reasons if one.reason is not Reason.NEW_ASSESSMENT]
        reasons.append(Found(Reason.NEW_ASSESSMENT, words, assessed_on, ""))
    return OpenCase(
        referral_id=row["pk"],
        found=tuple(sorted(reasons, key=lambda one: one.reason.order)),
        since=row["allocated_on"],
        assessed_on=assessed_on,
    )


def _on_the_agenda(
    session: SupervisionSession, place: int, entry: Entry, row: Mapping[str, Any]
) -> SupervisionItem:
    """With what each reason rested on, so that it comes back once it is worse."""
    return SupervisionItem(
        session=session,
        referral_id=entry.referral_id,
        part=Part.AGENDA,
        place=place,
        group=entry.group.value,
        reasons=[
            [one.reason.value, one.evidence, one.since.isoformat() if one.since else ""]
            for one in entry.found
        ],
        numbers={one.reason.value: resting.numbers(one.reason, row) for one in entry.found},
        seconds=entry.seconds,
        look_by=entry.look_by,
    )


def _notes(held: Iterable[_Meeting]) -> dict[tuple[int, date], str]:
    """What the timeline says was changed, by case and day; the decision says the same."""
    people = {row["pk"] for one in held for row in one.people}
    return {
        (referral_id, local_date(at)): text
        for referral_id, at, text in TimelineNote.objects.filter(
            referral__in=people, kind=TimelineKind.SUPERVISION, title="Supervision: change"
        ).values_list("referral_id", "at", "text")
    }


def _decision(
    item: SupervisionItem,
    notes: Mapping[tuple[int, date], str],
    policy: Policy,
    *,
    steps_up: bool,
) -> SupervisionDecision:
    session = item.session
    changed = notes.get((item.referral_id, session.planned_on), "")
    code = DecisionCode.CHANGE if changed else DecisionCode.CONTINUE
    if steps_up and not changed:
        code, changed = DecisionCode.STEP_UP, _ASK_STEP_3
    return SupervisionDecision(
        item=item,
        code=code,
        what=changed,
        review_on=session.planned_on + timedelta(days=policy.review_every_days),
        by_id=session.supervisor_id,
        at=_decided_at(session, item),
    )


def _decided_at(session: SupervisionSession, item: SupervisionItem) -> datetime:
    """One after the other, and before it was signed."""
    most = 60 * (session.minutes - 8)
    return session.starts_at + timedelta(minutes=5, seconds=min(120 * item.place, most))


def _action(decision: SupervisionDecision, order: Order) -> SupervisionAction:
    """The PWP does it within the week; what is due by now and was agreed long ago is done, but for
    a few.
    """
    session = decision.item.session
    due_on = session.planned_on + _A_WEEK
    action = SupervisionAction(
        decision=decision, what=decision.what, owner_id=session.supervisee_id, due_on=due_on
    )
    is_late = due_on >= order.today - _A_WEEK and decision.item.place % _OF_SO_MANY == _LEFT_UNDONE
    if due_on < order.today - timedelta(days=3) and not is_late:
        action.done_at = local_moment(due_on, "15:40")
        action.done_by_id, action.outcome = session.supervisee_id, _DONE
    return action
