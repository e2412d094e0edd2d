"""A meeting that is not held: nobody on it passes day 28 without standing somewhere by name."""

from datetime import timedelta

import pytest

from caseload.models import Allocation
from clinical.errors import Refused
from clinical.policy import DEFAULT
from referrals.changes import changed
from supervision.actions import moving, sessions
from supervision.actions.carrying import carry_over
from supervision.actions.planning import say_not_held
from supervision.meeting import agenda
from supervision.models import Part, Side
from tests import personas
from tests.factories.supervision import SessionFactory
from tests.supervision.meeting_pages import on_track

pytestmark = pytest.mark.django_db
A_WEEK = timedelta(weeks=1)


@pytest.fixture
def due(priya, north, now):
    """Ann Late was discussed 25 days ago: the meeting of today is the last one by day 28."""
    referral = on_track(priya, north, "Late", now=now)
    Allocation.objects.filter(referral=referral).update(
        last_discussed_on=now.date() - timedelta(days=25)
    )
    changed([referral.pk])
    return referral


@pytest.fixture
def skipped(priya, sam, due, now):
    """The meeting of this morning, which nobody opened."""
    return SessionFactory(supervisor=sam, supervisee=priya, starts_at=now - timedelta(hours=1))


@pytest.fixture
def following(priya, sam, now):
    return SessionFactory(supervisor=sam, supervisee=priya, starts_at=now + A_WEEK)


def listed(meeting, reader, *, now):
    """Of each person on the list: where they stand, and how many days late."""
    page = agenda.live(meeting, member=personas.standing_now(reader), now=now, policy=DEFAULT)
    return {line.referral_id: (line.part, line.days_late) for line in page.everybody}


def pages(client, sam, leah, priya):
    """What a senior finds on her page about meetings, and the lead about this caseload."""
    found = []
    for person, path in ((sam, "/supervision/"), (leah, f"/supervision/coverage/?of={priya.pk}")):
        client.force_login(person)
        found.append(client.get(path).content.decode())
    return found


def test_from_day_29_they_stand_by_name_before_the_senior_and_the_lead(
    client, clock, skipped, sam, leah, priya, now
):
    say_not_held(session=skipped, side=Side.SERVICE, why="Ill", by=sam, now=now)
    clock.shift(timedelta(days=3))
    assert not any("LATE, Ann" in html for html in pages(client, sam, leah, priya))

    clock.shift(timedelta(days=1))

    senior, lead = pages(client, sam, leah, priya)
    assert "LATE, Ann" in senior
    assert "LATE, Ann" in lead
    assert "Not held: Neither: the service was closed, or something else. Ill" in senior


def test_the_next_meeting_has_them_late_and_the_one_that_makes_up_in_time(
    skipped, following, due, sam, now
):
    tomorrow = now + timedelta(days=1)
    made_up = moving.make_up(
        missed=skipped, starts_at=tomorrow, minutes=45, by=sam, now=now, policy=DEFAULT
    )

    assert listed(made_up, sam, now=tomorrow)[due.pk] == (Part.AGENDA, 0)
    assert listed(following, sam, now=following.starts_at)[due.pk] == (Part.AGENDA, 4)


def test_whoever_would_pass_day_28_is_not_left_for_the_meeting_after_it(
    skipped, following, due, sam, now
):
    """The one that makes up finishes early: they are decided about all the same."""
    tomorrow = now + timedelta(days=1)
    made_up = moving.make_up(
        missed=skipped, starts_at=tomorrow, minutes=45, by=sam, now=now, policy=DEFAULT
    )
    reader = personas.standing_now(sam, now=tomorrow)
    sessions.open_session(session=made_up, by=reader, now=tomorrow, policy=DEFAULT)

    with pytest.raises(Refused, match="Nothing here may wait"):
        carry_over(session=made_up, by=sam, now=tomorrow, policy=DEFAULT)
    with pytest.raises(Refused, match="1 case on the agenda"):
        sessions.sign_off(session=made_up, by=sam, now=tomorrow)
