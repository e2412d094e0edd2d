"""Each of the twelve decisions: what it asks, and where it shows until it is done."""

from datetime import date, timedelta

import pytest

from caseload.models import Allocation, RiskAction
from clinical.policy import DEFAULT
from staff.models import Grade
from staff.roles import Role
from supervision.actions import decisions, questions, sessions
from supervision.forms.cases import FIRST_CHOICES, LATER, OTHER_CHOICES
from supervision.meeting import agenda
from supervision.meeting.decided import ASKS, Ask
from supervision.models import DecisionCode as Code
from supervision.models import SupervisionAction, SupervisionDecision, SupervisionItem
from tests import confirmed, personas
from tests.factories.supervision import SessionFactory
from tests.supervision.meeting_pages import case, home

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

EVERY = [one.code for one in (*FIRST_CHOICES, *OTHER_CHOICES, LATER)]
WHAT = "Ring the GP"
_A_WEEK = timedelta(days=7)
_IN_THREE_WEEKS = "2026-06-30"
# Nobody is asked to do anything: it rests until its review.
_RESTS = (Code.CONTINUE, Code.EXTEND)
_ENDS = (Code.DISCHARGE, Code.REFER_OUT)


@pytest.fixture
def nia(north):
    return personas.member("Nia Price", role=Role.PWP, team=north, grade=Grade.PWP)


@pytest.fixture
def asked(session, quiet, sam, priya, now):
    """Ann Bell is on the agenda for a question alone."""
    questions.ask(referral=quiet, text="What next?", by=priya, now=now)
    sessions.open_session(session=session, by=sam, now=now, policy=DEFAULT)
    session.refresh_from_db()
    return session


def _sent(code, *, priya, nia):
    """No more than the decision asks for, and when the case is looked at again."""
    due = "2026-06-09" if code is Code.RISK_ACTION else "2026-06-16"
    answers = {
        Ask.WHAT: WHAT,
        Ask.SESSIONS: "2",
        Ask.OWNER: str(priya.pk),
        Ask.COLLEAGUE: str(nia.pk),
        Ask.DUE: due,
    }
    asks = {ask.value: answers[ask] for ask in ASKS[code]}
    return {"code": code.value, "review_on": _IN_THREE_WEEKS, **asks}


def _owner(code, *, priya, nia):
    return nia if Ask.COLLEAGUE in ASKS[code] else priya


@pytest.fixture
def next_week(sam, priya, now):
    return SessionFactory(supervisor=sam, supervisee=priya, starts_at=now + _A_WEEK)


def _line(following, sam):
    """The one person on the list as it stands the day before."""
    later = following.starts_at - timedelta(days=1)
    reader = personas.standing_now(sam, now=later)
    (line,) = agenda.live(following, member=reader, now=later, policy=DEFAULT).everybody
    return line


def test_there_are_twelve_each_with_a_key_of_its_own():
    assert len(EVERY) == 12
    assert {*EVERY, Code.ON_TRACK} == set(Code)
    keys = [one.key for one in (*FIRST_CHOICES, *OTHER_CHOICES, LATER)]
    assert len(set(keys)) == 12


@pytest.mark.parametrize("code", EVERY)
def test_it_is_taken_with_no_more_than_it_asks_and_stands_on_the_record_and_beside_the_next_session(
    client, sam, priya, nia, asked, quiet, code
):
    client.force_login(sam)
    sent = client.post(case(asked), _sent(code, priya=priya, nia=nia))

    assert sent.status_code == 302, sent.content.decode()
    made = SupervisionDecision.objects.get()
    assert (made.code, made.by) == (code, sam)
    client.force_login(priya)
    record = client.get(f"/caseload/{quiet.reference}/supervision/").content.decode()
    panel = client.get(
        f"/caseload/{quiet.reference}/supervision/agreed", headers={"HX-Request": "true"}
    ).content.decode()
    assert code.label in record
    if Ask.WHAT in ASKS[code]:
        assert WHAT in record
        assert WHAT in panel
    assert (code.label in panel) is (code is not Code.COME_BACK_LATER)
    if Ask.DUE in ASKS[code] and code is not Code.RISK_ACTION:
        action = SupervisionAction.objects.get()
        assert (action.owner, action.due_on) == (
            _owner(code, priya=priya, nia=nia),
            date(2026, 6, 16),
        )


@pytest.mark.parametrize("code", EVERY)
def test_it_moves_the_day_of_the_next_look_and_says_whether_an_ending_was_agreed(
    client, sam, priya, nia, asked, quiet, today, code
):
    planned = quiet.planned_sessions
    client.force_login(sam)
    client.post(case(asked), _sent(code, priya=priya, nia=nia))

    quiet.refresh_from_db()
    allocation = Allocation.objects.get(referral=quiet, ends_at=None)
    discussed = today - _A_WEEK if code is Code.COME_BACK_LATER else today
    assert allocation.last_discussed_on == discussed
    assert (allocation.ending_agreed_on == today) is (code in _ENDS)
    if code is not Code.COME_BACK_LATER:
        assert allocation.review_due_on == date(2026, 6, 30)
    assert quiet.planned_sessions == planned + (2 if code is Code.EXTEND else 0)
    assert quiet.carried_by == priya


@pytest.mark.parametrize("code", EVERY)
def test_it_returns_on_the_next_agenda_until_it_is_done(
    client, sam, priya, nia, asked, next_week, now, code
):
    client.force_login(sam)
    client.post(case(asked), _sent(code, priya=priya, nia=nia))

    line = _line(next_week, sam)

    if code in _RESTS:
        assert (line.part, line.note) == ("ON_TRACK", "")
        return
    assert line.part == "AGENDA"
    if code is Code.COME_BACK_LATER:
        assert (line.carries, line.question) == (1, "What next?")
        return
    if code is Code.RISK_ACTION:
        assert line.group == "Risk"
        _close(RiskAction.objects.get(), by=priya, now=now)
    else:
        assert line.note == f"Agreed, not done: {WHAT}, by 16 June."
        decisions.complete_action(
            action=SupervisionAction.objects.get(), outcome="Rang.", by=priya, now=now
        )
    assert _line(next_week, sam).part == "ON_TRACK"


def test_confirmed_on_track_later_takes_back_nothing_that_was_decided(
    client, sam, priya, asked, quiet, now
):
    """Beside the next session, and on the card of the next discussion."""
    client.force_login(sam)
    extended = {"code": "EXTEND", "sessions": "2", "what": "To finish exposure"}
    client.post(case(asked), extended | {"review_on": _IN_THREE_WEEKS})
    at = now + _A_WEEK
    second = SessionFactory(supervisor=sam, supervisee=priya, starts_at=at)
    sessions.open_session(session=second, by=sam, now=at, policy=DEFAULT)
    second.refresh_from_db()
    assert decisions.confirm_on_track(session=second, by=sam, now=at) == 1
    third = SessionFactory(supervisor=sam, supervisee=priya, starts_at=at + _A_WEEK)

    panel = client.get(
        f"/caseload/{quiet.reference}/supervision/agreed", headers={"HX-Request": "true"}
    ).content.decode()
    card = client.get(case(third)).content.decode()

    assert "2 more planned. To finish exposure" in panel
    assert "9 June: extend, 2 more planned, To finish exposure." in card
    assert SupervisionItem.objects.get(session=second).decisions.get().code == Code.ON_TRACK
    assert client.get(home(third)).status_code == 200


def _close(action, *, by, now):
    confirmed.close(action, by=by, now=now, outcome="Rang: safe.")
