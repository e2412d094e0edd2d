"""A meeting by keyboard: open it, decide by one key, sign; and for who sees it on a phone."""

from datetime import timedelta

import pytest
from django.db import transaction
from playwright.sync_api import expect

from caseload.models import Allocation, CareContact, RiskAction
from clinical.policy import DEFAULT
from clinical.working_days import local_date
from referrals.changes import changed
from supervision.actions import sessions
from supervision.models import SupervisionAction, SupervisionDecision
from tests.browser.desk import Desk
from tests.factories import caseload
from tests.factories.referrals import PatientFactory
from tests.factories.supervision import SessionFactory

pytestmark = pytest.mark.browser

_WIDTHS = ["laptop", "phone", "narrow"]


@pytest.fixture
def meeting(priya, sam, north, now):
    """Sam meets Priya: one with a risk plan, three who are worse, two on track."""
    with transaction.atomic():
        made = SessionFactory(supervisor=sam, supervisee=priya)
        risk = _discussed(priya, north, "Osei", now=now)
        caseload.risk_action(risk, owner=priya)
        for family in ("Campbell", "Marshall", "Walker"):
            worse = _discussed(priya, north, family, now=now)
            caseload.signed_contact(worse, at=now - timedelta(days=1), phq9=21, gad7=15)
        for family in ("Bell", "Moore"):
            _discussed(priya, north, family, now=now)
    return made


@pytest.fixture
def opened(meeting, sam, now):
    with transaction.atomic():
        sessions.open_session(session=meeting, by=sam, now=now, policy=DEFAULT)
    return meeting


def _discussed(pwp, team, family, *, now):
    """In treatment, booked, looked at a week ago."""
    patient = PatientFactory(given_name="Daniel", family_name=family)
    referral = caseload.in_treatment(pwp, team, since=now - timedelta(days=8), patient=patient)
    booked = CareContact.objects.filter(state="BOOKED").count()
    caseload.booked_contact(referral, at=now + timedelta(days=7, minutes=30 * booked))
    Allocation.objects.filter(referral=referral).update(
        last_discussed_on=now.date() - timedelta(days=7)
    )
    changed([referral.pk])
    return referral


def _home(meeting):
    return f"/supervision/sessions/{meeting.reference}/"


def test_a_meeting_is_opened_decided_and_signed_by_keyboard(desk: Desk, sam, meeting):
    desk.sign_in(sam)
    desk.open(_home(meeting))

    desk.press("o")
    for place in range(1, 5):
        desk.page.wait_for_url(f"**/cases/{place}/")
        desk.press("c", "Control+Enter")
    desk.page.wait_for_url(f"**{_home(meeting)}")
    desk.press("t")
    desk.page.locator(".app-message", has_text="2 people confirmed on track.").wait_for()
    desk.press("Control+Enter")
    desk.page.locator(".app-message", has_text="Signed").wait_for()

    meeting.refresh_from_db()
    assert meeting.signed_by == sam
    assert SupervisionDecision.objects.filter(code="CONTINUE").count() == 4
    # Two for each case; one each to open, to confirm, to sign.
    assert desk.keys == 2 * 4 + 3


def test_a_change_asks_for_words_at_once_and_nothing_saves_but_the_chord(
    desk: Desk, sam, priya, opened
):
    desk.sign_in(sam)
    desk.open(f"{_home(opened)}cases/2/")

    assert not desk.page.locator("#id_owner").is_visible()
    desk.press("h")
    desk.has_focus("what")
    desk.type("Two more sessions on shifts")
    assert desk.page.locator("#id_owner").is_visible()
    desk.focus(desk.page.locator("#id_due_on"))
    desk.press("Enter")
    assert desk.path() == f"{_home(opened)}cases/2/"
    desk.press("Control+Enter")
    desk.page.wait_for_url("**/cases/3/")

    assert SupervisionAction.objects.get().owner == priya
    assert desk.keys == 3


def test_what_is_typed_after_a_refusal_goes_where_it_is_missing(desk: Desk, sam, opened):
    """With the focus anywhere else the A of “Ask” would choose a contact attempt."""
    desk.sign_in(sam)
    desk.open(f"{_home(opened)}cases/2/")

    desk.press("s", "Control+Enter")
    desk.page.locator(".nhsuk-error-summary").wait_for()
    desk.has_focus("what")
    desk.page.keyboard.type("Ask Step 3 for a place")
    desk.press("Control+Enter")
    desk.page.wait_for_url("**/cases/3/")

    decided = SupervisionDecision.objects.get()
    assert (decided.code, decided.what) == ("STEP_UP", "Ask Step 3 for a place")


def test_a_risk_action_is_due_on_a_day_it_may_be_due(desk: Desk, sam, priya, opened, now):
    desk.sign_in(sam)
    desk.open(f"{_home(opened)}cases/1/")

    desk.press("h")
    usual = desk.page.locator("#id_due_on").input_value()
    desk.press("Escape", "r")
    desk.type("Ring her before five")
    desk.press("Control+Enter")
    desk.page.wait_for_url("**/cases/2/")

    assert usual != now.date().isoformat()
    added = RiskAction.objects.get(what="Ring her before five")
    assert (added.owner, local_date(added.due_by)) == (priya, now.date())


def test_a_day_somebody_set_is_kept_whatever_is_chosen_then(desk: Desk, sam, opened):
    desk.sign_in(sam)
    desk.open(f"{_home(opened)}cases/2/")

    desk.press("h")
    desk.page.locator("#id_due_on").fill("2026-06-25")
    desk.focus(desk.page.locator("[value=STEP_UP]"))
    desk.press("r")

    assert desk.page.locator("#id_due_on").input_value() == "2026-06-25"


@pytest.mark.parametrize("place", [1, 2])
def test_save_is_in_view_with_its_day_whole_before_anything_is_scrolled(
    desk: Desk, sam, opened, monkeypatch, place
):
    # As while background work runs: no banner about it.
    monkeypatch.setattr("pwpservice.context._late", lambda *_, **__: "")
    desk.sign_in(sam)
    desk.open(f"{_home(opened)}cases/{place}/")

    expect(desk.page.locator("[data-sign]")).to_be_in_viewport(ratio=1)
    review = desk.page.locator("#id_review_on")
    # The arrow of the field takes about 24 px.
    words = review.evaluate(
        "it => { const draw = document.createElement('canvas').getContext('2d');"
        " draw.font = getComputedStyle(it).font;"
        " return draw.measureText(it.selectedOptions[0].text).width }"
    )
    assert words + 24 <= review.bounding_box()["width"]


def test_a_row_takes_two_lines_however_much_is_said_until_it_is_looked_at(
    desk: Desk, sam, priya, north, meeting, now
):
    with transaction.atomic():
        referral = _discussed(priya, north, "Kowalczyk", now=now)
        much = (
            "Ring when the sister has left, ask how the evening plan went and who has the tablets"
        )
        caseload.risk_action(referral, owner=priya, what=much)
    desk.sign_in(sam)
    row = desk.page.locator(".app-agenda__rows a", has_text="KOWALCZYK")

    def lines():
        return round(row.evaluate("it => it.getBoundingClientRect().height / (14 * 1.35)"))

    desk.open(_home(meeting))
    expect(row).to_contain_text(much)
    assert lines() <= 3
    desk.open(f"{_home(meeting)}cases/3/")
    assert lines() == 2
    desk.focus(row)
    assert lines() > 2


def test_save_is_in_view_beside_what_was_refused(desk: Desk, sam, opened):
    desk.sign_in(sam)
    desk.open(f"{_home(opened)}cases/1/")

    desk.press("h", "Control+Enter")

    save = desk.page.locator("[data-sign]")
    expect(desk.page.locator("#id_what")).to_be_focused()
    expect(save).to_be_in_viewport(ratio=1)
    desk.page.evaluate("scrollTo(0, 0)")
    expect(desk.page.locator(".nhsuk-error-summary")).to_be_in_viewport(ratio=1)
    expect(save).to_be_in_viewport(ratio=1)


def test_a_meeting_is_reordered_finished_early_and_added_to_by_keyboard(
    desk: Desk, sam, opened, client
):
    desk.sign_in(sam)
    desk.open(f"{_home(opened)}cases/1/")
    desk.press("c", "Control+Enter")
    desk.page.wait_for_url("**/cases/2/")
    desk.press("l")
    desk.page.wait_for_url("**/cases/3/")
    desk.press("u")
    expect(desk.page.locator("#agenda .app-sub").first).to_contain_text("Taken first")
    desk.press("e")
    desk.has_focus("sessions")
    desk.type("2")
    desk.page.get_by_label("What is to be done").fill("To finish exposure")
    desk.press("Control+Enter")
    desk.page.wait_for_url("**/cases/4/")

    desk.page.get_by_role("link", name="Finish early").click()
    desk.page.get_by_role("button", name="Carry 2 cases to 16 June").click()
    desk.page.locator(".app-message", has_text="2 cases carried").wait_for()
    desk.press("t")
    desk.page.locator(".app-message", has_text="confirmed on track").wait_for()
    desk.press("Control+Enter")
    desk.page.locator(".app-message", has_text="Signed").wait_for()
    desk.press("a")
    desk.page.wait_for_url("**/amendments")
    assert desk.violations() == []
    desk.page.get_by_label("What is added").fill("She rang since.")
    desk.press("Control+Enter")
    expect(desk.page.get_by_text("She rang since.")).to_be_visible()

    assert SupervisionDecision.objects.filter(code="EXTEND", extra_sessions=2).count() == 1
    assert SupervisionDecision.objects.filter(code="COME_BACK_LATER").count() == 2


def test_keys_go_back_on_and_to_the_record(desk: Desk, sam, opened):
    desk.sign_in(sam)
    desk.open(f"{_home(opened)}cases/2/")

    desk.press("n")
    desk.page.wait_for_url("**/cases/3/")
    desk.press("b")
    desk.page.wait_for_url("**/cases/2/")
    desk.press("v")
    desk.page.wait_for_url("**/caseload/*/")

    assert SupervisionDecision.objects.count() == 0


def test_the_same_without_script(plain_desk: Desk, sam, opened):
    plain_desk.sign_in(sam)
    plain_desk.open(f"{_home(opened)}cases/2/")
    page = plain_desk.page

    page.get_by_role("button", name="Save, next case").click()
    assert "Choose a decision." in plain_desk.refused()
    page.get_by_role("radio", name="Change").check()
    page.get_by_label("What is to be done").fill("Two more sessions")
    page.get_by_role("button", name="Save, next case").click()
    page.wait_for_url("**/cases/3/")

    assert SupervisionAction.objects.get().what == "Two more sessions"


def test_the_supervisee_sees_each_decision_as_it_is_made(desk: Desk, sam, priya, opened, client):
    desk.sign_in(priya)
    desk.open(f"{_home(opened)}cases/3/")
    other = type(client)()
    other.force_login(sam)
    other.post(f"{_home(opened)}cases/2/", {"code": "CONTINUE", "review_on": "2026-07-07"})

    desk.page.locator("#agenda em", has_text="Continue").wait_for(timeout=15_000)

    assert desk.page.locator("#decide").count() == 0


@pytest.mark.parametrize("width", _WIDTHS)
def test_the_pages_are_accessible_and_never_scroll_sideways(desk: Desk, sam, opened, width):
    desk.sign_in(sam)
    desk.resize(width)
    for path in (_home(opened), f"{_home(opened)}cases/1/", f"{_home(opened)}cases/5/"):
        desk.open(path)
        assert desk.violations() == [], path
        assert not desk.scrolls_sideways(), path
    desk.open(f"{_home(opened)}cases/1/")
    desk.page.locator("[data-sign]").click()
    desk.refused()
    assert desk.violations() == []
