"""A meeting is opened, its cases decided, whoever is on track confirmed, and it is signed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, transaction

from caseload.models import Allocation, CareContact, CaseSummary, RiskAction, RiskSignal
from clinical.errors import Refused
from clinical.policy import DEFAULT
from clinical.working_days import local_date
from referrals.actions import note_open_risk
from referrals.changes import changed
from referrals.models import Referral, TimelineNote
from supervision.actions import decisions, questions, sessions
from supervision.meeting import agenda
from supervision.meeting.decided import Decided
from supervision.models import (
    DecisionCode,
    Part,
    SupervisionAction,
    SupervisionDecision,
    SupervisionItem,
)
from tests.factories import caseload
from tests.factories.supervision import SessionFactory

_NEVER = "supervision_nobody_with_risk_is_on_track"


@pytest.fixture
def session(priya, sam):
    return SessionFactory(supervisor=sam, supervisee=priya)


@pytest.fixture
def at_risk(priya, north, now):
    """Somebody with an open risk plan: first on every agenda."""
    referral = caseload.in_treatment(priya, north)
    caseload.risk_action(referral, owner=priya)
    return _true(referral, now)


@pytest.fixture
def quiet(priya, north, now, today):
    """Somebody discussed a week ago with nothing to look at."""
    return nothing_to_look_at(priya, north, now=now)


def nothing_to_look_at(pwp, team, *, now):
    """Seen and discussed a week ago, booked for next week, nothing in the scores."""
    referral = caseload.in_treatment(pwp, team, since=now - timedelta(days=8))
    caseload.booked_contact(
        referral, at=now + timedelta(days=7, minutes=30 * CareContact.objects.count())
    )
    Allocation.objects.filter(referral=referral).update(
        last_discussed_on=now.date() - timedelta(days=7)
    )
    return _true(referral, now)


def _true(referral, now):
    changed([referral.pk], now=now)
    return referral


def opened(session, *, by, now):
    sessions.open_session(session=session, by=by, now=now, policy=DEFAULT)
    session.refresh_from_db()
    return session


def decide(session, place, *, by, now, code=DecisionCode.CONTINUE, **given):
    facts = {"review_on": now.date() + timedelta(days=14)} | given
    return decisions.record_decision(
        session=session,
        place=place,
        decided=Decided(code, **facts),
        by=by,
        now=now,
        policy=DEFAULT,
    )


def place_of(session, referral):
    return SupervisionItem.objects.get(session=session, referral=referral).place


def test_opening_keeps_everybody_once_and_a_second_opening_changes_nothing(
    session, at_risk, quiet, sam, now
):
    opened(session, by=sam, now=now)
    opened(session, by=sam, now=now + timedelta(minutes=5))

    kept = {item.referral_id: item.part for item in SupervisionItem.objects.all()}
    assert kept == {at_risk.pk: Part.AGENDA, quiet.pk: Part.ON_TRACK}
    assert session.opened_at == now


def test_what_was_seen_is_what_is_recorded_whatever_happens_after(
    session, at_risk, quiet, sam, now
):
    opened(session, by=sam, now=now)
    before = agenda.read(session, member=sam, now=now, policy=DEFAULT)

    Allocation.objects.update(last_discussed_on=None)
    _true(quiet, now)
    after = agenda.read(session, member=sam, now=now + timedelta(days=40), policy=DEFAULT)

    assert after == before


def test_a_decision_is_on_the_record_and_moves_the_day_of_the_next_look(
    session, at_risk, sam, priya, now, today
):
    opened(session, by=sam, now=now)

    decide(
        session,
        place_of(session, at_risk),
        by=sam,
        now=now,
        code=DecisionCode.CHANGE,
        what="Two more sessions on shifts.",
        owner=priya,
        due_on=today + timedelta(days=7),
    )

    note = TimelineNote.objects.get(referral=at_risk, kind="SUPERVISION")
    assert (note.title, note.by) == ("Change", sam)
    assert "Two more sessions on shifts. (Priya Raman, by" in note.text
    summary = CaseSummary.objects.get(referral=at_risk)
    assert summary.last_discussed_on == today
    assert summary.review_due_on == today + timedelta(days=14)
    assert SupervisionAction.objects.get().owner == priya


@pytest.mark.parametrize(
    ("given", "words", "field"),
    [
        ({"review_on": 29}, "looked at again by", "review_on"),
        ({"review_on": 0}, "later day than today", "review_on"),
        ({"code": DecisionCode.STEP_UP, "what": " "}, "what is to be done", "what"),
        ({"code": DecisionCode.STEP_UP, "what": "x", "owner": None}, "who does it", "owner"),
        ({"code": DecisionCode.STEP_UP, "what": "x", "due_on": None}, "by when", "due_on"),
        ({"code": DecisionCode.COME_BACK_LATER}, "Risk is discussed", ""),
    ],
)
def test_what_a_decision_lacks_is_said_beside_its_field(
    session, at_risk, sam, priya, now, today, given, words, field
):
    opened(session, by=sam, now=now)
    whole = {"owner": priya, "due_on": today} | given
    whole["review_on"] = today + timedelta(days=given.get("review_on", 14))

    with pytest.raises(Refused, match=words) as refused:
        decide(session, 1, by=sam, now=now, **whole)

    assert (refused.value.field or "") == field
    assert not SupervisionDecision.objects.exists()


def test_a_risk_action_stands_on_the_risk_plan_where_it_is_watched(
    session, at_risk, sam, priya, now, today
):
    opened(session, by=sam, now=now)
    what = {"code": DecisionCode.RISK_ACTION, "what": "Ring the GP.", "owner": priya}
    with pytest.raises(Refused, match="due by 9 June or by 16 June") as refused:
        decide(session, 1, by=sam, now=now, due_on=today + timedelta(days=3), **what)

    decide(session, 1, by=sam, now=now, due_on=today, **what)

    action = RiskAction.objects.get(referral=at_risk, what="Ring the GP.")
    assert refused.value.field == "due_on"
    assert (action.owner, local_date(action.due_by)) == (priya, today)
    assert not SupervisionAction.objects.exists()


def test_a_risk_action_where_nothing_is_open_opens_a_flag_with_its_signal(
    session, quiet, sam, priya, now, today
):
    opened(session, by=sam, now=now)
    what = {"code": DecisionCode.RISK_ACTION, "what": "Ring.", "owner": priya, "due_on": today}

    decide(session, 1, by=sam, now=now, **what)

    signal = RiskSignal.objects.get(referral=quiet)
    action = RiskAction.objects.get(referral=quiet)
    assert signal.source == "SUPERVISION"
    assert (action.flag, action.what, action.owner) == (signal.flag, "Ring.", priya)
    quiet.refresh_from_db()
    assert quiet.risk_open_since == now


def test_the_same_decision_twice_is_one(session, at_risk, sam, now):
    opened(session, by=sam, now=now)
    decide(session, 1, by=sam, now=now)

    with pytest.raises(Refused, match="decided already"):
        decide(session, 1, by=sam, now=now)

    assert TimelineNote.objects.filter(referral=at_risk, kind="SUPERVISION").count() == 1


def test_nobody_decides_about_a_case_they_carry(session, at_risk, sam, now):
    opened(session, by=sam, now=now)
    Referral.objects.filter(pk=at_risk.pk).update(carried_by=sam)

    with pytest.raises(Refused, match="You carry this case"):
        decide(session, 1, by=sam, now=now)


def test_only_the_supervisor_of_the_meeting_opens_decides_and_signs(
    session, at_risk, priya, sam, now
):
    with pytest.raises(Refused, match="Only the supervisor"):
        opened(session, by=priya, now=now)
    opened(session, by=sam, now=now)

    with pytest.raises(Refused, match="Only the supervisor"):
        decide(session, 1, by=priya, now=now)
    with pytest.raises(Refused, match="Only the supervisor"):
        sessions.sign_off(session=session, by=priya, now=now)


def test_a_decision_on_somebody_who_has_ended_is_refused_and_nothing_is_kept(
    session, at_risk, sam, now, today
):
    opened(session, by=sam, now=now)
    Referral.objects.filter(pk=at_risk.pk).update(ended_on=today, status="ENDED", end_code="X")

    with pytest.raises(Refused, match="has ended"):
        decide(session, 1, by=sam, now=now)

    assert not SupervisionDecision.objects.exists()


def test_the_batch_confirms_everybody_on_track_but_nobody_with_risk_since(
    session, quiet, priya, north, sam, now, today
):
    since = nothing_to_look_at(priya, north, now=now)
    opened(session, by=sam, now=now)
    caseload.risk_flag(since, at=now)
    note_open_risk(referral_id=since.pk, since=now)

    confirmed = decisions.confirm_on_track(session=session, by=sam, now=now)

    assert confirmed == 1
    assert SupervisionDecision.objects.get().item.referral == quiet
    # Confirming is no discussion: the four weeks run on.
    discussed_on = CaseSummary.objects.get(referral=quiet).last_discussed_on
    assert discussed_on == today - timedelta(days=7)
    with pytest.raises(Refused, match="Risk has come up since with somebody on track"):
        sessions.sign_off(session=session, by=sam, now=now)


def test_a_row_that_calls_somebody_with_risk_on_track_cannot_be_written(session, at_risk, today):
    with (
        pytest.raises(IntegrityError, match=_NEVER),
        transaction.atomic(),
    ):
        SupervisionItem.objects.create(
            session=session,
            referral=at_risk,
            part=Part.ON_TRACK,
            place=1,
            reasons=[["risk", "Item 9 is 2", "2026-06-01"]],
            look_by=today,
        )


def test_signing_refuses_what_is_undecided_and_then_fixes_the_meeting(
    session, at_risk, quiet, sam, now
):
    opened(session, by=sam, now=now)
    with pytest.raises(Refused, match="1 case on the agenda"):
        sessions.sign_off(session=session, by=sam, now=now)
    decide(session, place_of(session, at_risk), by=sam, now=now)
    decisions.confirm_on_track(session=session, by=sam, now=now)

    sessions.sign_off(session=session, by=sam, now=now)

    session.refresh_from_db()
    assert session.signed_by == sam
    with pytest.raises(Refused, match="signed"):
        decide(session, 1, by=sam, now=now)
    with pytest.raises(InternalError), transaction.atomic():
        type(session).objects.filter(pk=session.pk).update(minutes=30)


def test_a_case_that_left_the_caseload_since_the_opening_does_not_stop_the_signing(
    session, at_risk, tom, sam, now
):
    opened(session, by=sam, now=now)
    Referral.objects.filter(pk=at_risk.pk).update(carried_by=tom)

    sessions.sign_off(session=session, by=sam, now=now)

    session.refresh_from_db()
    assert session.signed_at == now


def test_a_question_brings_a_quiet_case_to_the_meeting_and_is_answered_by_it(
    session, quiet, priya, sam, now
):
    questions.ask(referral=quiet, text="Would problem solving fit better?", by=priya, now=now)

    page = agenda.read(session, member=sam, now=now, policy=DEFAULT)
    assert [line.question for line in page.lines] == ["Would problem solving fit better?"]

    opened(session, by=sam, now=now)
    assert SupervisionItem.objects.get(referral=quiet).question.startswith("Would problem")
    with pytest.raises(Refused, match="Write the question"):
        questions.ask(referral=quiet, text=" ", by=priya, now=now)
    questions.ask(referral=quiet, text="And now?", by=priya, now=now)
    with pytest.raises(Refused, match="waits already"):
        questions.ask(referral=quiet, text="And now?", by=priya, now=now)


def test_a_question_in_a_signed_note_comes_to_the_meeting_until_the_case_is_decided(
    session, quiet, sam, now
):
    caseload.signed_contact(quiet, at=now - timedelta(hours=2), supervision_question="Step up?")

    page = agenda.read(session, member=sam, now=now, policy=DEFAULT)
    assert [line.question for line in page.lines] == ["Step up?"]

    opened(session, by=sam, now=now)
    decide(session, 1, by=sam, now=now)
    later = SessionFactory(
        supervisor=sam, supervisee=session.supervisee, starts_at=now + timedelta(days=7)
    )
    page = agenda.read(later, member=sam, now=now, policy=DEFAULT)
    assert [line.question for line in page.everybody] == [""]


def test_what_was_agreed_is_done_once_with_words(session, at_risk, sam, priya, now, today):
    opened(session, by=sam, now=now)
    decide(
        session,
        1,
        by=sam,
        now=now,
        code=DecisionCode.CHANGE,
        what="Ring.",
        owner=priya,
        due_on=today,
    )
    action = SupervisionAction.objects.get()

    with pytest.raises(Refused, match="what came of it"):
        decisions.complete_action(action=action, outcome=" ", by=priya, now=now)
    decisions.complete_action(action=action, outcome="Rang, agreed.", by=priya, now=now)

    with pytest.raises(Refused, match="done already"):
        decisions.complete_action(action=action, outcome="Again.", by=priya, now=now)
