"""The tab of all measures on a phone: a long questionnaire scrolls in its card, not the page."""

import pytest
from django.urls import reverse

from referrals.models import ProblemDescriptor
from tests.factories.caseload import signed_contact
from tests.portal.links import Phone, link_for, tomorrow

pytestmark = pytest.mark.browser


def test_twenty_answers_in_a_row_do_not_widen_the_page(
    transactional_db, referral, plain_desk, priya
):
    ProblemDescriptor.objects.update(problem="PTSD")
    phone = Phone(link_for(tomorrow(referral)))
    phone.let_in()
    phone.tap_all(*(1,) * 8, 0, *(1,) * 7, *(2,) * 20)
    phone.send()
    plain_desk.sign_in(priya)
    plain_desk.resize("phone")

    plain_desk.open(reverse("caseload:measures", args=(referral.reference,)))

    assert "PCL-5" in plain_desk.text("main")
    assert plain_desk.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert plain_desk.complaints == []


def test_wrong_answers_are_put_right_by_keyboard_alone_and_fit_a_phone(desk, referral, priya, now):
    note = signed_contact(referral, at=now)
    path = f"/caseload/{referral.reference}/sessions/{note.reference}/answers"
    desk.sign_in(priya)
    desk.holds_up(path)

    desk.resize("phone")
    desk.open(path)
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= 390
    desk.resize("laptop")
    desk.open(path)
    desk.press("Control+Enter")
    assert desk.refused()
    assert desk.violations() == []
    first = desk.page.get_by_label("1. Little interest or pleasure in doing things?")
    desk.focus(first)
    desk.press("1")
    desk.focus(desk.page.get_by_label("Why"))
    desk.type("Read out the wrong line")
    desk.press("Control+Enter")
    desk.page.get_by_text("PHQ-9 corrected.").wait_for()
    assert note.sitting.scores.get(measure="PHQ9", superseded_at=None).total == 10

    # To see what is missing; the answer; to save.
    assert desk.keys == 3
    assert desk.complaints == []
