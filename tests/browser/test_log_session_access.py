"""The session page for everybody: accessibility and reflow, in each state, at three widths."""

import pytest

from caseload.models import ContactState
from tests.caseload.session_forms import address
from tests.factories.caseload import CorrectionFactory

pytestmark = pytest.mark.browser

PHQ9, GAD7 = "211211110", "2111111"
STATES = {
    "opened": (),
    "answering": ("y", "a", *"211211"),
    "risk": ("y", "a", *"211211111", *GAD7, "2", "Tab", "y", "Tab", "y"),
    "missed": ("r", "d", "1"),
    "ready": ("y", "a", *PHQ9, *GAD7, "1", "1", "Tab", "Tab", "1"),
    "refused": ("y", "a", "Control+Enter"),
}


@pytest.mark.parametrize("state", STATES)
def test_no_rule_is_broken_and_nothing_scrolls_sideways(desk, priya, contact, duty, state):
    desk.sign_in(priya)
    desk.open(address(contact))
    desk.press(*STATES[state])
    if state == "refused":
        desk.refused()

    for width in ("laptop", "phone", "narrow"):
        desk.resize(width)
        assert desk.violations() == [], width
        assert not desk.scrolls_sideways(), width


@pytest.mark.parametrize("part", ["", "correction", "withdraw"])
def test_a_signed_note_and_its_forms_keep_the_same_rules(desk, priya, referral, part):
    note = referral.contacts.get(state=ContactState.LOGGED)
    CorrectionFactory(contact=note)
    desk.sign_in(priya)
    desk.open(address(note, part))

    for width in ("laptop", "phone", "narrow"):
        desk.resize(width)
        assert desk.violations() == [], width
        assert not desk.scrolls_sideways(), width


def test_focus_is_never_under_the_bars(desk, priya, contact):
    desk.sign_in(priya)
    desk.open(address(contact))
    desk.resize("phone")
    desk.press("y", "a")

    for digit in (*PHQ9, *GAD7):
        hidden = desk.page.evaluate(
            """() => {
              const here = document.activeElement.closest('label').getBoundingClientRect();
              const above = document.querySelector('.app-banner').getBoundingClientRect().bottom;
              const below = document.querySelector('.app-signbar').getBoundingClientRect().top;
              return here.top < above - 1 || here.bottom > below + 1;
            }"""
        )
        assert not hidden
        desk.press(digit)
