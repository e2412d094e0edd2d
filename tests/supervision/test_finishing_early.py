"""A meeting finishes early: what may wait is carried, never risk, never past the interval."""

from datetime import timedelta

import pytest

from caseload.models import Allocation, CaseSummary
from clinical.errors import Refused
from clinical.policy import DEFAULT
from referrals.actions import note_open_risk
from referrals.changes import changed
from supervision.actions import carrying, decisions, questions, sessions
from supervision.meeting import agenda
from supervision.meeting.decided import Decided
from supervision.models import DecisionCode, SupervisionDecision, SupervisionItem
from tests.factories import caseload
from tests.factories.supervision import SessionFactory
from tests.supervision.meeting_pages import given, home, named, on_track

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def late(priya, north, now):
    """Eve Cole was discussed 25 days ago: the next meeting would be too late."""
    referral = on_track(priya, north, "Cole", now=now)
    caseload.signed_contact(referral, at=now - timedelta(days=1), phq9=21, gad7=15)
    _discussed(referral, now.date() - timedelta(days=25))
    return referral


def _discussed(referral, on):
    Allocation.objects.filter(referral=referral).update(last_discussed_on=on)
    changed([referral.pk])


def _opened(session, *, by, now):
    sessions.open_session(session=session, by=by, now=now, policy=DEFAULT)
    session.refresh_from_db()
    return session


def _carry(session, *, by, now):
    return carrying.carry_over(session=session, by=by, now=now, policy=DEFAULT)


def test_what_may_wait_is_carried_and_risk_and_whoever_would_pass_their_day_stay(
    session, at_risk, late, worse, sam, now, today
):
    _opened(session, by=sam, now=now)

    assert _carry(session, by=sam, now=now) == 1

    decision = SupervisionDecision.objects.get()
    assert (decision.item.referral, decision.code) == (worse, DecisionCode.COME_BACK_LATER)
    # It was not discussed: the day by which it must be looked at stays where it was.
    discussed_on = CaseSummary.objects.get(referral=worse).last_discussed_on
    assert discussed_on == today - timedelta(days=7)
    with pytest.raises(Refused, match="Nothing here may wait"):
        _carry(session, by=sam, now=now)
    with pytest.raises(Refused, match="2 cases on the agenda"):
        sessions.sign_off(session=session, by=sam, now=now)


def test_a_case_that_would_pass_its_day_is_decided_today_in_words(session, late, sam, now):
    _opened(session, by=sam, now=now)

    with pytest.raises(Refused, match="The next meeting is after 12 June, the last day"):
        decisions.record_decision(
            session=session,
            place=1,
            decided=Decided(DecisionCode.COME_BACK_LATER, now.date() + timedelta(days=7)),
            by=sam,
            now=now,
            policy=DEFAULT,
        )


def test_risk_that_came_up_since_the_opening_is_not_carried(session, worse, sam, now):
    _opened(session, by=sam, now=now)
    caseload.risk_flag(worse, at=now)
    note_open_risk(referral_id=worse.pk, since=now)

    with pytest.raises(Refused, match="Nothing here may wait"):
        _carry(session, by=sam, now=now)


def test_a_trainees_new_case_is_decided_before_treatment_begins(client, sam, trainee, north, now):
    new = caseload.allocated(trainee, north, since=now - timedelta(days=3), patient=named("Shah"))
    caseload.signed_contact(new, at=now - timedelta(days=1), phq9=12, gad7=9, kind="ASSESSMENT")
    caseload.booked_contact(new, at=now + timedelta(days=2))
    meeting = _opened(SessionFactory(supervisor=sam, supervisee=trainee), by=sam, now=now)
    client.force_login(sam)

    page = client.get(home(meeting)).content.decode()

    with pytest.raises(Refused, match="A trainee’s new case is discussed before treatment"):
        decisions.record_decision(
            session=meeting,
            place=1,
            decided=Decided(DecisionCode.COME_BACK_LATER, now.date() + timedelta(days=7)),
            by=sam,
            now=now,
            policy=DEFAULT,
        )
    with pytest.raises(Refused, match="Nothing here may wait"):
        _carry(meeting, by=sam, now=now)
    assert "SHAH" in page.partition("Finish")[2]


def test_a_qualified_colleagues_new_case_may_wait(session, priya, north, sam, now):
    new = caseload.allocated(priya, north, since=now - timedelta(days=3))
    caseload.signed_contact(new, at=now - timedelta(days=1), phq9=12, gad7=9, kind="ASSESSMENT")
    _opened(session, by=sam, now=now)

    assert _carry(session, by=sam, now=now) == 1


def test_carried_twice_it_comes_back_with_its_question_and_says_so(
    session, worse, priya, sam, now, client
):
    questions.ask(referral=worse, text="Is it the shifts?", by=priya, now=now)
    meeting = session
    for week in (1, 2):
        _opened(meeting, by=sam, now=meeting.starts_at)
        _carry(meeting, by=sam, now=meeting.starts_at)
        sessions.sign_off(session=meeting, by=sam, now=meeting.starts_at)
        meeting = SessionFactory(
            supervisor=sam,
            supervisee=priya,
            starts_at=session.starts_at + timedelta(days=7 * week),
        )

    page = agenda.read(meeting, member=sam, now=meeting.starts_at, policy=DEFAULT)
    client.force_login(sam)
    html = client.get(home(meeting)).content.decode()

    (line,) = page.lines
    assert (line.referral_id, line.carries, line.question) == (worse.pk, 2, "Is it the shifts?")
    assert "carried twice" in html
    _opened(meeting, by=sam, now=meeting.starts_at)
    assert SupervisionItem.objects.get(session=meeting).carries == 2


def test_a_moved_case_in_which_risk_has_come_up_stops_the_signing(
    session, worse, sam, priya, north, now
):
    _opened(session, by=sam, now=now)
    moved = on_track(priya, north, "Moss", now=now)
    SupervisionItem.objects.create(
        session=session, referral=moved, part="MOVED", place=9, look_by=now.date()
    )
    _carry(session, by=sam, now=now)
    note_open_risk(referral_id=moved.pk, since=now)

    with pytest.raises(Refused, match="Risk has come up since in 1 moved case"):
        sessions.sign_off(session=session, by=sam, now=now)


def test_the_page_names_who_is_decided_today_and_carries_the_rest(
    client, sam, priya, session, at_risk, worse, now
):
    _opened(session, by=sam, now=now)
    client.force_login(sam)

    html = client.get(home(session)).content.decode()
    sent = client.post(f"{home(session)}carry", follow=True).content.decode()
    again = client.post(f"{home(session)}carry", follow=True).content.decode()

    assert "Decided today all the same" in html
    assert "Carry 1 case to 16 June" in html
    assert "1 case carried to the next meeting." in sent
    assert "Nothing here may wait" in again
    client.post(f"{home(session)}cases/1/", given())
    client.post(f"{home(session)}sign-off")
    session.refresh_from_db()
    assert session.signed_by == sam
    client.force_login(priya)
    assert client.post(f"{home(session)}carry").status_code == 404
