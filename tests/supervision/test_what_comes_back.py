"""What was discussed rests until its review; what is worse, left, or not done comes back."""

from datetime import timedelta

import pytest

from clinical.policy import DEFAULT
from referrals.changes import changed
from supervision.actions import sessions
from supervision.actions.decisions import Decided, complete_action, record_decision
from supervision.meeting import agenda
from supervision.models import DecisionCode, SupervisionAction, SupervisionItem
from tests import personas
from tests.factories import caseload
from tests.factories.supervision import SessionFactory
from tests.supervision.meeting_pages import named

pytestmark = pytest.mark.django_db

A_WEEK = timedelta(days=7)


@pytest.fixture
def high(priya, north, now):
    """Cal Reid: high scores at every session, and the next one is booked."""
    referral = caseload.in_treatment(
        priya, north, since=now - timedelta(days=8), patient=named("Reid", "Cal")
    )
    caseload.signed_contact(referral, at=now - timedelta(days=1), phq9=21, gad7=15)
    caseload.booked_contact(referral, at=now + timedelta(days=12))
    changed([referral.pk], now=now)
    return referral


@pytest.fixture
def meet(priya, sam, now):
    """Sam meets Priya so many weeks from now and opens the list."""

    def one(weeks=0, *, is_opened=True):
        at = now + weeks * A_WEEK
        session = SessionFactory(supervisor=sam, supervisee=priya, starts_at=at)
        if is_opened:
            sessions.open_session(session=session, by=sam, now=at, policy=DEFAULT)
            session.refresh_from_db()
        return session

    return one


@pytest.fixture
def decide(sam, priya):
    def one(session, code=DecisionCode.CONTINUE, *, place=1, **more):
        at = session.starts_at
        facts = {"review_on": at.date() + timedelta(days=21), "what": ""} | more
        return record_decision(
            session=session,
            place=place,
            decided=Decided(code, **facts),
            by=sam,
            now=at,
            policy=DEFAULT,
        )

    return one


def _live(session, sam):
    reader = personas.standing_now(sam, now=session.starts_at)
    return agenda.live(session, member=reader, now=session.starts_at, policy=DEFAULT)


def test_what_was_discussed_rests_until_its_review(high, meet, decide, sam):
    first = meet()
    decide(first, review_on=first.starts_at.date() + timedelta(days=14))

    next_week = _live(meet(1, is_opened=False), sam)
    the_week_after = _live(meet(2, is_opened=False), sam)

    assert [line.referral_id for line in next_week.on_track] == [high.pk]
    assert [line.referral_id for line in the_week_after.lines] == [high.pk]


def test_worse_news_wakes_it(high, meet, decide, sam, now):
    decide(meet())
    caseload.signed_contact(high, at=now + timedelta(days=2), phq9=23, gad7=15)
    changed([high.pk], now=now + timedelta(days=2))

    (line,) = _live(meet(1, is_opened=False), sam).lines

    assert line.referral_id == high.pk


def test_a_new_reason_comes_beside_one_that_rests(high, meet, decide, sam, now):
    decide(meet())
    caseload.risk_action(high, owner=sam, what="Safety call")

    (line,) = _live(meet(1, is_opened=False), sam).lines

    assert line.group == "Risk"
    reasons = [reason for reason, *_ in line.reasons]
    assert reasons[0] == "risk"
    assert "high_scores" in reasons


def test_what_was_left_comes_back_first_of_its_heading_and_says_so_from_the_second_time(
    high, meet, decide, sam, priya, north, now
):
    other = caseload.in_treatment(priya, north, since=now - timedelta(days=20))
    caseload.signed_contact(other, at=now - timedelta(days=15), phq9=22, gad7=16)
    changed([other.pk], now=now)
    first = meet()
    places = {item.referral_id: item.place for item in SupervisionItem.objects.all()}
    decide(first, place=places[other.pk])
    later = {"review_on": first.starts_at.date() + A_WEEK}
    decide(first, DecisionCode.COME_BACK_LATER, place=places[high.pk], **later)
    second = meet(1)
    left_once = SupervisionItem.objects.get(session=second, referral=high)
    decide(second, DecisionCode.COME_BACK_LATER, review_on=second.starts_at.date() + A_WEEK)

    line = _live(meet(2, is_opened=False), sam).lines[0]

    assert (left_once.place, left_once.carries, left_once.note) == (1, 1, "")
    assert (line.referral_id, line.carries, line.note) == (high.pk, 2, "Carried twice.")


def test_what_was_agreed_returns_until_it_is_done(high, meet, decide, sam, priya, now):
    first = meet()
    due = {"owner": priya, "due_on": first.starts_at.date() + timedelta(days=3)}
    decide(first, DecisionCode.CHANGE, what="Ring the GP.", **due)

    second = meet(1)
    item = SupervisionItem.objects.get(session=second)
    decide(second)
    complete_action(
        action=SupervisionAction.objects.get(), outcome="Rang.", by=priya, now=now + A_WEEK
    )

    assert (item.part, item.note) == ("AGENDA", "Agreed, not done: Ring the GP, by 12 June.")
    assert not _live(meet(2, is_opened=False), sam).lines


def test_how_many_there_are_costs_no_query(
    high, meet, decide, sam, priya, north, now, django_assert_max_num_queries
):
    decide(meet())
    session = meet(1, is_opened=False)
    for _ in range(5):
        caseload.in_treatment(priya, north)

    reader = personas.standing_now(sam)
    with django_assert_max_num_queries(2):
        agenda.live(session, member=reader, now=now, policy=DEFAULT)
