"""Nothing typed is lost: saved as it is typed, said when it is not, kept on the page meanwhile."""

import pytest
from django.contrib.sessions.models import Session

from caseload.models import ContactDraft, ContactState
from tests.caseload.session_forms import address

pytestmark = pytest.mark.browser


@pytest.fixture
def at_desk(desk, priya, contact):
    """Priya, with the page of this morning's session open."""
    desk.sign_in(priya)
    desk.open(address(contact))
    return desk


def _saved(desk):
    desk.page.locator("#saved", has_text="Draft saved").wait_for()


def test_every_answer_saves_by_itself_and_comes_back(at_desk):
    at_desk.press("y", "a", *"2112")
    at_desk.focus(at_desk.page.locator("#id_did"))
    at_desk.type("Half a note")
    _saved(at_desk)
    at_desk.page.wait_for_timeout(1200)

    at_desk.page.reload()

    assert at_desk.page.locator("#id_did").input_value() == "Half a note"
    assert at_desk.page.locator("[name=phq9_4][value='2']").is_checked()
    at_desk.has_focus("phq9_5")
    assert ContactDraft.objects.count() == 1


def test_a_lost_connection_is_said_and_the_text_stays_until_it_is_saved(at_desk):
    at_desk.context.set_offline(True)
    at_desk.press("y", "a", "2")
    alert = at_desk.page.locator("#unsaved .app-card")
    alert.wait_for()
    assert "Not saved since this page was opened. The connection dropped." in alert.inner_text()
    assert at_desk.text("#saved") == ""

    at_desk.context.set_offline(False)
    at_desk.page.get_by_role("button", name="Try now").click()

    _saved(at_desk)
    assert not alert.is_visible()
    assert ContactDraft.objects.get().fields["phq9_1"] == "2"


def test_leaving_with_something_unsaved_warns(at_desk):
    warned = []
    at_desk.page.on("dialog", lambda dialog: (warned.append(dialog.type), dialog.accept()))
    at_desk.context.set_offline(True)
    at_desk.press("y")
    at_desk.page.locator("#unsaved .app-card").wait_for()
    at_desk.context.set_offline(False)

    at_desk.page.goto(f"{at_desk.address}/account/keys")

    assert warned == ["beforeunload"]


def test_a_second_window_is_told_and_both_texts_are_kept(at_desk, contact):
    other = at_desk.context.new_page()
    other.goto(f"{at_desk.address}{address(contact)}")
    other.locator("#id_supervision_question").evaluate(
        "field => field.closest('.app-when').classList.add('is-shown')"
    )
    other.locator("#id_supervision_question").fill("From the other window")
    other.locator("#saved", has_text="Draft saved").wait_for()

    at_desk.press("y", "a")
    at_desk.page.locator("#id_supervision_question").fill("From this window")
    panel = at_desk.page.locator("#conflict .app-card")
    panel.wait_for()
    assert "You, in another window changed this at" in panel.inner_text()
    at_desk.page.get_by_role("button", name="Keep both").click()
    _saved(at_desk)

    assert at_desk.page.locator("#id_supervision_question").input_value() == (
        "From this window\nFrom the other window"
    )


def test_signed_out_while_typing_keeps_the_text_on_the_page_until_signed_in_again(
    at_desk, priya, contact
):
    at_desk.press("y", "a")
    _saved(at_desk)
    Session.objects.all().delete()
    note = at_desk.page.locator("#id_did")
    note.fill("Typed after the sign-in ended")
    # Leaving the field saves as well: left later, it could save by itself before Try now.
    note.blur()
    at_desk.page.locator("#unsaved", has_text="You have been signed out.").wait_for(
        state="attached"
    )

    # The page asks whether anybody is signed in before it is covered: only then sign in elsewhere.
    back = at_desk.page.get_by_role("button", name="I have signed in again")
    back.wait_for()

    at_desk.sign_in(priya)
    back.click()
    at_desk.page.get_by_role("button", name="Try now").click()
    _saved(at_desk)

    assert ContactDraft.objects.get().fields["did"] == "Typed after the sign-in ended"
    assert note.input_value() == "Typed after the sign-in ended"


def test_signing_while_signed_out_goes_nowhere_and_loses_nothing(at_desk, contact):
    at_desk.press("y", "a")
    _saved(at_desk)
    Session.objects.all().delete()
    at_desk.page.locator("#id_did").fill("Nearly lost")

    at_desk.press("Control+Enter")
    at_desk.page.locator("#unsaved", has_text="You have been signed out.").wait_for(
        state="attached"
    )

    contact.refresh_from_db()
    assert at_desk.path() == address(contact)
    assert at_desk.page.locator("#id_did").input_value() == "Nearly lost"
    assert contact.state == ContactState.BOOKED


def test_a_text_too_long_is_said_beside_its_field_while_typing(at_desk):
    at_desk.press("y", "a")
    at_desk.page.locator("#id_did").fill("x" * 10_001)

    error = at_desk.page.locator("#id_did-error")
    error.wait_for()
    assert "10,000 characters at most. This has 10001." in error.inner_text()

    at_desk.page.locator("#id_did").fill("Short enough")
    error.wait_for(state="hidden")


def test_nothing_is_kept_in_the_browser(at_desk):
    at_desk.press("y", "a", *"2112")
    _saved(at_desk)

    kept = at_desk.page.evaluate(
        "[localStorage.length, sessionStorage.length, document.cookie.includes('Nair')]"
    )
    assert kept == [0, 0, False]


def test_two_presses_of_sign_are_one_session(at_desk, contact):
    at_desk.press("y", "a", *"211211110", *"2111111", "1", "1", "Tab", "Tab", "4")
    at_desk.press("Control+Enter", "Control+Enter")
    at_desk.page.wait_for_url("**/today/")

    assert contact.referral.contacts.filter(state=ContactState.LOGGED).count() == 2
