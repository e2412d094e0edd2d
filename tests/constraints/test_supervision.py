"""The rules of supervision, each broken; what is fixed is met by its trigger."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest
from django.db import InternalError, ProgrammingError, models, transaction

from supervision.models import (
    SupervisionAction,
    SupervisionAmendment,
    SupervisionDecision,
    SupervisionItem,
    SupervisionQuestion,
    SupervisionSession,
    SupervisionTurn,
)
from tests.constraints.breaking import Break, ids, refused
from tests.factories.caseload import in_treatment
from tests.factories.staff import PairingFactory, StaffMemberFactory
from tests.factories.supervision import SessionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(priya, sam, referral, now, today):
    return SimpleNamespace(priya=priya, sam=sam, referral=referral, now=now, today=today)


def _session(w, **facts):
    return SessionFactory(**{"supervisor": w.sam, "supervisee": w.priya} | facts)


def _signed(w):
    by = {"opened_by": w.sam, "signed_by": w.sam}
    return _session(w, opened_at=w.now, signed_at=w.now, **by)


def _item(w, session=None, **facts):
    given = {"referral": w.referral, "part": "AGENDA", "place": 1, "look_by": w.today}
    return SupervisionItem.objects.create(session=session or _session(w), **given | facts)


def _decision(w, item=None, **facts):
    given = {"code": "CONTINUE", "review_on": w.today, "by": w.sam, "at": w.now}
    return SupervisionDecision.objects.create(item=item or _item(w), **given | facts)


def _action(w, **facts):
    given = {"what": "Ring her", "owner": w.priya, "due_on": w.today}
    return SupervisionAction.objects.create(decision=_decision(w), **given | facts)


def _amendment(w, **facts):
    given = {"session": _signed(w), "text": "She rang later", "by": w.sam, "at": w.now}
    return SupervisionAmendment.objects.create(**given | facts)


def _turn(w, **facts):
    given = {"item": _item(w), "number": -1, "by": w.sam, "at": w.now}
    return SupervisionTurn.objects.create(**given | facts)


def _question(w, **facts):
    given = {"referral": w.referral, "by": w.priya, "at": w.now}
    return SupervisionQuestion.objects.create(**given | facts)


def _pairing(w, **facts):
    return PairingFactory(supervisor=w.sam, supervisee=StaffMemberFactory(), **facts)


def _another(w):
    return in_treatment(w.priya, w.referral.team)


def _two_items(w, **second):
    session = _session(w)
    _item(w, session)
    _item(w, session, **second)


def _two_decisions(w):
    item = _item(w)
    _decision(w, item)
    _decision(w, item)


BREAKS = [
    Break(
        "staff_pairing_has_day_and_time", "a day without a time", lambda w: _pairing(w, weekday=1)
    ),
    Break(
        "staff_pairing_has_day_and_time",
        "a time without a day",
        lambda w: _pairing(w, meets_at="09:00"),
    ),
    Break("staff_pairing_meets_for_a_while", "for no time", lambda w: _pairing(w, minutes=14)),
    Break("staff_pairing_meets_for_a_while", "all morning", lambda w: _pairing(w, minutes=181)),
    Break(
        "supervision_one_meeting_each_time",
        "twice for one day",
        lambda w: (_session(w), _session(w)),
    ),
    Break(
        "supervision_only_a_missed_meeting_has_a_side",
        "held, and missed through somebody",
        lambda w: _session(w, not_held_side="SUPERVISOR"),
    ),
    Break(
        "supervision_stands_in_for_somebody_else",
        "for herself",
        lambda w: _session(w, stands_in_for=w.sam),
    ),
    Break(
        "supervision_stands_in_for_somebody_else",
        "for who is supervised",
        lambda w: _session(w, stands_in_for=w.priya),
    ),
    Break(
        "supervision_nobody_meets_themselves",
        "with herself",
        lambda w: _session(w, supervisor=w.priya),
    ),
    Break(
        "supervision_opened_by_somebody", "opened by nobody", lambda w: _session(w, opened_at=w.now)
    ),
    Break(
        "supervision_signed_by_the_supervisor_once_opened",
        "signed by the supervisee",
        lambda w: _session(w, opened_at=w.now, opened_by=w.sam, signed_at=w.now, signed_by=w.priya),
    ),
    Break(
        "supervision_signed_by_the_supervisor_once_opened",
        "signed before it was opened",
        lambda w: _session(w, signed_at=w.now, signed_by=w.sam),
    ),
    Break(
        "supervision_not_held_has_person_and_reason",
        "no reason",
        lambda w: _session(w, not_held_at=w.now, not_held_by=w.sam),
    ),
    Break(
        "supervision_not_held_has_person_and_reason",
        "opened and not held",
        lambda w: _session(
            w,
            opened_at=w.now,
            opened_by=w.sam,
            not_held_at=w.now,
            not_held_by=w.sam,
            not_held_why="Ill",
        ),
    ),
    Break(
        "supervision_each_case_once_a_meeting",
        "the same case twice",
        lambda w: _two_items(w, place=2),
    ),
    Break(
        "supervision_each_place_once_a_meeting",
        "two cases in one place",
        lambda w: _two_items(w, referral=_another(w)),
    ),
    Break(
        "supervision_nobody_with_risk_is_on_track",
        "risk among those on track",
        lambda w: _item(w, part="ON_TRACK", reasons=[["risk", "Item 9 is 2", "2026-06-01"]]),
    ),
    Break("supervision_each_case_decided_once", "decided twice", _two_decisions),
    Break(
        "supervision_decision_says_what",
        "a change without words",
        lambda w: _decision(w, code="CHANGE"),
    ),
    Break(
        "supervision_only_extending_adds_sessions",
        "a change that adds sessions",
        lambda w: _decision(w, code="CHANGE", what="Weekly", extra_sessions=2),
    ),
    Break(
        "supervision_only_extending_adds_sessions",
        "extended by more than at once",
        lambda w: _decision(w, code="EXTEND", what="Weekly", extra_sessions=13),
    ),
    Break("supervision_amendment_says_something", "no words", lambda w: _amendment(w, text="")),
    Break("supervision_turn_is_before_or_after", "neither", lambda w: _turn(w, number=0)),
    Break(
        "supervision_action_done_by_somebody_with_an_outcome",
        "done without an outcome",
        lambda w: _action(w, done_at=w.now, done_by=w.priya),
    ),
    Break(
        "supervision_one_open_question_each",
        "asked twice",
        lambda w: (_question(w), _question(w)),
    ),
]


@pytest.mark.parametrize("broken", BREAKS, ids=ids)
def test_the_database_refuses(broken, world):
    refused(broken, world)


def test_what_is_nearly_the_same_is_allowed(world):
    w = world
    session = _session(w, opened_at=w.now, opened_by=w.priya)
    _decision(w, _item(w, session), code="CHANGE", what="Weekly for a month")
    _item(w, session, place=2, referral=_another(w), part="ON_TRACK", reasons=[["data_gap"]])
    _session(w, planned_on=w.today + timedelta(days=7), starts_at=w.now + timedelta(days=7))
    _question(w, taken_back_at=w.now)
    _question(w)
    _pairing(w, weekday=0, meets_at="09:00", minutes=15)

    assert SupervisionSession.objects.count() == 2


def _signed_off(w, session):
    by = {"opened_at": w.now, "opened_by": w.sam, "signed_at": w.now, "signed_by": w.sam}
    SupervisionSession.objects.filter(pk=session.pk).update(**by)


def _signed_with_a_case(w):
    _signed_off(w, (item := _item(w)).session)
    return item


def _signed_with_a_decision(w):
    _signed_off(w, (decision := _decision(w)).item.session)
    return decision


def _agree(w, decision):
    return SupervisionAction.objects.create(
        decision=decision, what="Ring her", owner=w.priya, due_on=w.today
    )


def _take_first(w, item):
    SupervisionTurn.objects.create(item=item, number=-1, by=w.sam, at=w.now)


def _put_elsewhere(w, turn):
    SupervisionTurn.objects.filter(pk=turn.pk).update(number=3)


def _signed_with_a_turn(w):
    _signed_off(w, (turn := _turn(w)).item.session)
    return turn


ADDED = [
    ("no_case_into_a_signed_meeting", _signed, _item),
    ("no_decision_into_a_signed_meeting", _signed_with_a_case, _decision),
    ("nothing_agreed_into_a_signed_meeting", _signed_with_a_decision, _agree),
    ("no_other_order_of_a_signed_meeting", _signed_with_a_case, _take_first),
    ("no_other_order_of_a_signed_meeting", _signed_with_a_turn, _put_elsewhere),
]


@pytest.mark.parametrize(("trigger", "make", "add"), ADDED)
def test_nothing_is_added_to_a_signed_meeting(world, trigger, make, add):
    signed = make(world)

    with pytest.raises((InternalError, ProgrammingError), match=trigger), transaction.atomic():
        add(world, signed)


def test_before_it_is_signed_all_of_it_is_written(world):
    """The same rows into the same meetings, but for the signature."""
    w = world
    _put_elsewhere(w, turn := _turn(w))
    done = _agree(w, _decision(w, turn.item))
    _signed_off(w, turn.item.session)

    # What was agreed is done after the meeting, and may pass to somebody else until then.
    own = SupervisionAction.objects.filter(pk=done.pk)
    assert own.update(owner=w.sam) == 1
    assert own.update(done_at=w.now, done_by=w.sam, outcome="Written") == 1


_UNDONE = {"done_at": None, "done_by": None, "outcome": ""}
_DONE_AGAIN = {"outcome": "Rang her, and wrote"}
AGREED = [
    ("what_was_agreed_is_fixed", False, {"what": "Write to her"}),
    ("what_was_agreed_is_fixed", False, {"due_on": "2027-01-01"}),
    ("agreed_action_done_once", True, _UNDONE),
    ("agreed_action_done_once", True, _DONE_AGAIN),
]


@pytest.mark.parametrize(("trigger", "is_done", "changes"), AGREED)
def test_what_was_agreed_stays_and_is_done_once(world, trigger, is_done, changes):
    w = world
    done = {"done_at": w.now, "done_by": w.priya, "outcome": "Rang her"}
    agreed = SupervisionAction.objects.filter(pk=_action(w, **(done if is_done else {})).pk)

    with pytest.raises((InternalError, ProgrammingError), match="Cannot"), transaction.atomic():
        agreed.update(**changes)

    assert not agreed.filter(**changes).exists(), trigger


TRIGGERS: list[tuple[str, Callable[[SimpleNamespace], models.Model], bool]] = [
    ("meeting_never_deleted", _session, False),
    ("signed_meeting_is_fixed", _signed, True),
    ("item_is_a_snapshot", _item, True),
    ("item_is_a_snapshot", _item, False),
    ("decision_is_fixed", _decision, True),
    ("decision_is_fixed", _decision, False),
    ("agreed_action_never_deleted", _action, False),
    ("turn_never_deleted", _turn, False),
    ("amendment_is_fixed", _amendment, True),
    ("amendment_is_fixed", _amendment, False),
    ("question_never_deleted", _question, False),
]


@pytest.mark.parametrize(("trigger", "make", "is_update"), TRIGGERS)
def test_what_stands_is_neither_rewritten_nor_deleted(world, trigger, make, is_update):
    rows = type(row := make(world)).objects.filter(pk=row.pk)
    do = partial(rows.update, id=row.pk) if is_update else partial(rows._raw_delete, rows.db)

    with pytest.raises((InternalError, ProgrammingError), match="Cannot"), transaction.atomic():
        do()

    assert rows.exists(), trigger
