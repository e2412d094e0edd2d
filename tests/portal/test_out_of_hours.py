"""Somebody answers at night: the numbers at once, the truth about hours, and a flag with an owner
that waits for nobody to wake up (hazard H29).
"""

from datetime import UTC, datetime

import pytest

from caseload.models import RiskAction
from staff.models import StaffMember
from tests.factories.caseload import booked_contact
from tests.factories.policy import WordingFactory
from tests.portal.links import NINTH, Phone, link_for

pytestmark = pytest.mark.django_db

SATURDAY_NIGHT = datetime(2026, 6, 13, 22, 40, tzinfo=UTC)
MONDAY = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)


@pytest.fixture
def phone(referral, clock):
    clock.move_to(SATURDAY_NIGHT)
    link = link_for(booked_contact(referral, at=MONDAY), now=SATURDAY_NIGHT)
    made = Phone(link)
    made.let_in()
    return made


def support(phone):
    return phone.get("support").content.decode()


def test_on_a_saturday_night_the_page_says_that_the_service_is_closed(phone):
    phone.tap(NINTH, 3)

    page = support(phone)
    assert "We are closed until Monday 15 June at 09:00." in page
    assert "tel:999" in page
    assert "Nobody reads what you send us until then." in page


def test_the_flag_has_its_owner_at_once_and_is_due_on_the_next_working_day(phone, priya):
    phone.tap(NINTH, 3)

    action = RiskAction.objects.get()
    assert action.owner == priya
    assert action.opened_at == SATURDAY_NIGHT
    assert action.due_by.date() == MONDAY.date()


def test_with_nobody_on_the_rota_a_call_asked_for_is_somebodys(phone):
    phone.tap(NINTH, 3)

    phone.client.post(f"{phone.base}support", {"next": "ring"})

    call = RiskAction.objects.get(what__startswith="Ring this person")
    assert call.owner.is_active
    assert "We have asked the person on duty to ring you." in support(phone)


def test_whoever_carries_her_has_left_and_somebody_else_has_the_flag(phone, priya, sam):
    StaffMember.objects.filter(pk=priya.pk).update(is_active=False)

    phone.tap(NINTH, 3)
    phone.client.post(f"{phone.base}support", {"next": "ring"})

    assert {action.owner for action in RiskAction.objects.all()} == {sam}


@pytest.mark.parametrize("step", ["support", "1", "check"])
def test_who_cannot_hear_is_led_to_somebody_who_answers_now_not_to_the_closed_service(phone, step):
    page = phone.get(step).content.decode()

    assert "in an emergency, call 18000" in page
    assert "18001 and then our number" not in page


def test_our_own_number_says_when_it_is_answered(phone, sam, priya):
    WordingFactory(
        key="SERVICE_PHONE",
        text="01632 960100",
        proposed_by=priya,
        approved_by=sam,
        approved_at=SATURDAY_NIGHT,
        valid_from=SATURDAY_NIGHT.date(),
    )

    assert "Our number, answered on working days, 09:00 to 17:00:" in support(phone)


@pytest.mark.parametrize("step", ["support", "check"])
def test_the_words_about_the_night_name_numbers_wherever_they_stand(phone, step):
    """They stand above the page's words on one page and below them on another."""
    page = phone.get(step).content.decode()

    assert "use the numbers on this page" in page
    assert "numbers below" not in page
