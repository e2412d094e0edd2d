"""What came and was closed between two meetings, and what a PWP takes along, comes to the next."""

from datetime import timedelta

import pytest

from caseload.models import CareContact, CaseFlag, RiskSignal
from caseload.signal_words import UNSIGNED
from clinical.errors import Refused
from clinical.policy import DEFAULT
from referrals.changes import changed
from referrals.models import Referral
from supervision.actions import carrying, decisions, sessions
from supervision.meeting import agenda
from supervision.meeting.decided import Decided
from supervision.models import DecisionCode, SupervisionItem
from tests import personas
from tests.factories import caseload
from tests.factories.supervision import SessionFactory
from tests.supervision.meeting_pages import case, on_track

pytestmark = pytest.mark.django_db

_A_DAY, _A_WEEK = timedelta(days=1), timedelta(days=7)
_TAKEN = "WRITE_AND_SUPERVISION"


@pytest.fixture
def last_week(priya, sam, now, quiet):
    """Ann Bell was discussed in it, seven days ago."""
    at = now - _A_WEEK
    session = SessionFactory(supervisor=sam, supervisee=priya, starts_at=at)
    sessions.open_session(session=session, by=sam, now=at, policy=DEFAULT)
    session.refresh_from_db()
    _decide(session, quiet, by=sam, at=at)
    return session


def _decide(session, referral, *, by, at, code=DecisionCode.CONTINUE):
    decisions.record_decision(
        session=session,
        place=SupervisionItem.objects.get(session=session, referral=referral).place,
        decided=Decided(code, review_on=at.date() + 2 * _A_WEEK),
        by=by,
        now=at,
        policy=DEFAULT,
    )


def _live(session, member, now):
    return agenda.live(session, member=personas.standing_now(member), now=now, policy=DEFAULT)


def _was_risk(referral, *, at, by):
    """Item 9 was 2 at a session; it was spoken about, and the flag was closed."""
    caseload.answered_item_nine(referral, at=at, by=by)
    assert Referral.objects.get(pk=referral.pk).risk_open_since is None


@pytest.mark.usefixtures("last_week")
def test_a_signal_that_was_closed_since_the_last_discussion_comes_first_as_risk(
    session, quiet, worse, sam, priya, now
):
    _was_risk(quiet, at=now - 2 * _A_DAY, by=priya)

    page = _live(session, sam, now)

    assert [line.referral_id for line in page.lines] == [quiet.pk, worse.pk]
    (code, evidence, since), *_ = page.lines[0].reasons
    assert (page.lines[0].group, page.lines[0].seconds) == ("Risk", DEFAULT.agenda_risk_seconds)
    assert (code, since) == ("risk", "2026-06-07")
    assert evidence == "Item 9 is 2. Closed 7 June by Priya Raman, not discussed yet"


@pytest.mark.usefixtures("last_week")
def test_the_words_of_an_unsigned_note_are_not_said(session, quiet, sam, priya, now):
    flag = caseload.risk_flag(quiet, at=now - 2 * _A_DAY)
    draft = CareContact.objects.get(referral=quiet, state="BOOKED")
    facts = {"flag": flag, "source": "DRAFT", "contact": draft, "at": now - 2 * _A_DAY}
    RiskSignal.objects.create(referral=quiet, evidence="Item 9 is 3", **facts)
    how = {"cleared_at": now - _A_DAY, "cleared_by": priya, "cleared_how": "Rang: safe."}
    CaseFlag.objects.filter(pk=flag.pk).update(**how)
    Referral.objects.filter(pk=quiet.pk).update(risk_open_since=None)
    changed([quiet.pk])

    (line,) = _live(session, sam, now).lines

    assert line.has_risk
    assert line.reasons[0][1] == f"{UNSIGNED}. Closed 8 June by Priya Raman, not discussed yet"


def test_what_was_spoken_about_since_it_came_rests(last_week, session, quiet, sam, priya, now):
    _was_risk(quiet, at=last_week.starts_at - _A_DAY, by=priya)

    assert not _live(session, sam, now).lines


@pytest.mark.parametrize("code", ["COME_BACK_LATER", "ON_TRACK"])
def test_being_left_or_confirmed_on_track_is_no_word_about_it(
    last_week, session, quiet, sam, priya, now, code
):
    # It came while the list lay open, and was closed before the batch.
    after = last_week.starts_at + _A_DAY
    other = SessionFactory(supervisor=sam, supervisee=priya, starts_at=after)
    sessions.open_session(session=other, by=sam, now=after, policy=DEFAULT)
    _was_risk(quiet, at=after + timedelta(minutes=1), by=priya)
    item = SupervisionItem.objects.get(session=other, referral=quiet)
    item.decisions.create(code=code, review_on=now.date(), by=sam, at=after + timedelta(minutes=5))

    (line,) = _live(session, sam, now).lines

    assert (line.referral_id, line.has_risk) == (quiet.pk, True)


@pytest.mark.usefixtures("last_week")
def test_it_is_decided_in_the_meeting_it_comes_to(session, quiet, sam, priya, now):
    _was_risk(quiet, at=now - 2 * _A_DAY, by=priya)
    sessions.open_session(session=session, by=sam, now=now, policy=DEFAULT)
    session.refresh_from_db()

    with pytest.raises(Refused, match="Risk is discussed today"):
        _decide(session, quiet, by=sam, at=now, code=DecisionCode.COME_BACK_LATER)
    with pytest.raises(Refused, match="Nothing here may wait"):
        carrying.carry_over(session=session, by=sam, now=now, policy=DEFAULT)
    _decide(session, quiet, by=sam, at=now)

    following = SessionFactory(supervisor=sam, supervisee=priya, starts_at=now + _A_WEEK)
    assert not _live(following, sam, now + _A_DAY).lines


@pytest.mark.usefixtures("last_week", "clock")
def test_its_card_begins_with_the_signal(client, session, quiet, sam, priya, now):
    _was_risk(quiet, at=now - 2 * _A_DAY, by=priya)
    sessions.open_session(session=session, by=sam, now=now, policy=DEFAULT)
    client.force_login(sam)

    html = client.get(case(session)).content.decode()

    assert "Risk in short" in html
    assert "Closed 7 June by Priya Raman, not discussed yet" in html


@pytest.mark.usefixtures("last_week")
def test_a_missed_session_that_is_taken_to_supervision_comes(session, quiet, sam, now):
    caseload.missed_contact(quiet, at=now - _A_DAY, follow_up=_TAKEN)

    (line,) = _live(session, sam, now).lines

    assert (line.referral_id, line.group) == (quiet.pk, "No contact or missed")
    assert line.reasons == (
        ("missed_session", "Missed 8 June, taken to supervision", "2026-06-08"),
    )


def test_it_comes_until_it_was_discussed_or_the_person_was_seen(
    last_week, session, quiet, priya, north, sam, now
):
    seen = on_track(priya, north, "Vale", now=now)
    caseload.missed_contact(quiet, at=last_week.starts_at - _A_DAY, follow_up=_TAKEN)
    caseload.missed_contact(seen, at=now - 3 * _A_DAY, follow_up=_TAKEN)
    caseload.signed_contact(seen, at=now - 2 * _A_DAY, phq9=9, gad7=6)

    assert not _live(session, sam, now).lines


@pytest.mark.usefixtures("last_week")
def test_taken_along_it_does_not_wait_where_the_hour_is_full(session, quiet, worse, sam, now):
    caseload.missed_contact(quiet, at=now - _A_DAY, follow_up=_TAKEN)
    session.minutes = DEFAULT.agenda_check_in_minutes + DEFAULT.agenda_close_minutes
    session.save()

    page = _live(session, sam, now)

    assert [line.referral_id for line in page.lines] == [quiet.pk]
    assert [line.referral_id for line in page.moved] == [worse.pk]


@pytest.mark.usefixtures("last_week")
def test_a_question_signed_while_the_list_lay_open_is_not_answered_by_the_batch(
    session, quiet, sam, priya, now
):
    before = now - 3 * _A_DAY
    other = SessionFactory(supervisor=sam, supervisee=priya, starts_at=before)
    sessions.open_session(session=other, by=sam, now=before, policy=DEFAULT)
    other.refresh_from_db()
    caseload.signed_contact(
        quiet,
        at=before - timedelta(minutes=30),
        phq9=9,
        gad7=6,
        supervision_question="More of the same?",
    )
    confirmed = decisions.confirm_on_track(
        session=other, by=sam, now=before + timedelta(minutes=40)
    )

    (line,) = _live(session, sam, now).lines

    assert confirmed == 1
    assert (line.referral_id, line.question) == (quiet.pk, "More of the same?")


def test_each_reason_says_since_when_it_holds_not_of_which_day_the_latest_score_is(
    session, priya, north, sam, now
):
    """The flag was first found five days ago; a score as high came yesterday."""
    high = on_track(priya, north, "Hart", now=now)
    first = now - 5 * _A_DAY
    for at in (first, now - _A_DAY):
        caseload.signed_contact(high, at=at, phq9=21, gad7=16)
        changed([high.pk], now=at)

    (line,) = _live(session, sam, now).lines

    since = {reason: day for reason, _, day in line.reasons}
    assert since["high_scores"] == f"{first.date()}"


@pytest.mark.usefixtures("last_week")
def test_what_its_pwp_proposes_comes_under_its_heading_until_it_was_decided(
    session, quiet, sam, priya, now
):
    caseload.signed_contact(quiet, at=now - _A_DAY, phq9=12, gad7=9, proposed="STEP_UP")

    (line,) = _live(session, sam, now).lines

    assert line.group == "Ready to end or step up"
    assert line.reasons == (("ready_for_decision", "Step up proposed", "2026-06-08"),)
    sessions.open_session(session=session, by=sam, now=now, policy=DEFAULT)
    session.refresh_from_db()
    _decide(session, quiet, by=sam, at=now)
    following = SessionFactory(supervisor=sam, supervisee=priya, starts_at=now + _A_WEEK)
    assert not _live(following, sam, now + _A_DAY).lines


@pytest.mark.usefixtures("last_week")
def test_another_proposal_is_news_and_the_same_one_is_not(session, quiet, sam, priya, now):
    caseload.signed_contact(quiet, at=now - _A_DAY, phq9=12, gad7=9, proposed="STEP_UP")
    sessions.open_session(session=session, by=sam, now=now, policy=DEFAULT)
    session.refresh_from_db()
    _decide(session, quiet, by=sam, at=now)
    following = SessionFactory(supervisor=sam, supervisee=priya, starts_at=now + _A_WEEK)

    caseload.signed_contact(quiet, at=now + _A_DAY, phq9=12, gad7=9, proposed="STEP_UP")
    assert not _live(following, sam, now + 2 * _A_DAY).lines
    caseload.signed_contact(quiet, at=now + 2 * _A_DAY, phq9=5, gad7=9, proposed="TRANSFER")

    (line,) = _live(following, sam, now + 3 * _A_DAY).lines
    assert line.reasons[0][:2] == ("ready_for_decision", "Transfer proposed")
