"""A PWP logs a session by keyboard inside the call; every key is counted (ux.md 5)."""

from datetime import timedelta

import pytest

from caseload.models import Attendance, ContactState, MissedFollowUp
from tests.caseload.session_forms import address
from tests.factories.caseload import booked_contact, in_treatment

pytestmark = pytest.mark.browser

PHQ9, GAD7 = "211211110", "2111111"


@pytest.fixture
def at_desk(desk, priya, contact):
    """Priya, with the page of this morning's session open."""
    desk.sign_in(priya)
    desk.open(address(contact))
    return desk


def _ready(desk):
    desk.page.get_by_text("Ready to sign").wait_for()


def test_a_routine_session_with_both_questionnaires_takes_26_keys_at_most(
    at_desk, contact, priya, north, now
):
    later = booked_contact(in_treatment(priya, north), at=now + timedelta(hours=1))

    at_desk.press("y", "a", *PHQ9, *GAD7, "1", "1")
    at_desk.type("Reviewed the diary and the Tuesday walk.")
    at_desk.press("Tab", "Tab", "1")
    _ready(at_desk)
    at_desk.press("Control+Enter")
    at_desk.page.wait_for_url(f"**{address(later)}")

    contact.refresh_from_db()
    assert at_desk.keys <= 26
    assert contact.state == ContactState.LOGGED
    assert contact.did == "Reviewed the diary and the Tuesday walk."
    assert (contact.identity_checked, contact.location) == (True, "12 Mill Lane, LS6 2AA")
    totals = dict(contact.sitting.scores.values_list("measure", "total"))
    assert totals == {"PHQ9": 10, "GAD7": 8}
    assert contact.referral.contacts.get(state=ContactState.BOOKED).starts_at == now + timedelta(
        days=7
    )
    assert "Session 2, Asha Nair. Add a correction" in at_desk.text(".app-message")


def test_a_missed_session_takes_5_keys_at_most_with_two_call_attempts(at_desk, contact):
    at_desk.press("r", "r", "d", "1")
    _ready(at_desk)
    at_desk.press("Control+Enter")
    at_desk.page.wait_for_url("**/today/")

    contact.refresh_from_db()
    assert at_desk.keys <= 5
    assert contact.attendance == Attendance.DID_NOT_ATTEND
    assert contact.follow_up == MissedFollowUp.CALL_AGAIN_TODAY
    assert contact.attempts.count() == 2


def test_item_nine_above_zero_takes_46_keys_and_is_refused_until_the_section_is_complete(
    at_desk, contact, duty
):
    at_desk.press("y", "a", *"211211111", *GAD7)
    at_desk.has_focus("risk_thoughts")
    assert at_desk.page.locator("#risk").is_visible()

    at_desk.press("Control+Enter")
    at_desk.refused()
    at_desk.keys -= 1  # the try that was refused
    contact.refresh_from_db()
    assert contact.state == ContactState.BOOKED
    assert at_desk.page.title().startswith("Error: ")
    assert "risk section (13 left)" in at_desk.text("#missing")
    assert "Risk: say what keeps them safe" in at_desk.refused()
    at_desk.focus(at_desk.page.locator("[name=risk_thoughts]").first)

    at_desk.press("2")
    for _ in range(8):
        at_desk.press("Tab", "n")
    for words in ("Her sister and the dog", "Rings her sister first", "Her sister"):
        at_desk.press("Tab")
        at_desk.type(words)
    at_desk.press("Tab", "1", "Tab", "1")
    at_desk.type("Safety plan together.")
    at_desk.press("Tab", "Tab", "1")
    _ready(at_desk)
    at_desk.press("Control+Enter")
    at_desk.page.wait_for_url("**/today/")

    contact.refresh_from_db()
    assert at_desk.keys <= 46
    assert contact.state == ContactState.LOGGED
    assert contact.risk_review.who_told == "Her sister"


def test_the_last_score_is_corrected_by_two_keys(at_desk):
    at_desk.press("y", "a", *PHQ9, *GAD7)
    at_desk.keys = 0

    at_desk.press("Backspace", "3")

    assert at_desk.keys == 2
    assert at_desk.page.locator("[name=gad7_7][value='3']").is_checked()
    at_desk.has_focus("risk_asked")


def test_the_running_total_says_severity_change_and_threshold_and_moves_the_point(at_desk):
    at_desk.press("y", "a", *"21121")
    assert at_desk.text("#total-phq9") == "7\n5 of 9\nFirst 12, last time 12"
    assert "bad about yourself" in at_desk.text("#say")

    at_desk.press(*"1110")

    assert at_desk.text("#total-phq9") == (
        "10\nModerate\nDown 2 from first (12): no reliable change. At or above threshold."
    )
    assert at_desk.page.locator("#today-phq9-side .js-today").is_visible()


def test_a_high_score_and_a_worsening_prompt_to_ask_about_risk(at_desk):
    at_desk.press("y", "a", *"333333330")
    assert at_desk.text("#risk-why") == "PHQ-9 is 24. Ask about risk."

    at_desk.press("Backspace", "Backspace", "0", "0", *GAD7)

    assert at_desk.text("#risk-why") == "PHQ-9 is 21. Ask about risk."
    assert not at_desk.page.locator("#risk").is_visible()


def test_a_plan_or_an_intent_shows_stay_on_the_call_and_takes_the_first_outcome_away(at_desk, duty):
    at_desk.page.reload()
    at_desk.press("y", "a", *PHQ9, *GAD7, "2")
    at_desk.has_focus("risk_thoughts")

    at_desk.press("3", "Tab", "y")

    assert "Dee Walsh, 01632 960100" in at_desk.text("#stay")
    assert at_desk.page.locator("#stay").is_visible()
    assert not at_desk.page.get_by_text("Safety plan agreed").is_visible()
    at_desk.has_focus("risk_plan")


def test_means_at_home_without_a_plan_ask_what_was_agreed(at_desk):
    at_desk.press("y", "a", *PHQ9, *GAD7, "2", "2", "Tab", "n", "Tab", "y")

    assert at_desk.page.get_by_label("What you agreed about the means at home").is_visible()
    assert not at_desk.page.locator("#stay").is_visible()


def test_keys_do_nothing_while_typing_and_choosing_with_the_mouse_moves_no_focus(at_desk):
    at_desk.page.locator("label", has_text="Attended").first.click()
    at_desk.has_focus("attendance")
    at_desk.focus(at_desk.page.locator("#id_did"))

    at_desk.type("1 2 3 yes no")

    assert at_desk.page.locator("#id_did").input_value() == "1 2 3 yes no"
    assert not at_desk.page.locator("[name=plan_done]:checked").count()


def test_enter_signs_nothing_and_logs_no_call(at_desk, contact):
    at_desk.focus(at_desk.page.locator("#id_opening_location"))

    at_desk.press("Enter")
    at_desk.focus(at_desk.page.locator("[name=opening]").first)
    at_desk.press("Enter")

    contact.refresh_from_db()
    assert at_desk.path() == address(contact)
    assert contact.attempts.count() == 0


def test_a_link_of_the_summary_leads_to_the_field(at_desk):
    at_desk.press("y", "a", "Control+Enter")
    at_desk.refused()

    at_desk.page.get_by_role("link", name="Choose the next appointment.").click()

    at_desk.has_focus("next")


def test_without_script_every_part_is_there_and_signs_by_a_plain_press(plain_desk, priya, contact):
    plain_desk.sign_in(priya)
    plain_desk.open(address(contact))
    page = plain_desk.page
    page.locator("[name=opening][value=all]").check()
    page.locator("[name=attendance][value=ATTENDED]").check()
    for place, digit in enumerate(PHQ9, start=1):
        page.locator(f"[name=phq9_{place}][value='{digit}']").check()
    for place, digit in enumerate(GAD7, start=1):
        page.locator(f"[name=gad7_{place}][value='{digit}']").check()
    page.get_by_role("button", name="Save draft").last.click()
    assert "Draft saved 10:2" in plain_desk.text("#saved")

    page.locator("[name=risk_asked][value=NOTHING_NEW]").check()
    page.locator("[name=plan_done][value=YES]").check()
    page.locator("[name=next][value=ending]").check()
    page.get_by_role("button", name="Sign and go to next").click()

    contact.refresh_from_db()
    assert contact.state == ContactState.LOGGED
    assert contact.sitting.scores.count() == 2
