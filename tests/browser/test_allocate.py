"""Ten people triaged and placed by keyboard, two keys each; of those who wait, one key each."""

from datetime import timedelta

import pytest
from django.db import transaction
from playwright.sync_api import expect

from caseload.models import CareContact
from referrals.models import AskedFor, Referral
from tests.browser.desk import Desk
from tests.caseload.test_who_has_room import pwp
from tests.factories import referrals

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_PEOPLE, _WAITING = 10, 3


@pytest.fixture
def colleagues(north):
    with transaction.atomic():
        return [
            pwp("Farah Aziz", north, languages=["ur"], gender="FEMALE"),
            pwp("Cerys Howell", north, gender="FEMALE"),
            pwp("George Lamb", north),
        ]


@pytest.fixture
def queue(north, colleagues, now):
    """Ten to triage, every other one asks for a woman; three more who were taken on."""
    day = now.date()
    with transaction.atomic():
        made = [
            referrals.received(north, received_on=day - timedelta(days=number))
            for number in range(_PEOPLE)
        ]
        for one in made[::2]:
            AskedFor.objects.create(referral=one, gender="FEMALE", set_at=now)
        for number in range(_WAITING):
            referrals.waiting(
                north, received_on=day - timedelta(days=20 + number), triaged_as="STEP_2"
            )
    return made


def test_ten_people_take_two_keys_each_from_the_queue_and_one_each_from_the_list(
    desk: Desk, sam, colleagues, queue
):
    desk.sign_in(sam)
    desk.open("/referrals/")
    desk.press("n")
    for one in reversed(queue):
        desk.page.wait_for_url(f"**/referrals/{one.reference}/")
        desk.press("1", "Control+Enter")
    expect(desk.page.locator(".app-message")).to_contain_text("This is the end of the queue.")

    assert desk.keys == 1 + 2 * _PEOPLE
    asked = Referral.objects.filter(asked_for__gender="FEMALE")
    assert {one.carried_by for one in asked} <= set(colleagues[:2])

    desk.open("/referrals/?stage=allocate")
    desk.press("n")
    waiting = Referral.objects.filter(carried_by__isnull=True).order_by("received_on")
    for one in list(waiting):
        desk.page.wait_for_url(f"**/caseload/{one.reference}/room?stage=allocate")
        desk.press("Control+Enter")
    desk.page.wait_for_url("**/referrals/?stage=allocate")

    assert desk.keys == 1 + _WAITING
    assert not Referral.objects.filter(carried_by__isnull=True).exists()
    assert CareContact.objects.filter(state="BOOKED").count() == _PEOPLE + _WAITING
    assert desk.complaints == []


def test_the_pages_of_allocating_hold_on_a_laptop_and_a_phone(
    desk: Desk, leah, priya, referral, colleagues, queue
):
    desk.sign_in(leah)
    pages = (
        "/team/",
        f"/team/{priya.pk}/hand-over",
        f"/caseload/{queue[0].reference}/room",
    )
    for path in pages:
        desk.resize("laptop")
        desk.open(path)
        expect(desk.page.locator("h1")).to_be_visible()
        assert not desk.scrolls_sideways(), path
        assert desk.violations() == [], path
        desk.resize("phone")
        assert not desk.scrolls_sideways(), path
    assert desk.complaints == []
