"""The tab of all measures on a phone: a long questionnaire scrolls in its card, not the page."""

import pytest
from django.urls import reverse

from referrals.models import ProblemDescriptor
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
