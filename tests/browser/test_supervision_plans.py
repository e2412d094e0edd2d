"""Meetings, coverage and pairings at every width and by keyboard."""

from datetime import timedelta

import pytest
from django.db import transaction

from caseload.models import Allocation
from referrals.changes import changed
from staff.models import SupervisionPairing
from supervision.models import SupervisionSession
from tests.browser.desk import WIDTHS, Desk
from tests.factories import caseload
from tests.factories.referrals import PatientFactory
from tests.factories.staff import AbsenceFactory
from tests.factories.supervision import SessionFactory

pytestmark = pytest.mark.browser

PATHS = ["/supervision/", "/supervision/coverage/", "/supervision/pairings/"]


@pytest.fixture
def supervised(priya, sam, leah, north, now):
    """A meeting that cannot be held, two missed ones, and two people looked at too late."""
    with transaction.atomic():
        SupervisionPairing.objects.filter(supervisee=priya).update(weekday=3, meets_at="09:00")
        AbsenceFactory(staff=priya, starts_on=now.date() + timedelta(days=2))
        for days in (2, -5, -12):
            SessionFactory(supervisor=sam, supervisee=priya, starts_at=now + timedelta(days=days))
        SessionFactory(supervisor=leah, supervisee=sam, starts_at=now + timedelta(days=1))
        for family in ("Campbell", "Osei"):
            who = PatientFactory(given_name="Ann", family_name=family)
            late = caseload.in_treatment(priya, north, since=now - timedelta(days=60), patient=who)
            Allocation.objects.filter(referral=late).update(
                last_discussed_on=now.date() - timedelta(days=31)
            )
            changed([late.pk])


@pytest.mark.parametrize("path", [*PATHS, "/supervision/pairings/{priya}/"])
def test_a_page_is_accessible_at_every_width(desk: Desk, supervised, leah, priya, path):
    desk.sign_in(leah)
    _hold_up(desk, path.format(priya=priya.pk))


@pytest.mark.parametrize("who", ["sam", "priya"])
def test_the_meetings_of_each_of_the_two_too(desk: Desk, supervised, who, request):
    desk.sign_in(request.getfixturevalue(who))
    _hold_up(desk, "/supervision/")


def test_moving_and_making_up_at_every_width(desk: Desk, supervised, sam, priya):
    meetings = SupervisionSession.objects.filter(supervisee=priya).order_by("starts_at")
    missed, coming = meetings.first().reference, meetings.last().reference
    desk.sign_in(sam)

    _hold_up(desk, f"/supervision/sessions/{coming}/move")
    _hold_up(desk, f"/supervision/sessions/{missed}/make-up")


def test_a_reason_is_typed_beside_its_meeting_and_recorded(desk: Desk, supervised, sam):
    desk.sign_in(sam)
    desk.open("/supervision/")
    desk.page.get_by_label("Who could not").first.select_option("SUPERVISOR")
    desk.focus(desk.page.get_by_label("Why it was not held").first)
    desk.type("Sam was ill")
    desk.press("Enter")
    desk.page.locator(".app-message", has_text="Its cases stand on the next meeting").wait_for()

    assert SupervisionSession.objects.get(not_held_by=sam).not_held_why == "Sam was ill"


def _hold_up(desk: Desk, path: str) -> None:
    desk.open(path)
    assert desk.complaints == []
    for width in WIDTHS:
        desk.resize(width)
        assert desk.violations() == [], width
        assert not desk.scrolls_sideways(), width
