"""Somebody on a phone answers a questionnaire by link, without script; a PWP finds the answers."""

from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import expect

from caseload.models import ContactState, RiskAction
from outcomes.models import MeasureTranslation
from portal.links import path_of
from portal.models import LinkAnswer
from referrals.models import Patient
from tests import personas
from tests.caseload.session_forms import address
from tests.portal.links import Phone, link_for, tomorrow

pytestmark = pytest.mark.browser

_BUTTONS = "button.app-answer"


@pytest.fixture
def link(transactional_db, referral):
    Patient.objects.update(address="12 Mill Lane", postcode="LS6 2AA")
    return link_for(tomorrow(referral))


@pytest.fixture
def phone(plain_desk, link):
    """A phone without script, at the link."""
    plain_desk.resize("phone")
    plain_desk.open(path_of(link))
    return plain_desk


def let_in(phone, *, start="Start"):
    """The birth date, typed; then Start is the first tap."""
    for name, text in (("d", "4"), ("m", "5"), ("y", "1991")):
        phone.page.locator(f"#{name}").fill(text)
    tap(phone, start)


def tap(phone, words):
    phone.page.get_by_role("button", name=words).first.click()
    phone.keys += 1


def test_sixteen_questions_take_eighteen_taps_and_the_birth_date(phone, link):
    let_in(phone)
    for _ in range(16):
        tap(phone, "Several days" if phone.path()[-2:] != "/9" else "Not at all")
    assert "You answered 16 of 16." in phone.text("main")
    tap(phone, "Send to Priya")

    link.refresh_from_db()
    assert phone.keys == 18
    assert "Priya looks at them with you" in phone.text("main")
    assert {one.total for one in link.sitting.scores.all()} == {8, 7}


def test_an_item_nine_above_zero_shows_the_numbers_first_then_a_call_then_the_rest(phone, link):
    let_in(phone)
    for _ in range(8):
        tap(phone, "Not at all")
    tap(phone, "More than half the days")

    assert phone.path().endswith("/support")
    assert RiskAction.objects.filter(referral=link.referral).exists()
    buttons = phone.page.locator(".app-call__button")
    assert buttons.first.get_attribute("href") == "tel:999"
    assert {round(buttons.nth(n).bounding_box()["width"]) for n in range(4)} == {
        round(phone.page.locator("main").bounding_box()["width"])
    }
    assert all(buttons.nth(n).bounding_box()["height"] >= 56 for n in range(4))
    assert "Nobody reads this round the clock." in phone.text("main")

    tap(phone, "Ask the service to ring me")
    assert "We have asked the person on duty to ring you." in phone.text("main")
    phone.page.get_by_role("link", name="Carry on with the questions").click()
    assert phone.path().endswith("/10")

    phone.page.get_by_role("link", name="Back").click()
    tap(phone, "Not at all")
    assert phone.path().endswith("/10")
    assert RiskAction.objects.filter(referral=link.referral, closed_at=None).exists()


def test_going_back_keeps_the_answer_and_the_next_visit_goes_on_where_it_stopped(phone, link):
    let_in(phone)
    for _ in range(3):
        tap(phone, "Several days")
    phone.page.get_by_role("link", name="Back").click()
    assert "Several days" in phone.text('[aria-current="true"]')
    tap(phone, "Leave this one out")

    phone.context.clear_cookies()
    phone.open(path_of(link))
    let_in(phone)

    assert phone.path().endswith("/4")
    assert LinkAnswer.objects.get(item=3).value is None


@pytest.mark.parametrize("width", ["phone", "narrow", "laptop"])
def test_every_page_fits_and_axe_finds_nothing(desk, link, width):
    desk.resize(width)
    desk.open(path_of(link))
    _look(desk, "")
    let_in(desk)
    for step in ("9", "support", "check", "finished"):
        if step == "finished":
            tap(desk, "Send")
        else:
            desk.open(f"{path_of(link)}{step}")
        _look(desk, step)


def test_answers_are_big_enough_for_a_thumb(phone):
    let_in(phone)

    heights = [
        phone.page.locator(_BUTTONS).nth(n).bounding_box()["height"]
        for n in range(phone.page.locator(_BUTTONS).count())
    ]

    assert len(heights) == 5
    assert min(heights) >= 56


def test_a_routine_session_answered_by_link_takes_ten_keys_at_most(desk, priya, link):
    contact = link.contact
    let_in_elsewhere(desk, link)
    with time_machine.travel(contact.starts_at + timedelta(minutes=1), tick=True):
        desk.client.logout()
        desk.sign_in(priya)
        desk.open(address(contact))
        assert "Answered by link" in desk.text("#by-link")

        desk.press("y")
        desk.press("a")
        desk.has_focus("risk_asked")
        desk.press("1", "1")
        desk.type("Reviewed the diary and the Tuesday walk.")
        desk.press("Tab", "Tab", "1")
        desk.page.get_by_text("Ready to sign").wait_for()
        desk.press("Control+Enter")
        desk.page.wait_for_url("**/today/")

    contact.refresh_from_db()
    assert desk.keys <= 10
    assert contact.state == ContactState.LOGGED
    assert contact.sitting.mode == "BY_LINK"


def let_in_elsewhere(desk, link, ninth=0):
    """Answered and sent on the person's own phone."""
    phone = Phone(link)
    phone.let_in()
    phone.tap_all(*[1] * 8, ninth, *[1] * 7)
    phone.send()


def _look(desk, step):
    assert not desk.scrolls_sideways(), step
    assert desk.violations() == [], step


def test_an_item_nine_by_link_opens_the_risk_section_before_anything_is_pressed(desk, priya, link):
    contact = link.contact
    let_in_elsewhere(desk, link, ninth=2)
    with time_machine.travel(contact.starts_at + timedelta(minutes=1), tick=True):
        desk.client.logout()
        desk.sign_in(priya)
        desk.open(address(contact))
        desk.press("y", "a")

        # Digits by habit, as if the questionnaires were still to be filled, say nothing about risk.
        desk.press("1", "0", "2")
        expect(desk.page.locator("#risk input:checked")).to_have_count(0)
        desk.press("Tab")
        desk.has_focus("risk_thoughts")
        desk.press("2")
        expect(desk.page.locator("[name=risk_thoughts]").nth(1)).to_be_checked()
        assert "Item 9 is 2" in desk.text("#by-link")
        assert desk.violations() == []

        desk.press("Control+Enter")
        desk.refused()

    contact.refresh_from_db()
    assert contact.state == ContactState.BOOKED


def test_right_to_left_the_page_fits_and_axe_finds_nothing(desk, referral):
    Patient.objects.update(language="ar")
    MeasureTranslation.objects.create(
        measure="PHQ9",
        language="ar",
        language_name="العربية",
        is_right_to_left=True,
        lead_in="خلال الأسبوعين الماضيين",
        items=["سؤال"] * 9,
        options=["أبداً", "عدة أيام", "أكثر من نصف الأيام", "كل يوم تقريباً"],
        licence="Invented for this test",
        loaded_at=personas.NOW,
    )
    referral.patient.refresh_from_db()
    made = link_for(tomorrow(referral))
    desk.resize("narrow")
    desk.open(path_of(made))
    let_in(desk, start="ابدأ")

    first = desk.page.locator(_BUTTONS).first
    assert first.evaluate("one => getComputedStyle(one).direction") == "rtl"
    _look(desk, "1")
    desk.open(f"{path_of(made)}9")
    tap(desk, "عدة أيام")
    assert "شكراً لإخبارنا" in desk.text("main")
    _look(desk, "support")
    desk.open(f"{path_of(made)}check")
    _look(desk, "check")
