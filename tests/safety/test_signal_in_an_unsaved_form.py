"""A form that can be neither saved nor signed yet still says something: its flag does not wait
(hazard H36).
"""

import pytest

from caseload.actions import drafts
from caseload.models import CareContact, CaseFlag, ContactDraft, RiskAction, RiskSignal
from clinical.policy import DEFAULT
from tests.caseload.session_forms import ITEM_NINE, address, drawn
from tests.factories.caseload import booked_contact

pytestmark = pytest.mark.usefixtures("clock")
JSON = {"Accept": "application/json"}


@pytest.fixture
def contact(referral, now):
    return booked_contact(referral, at=now)


@pytest.fixture
def page(client, priya, contact):
    client.force_login(priya)
    return drawn(client, contact)


def _is_heard(contact, priya):
    flag = CaseFlag.objects.get(referral=contact.referral, reason="risk", cleared_at=None)
    assert flag.is_provisional
    assert RiskAction.objects.get(flag=flag).owner == priya
    return not CareContact.objects.get(pk=contact.pk).is_signed


@pytest.mark.parametrize("wrong", [{"minutes": "half an hour"}, {"did": "x" * 10_001}])
def test_a_draft_with_something_wrong_in_another_field(client, priya, contact, page, wrong):
    refused = client.post(address(contact, "draft"), {**page, "phq9_9": "2", **wrong}, headers=JSON)

    assert refused.status_code == 422
    assert not ContactDraft.objects.exists()
    assert _is_heard(contact, priya)


def test_a_draft_from_an_older_page(client, priya, contact, page):
    client.post(address(contact, "draft"), {**page, "did": "First."}, headers=JSON)

    stale = client.post(address(contact, "draft"), {**page, "phq9_9": "2"}, headers=JSON)

    assert stale.status_code == 409
    assert ContactDraft.objects.get().fields["did"] == "First."
    assert _is_heard(contact, priya)


def test_a_form_that_cannot_be_signed_yet(client, priya, contact, page):
    refused = client.post(address(contact, "sign"), {**page, **ITEM_NINE})

    assert refused.status_code == 200
    assert _is_heard(contact, priya)


def test_a_form_over_an_older_version_of_the_session(client, priya, contact, page):
    CareContact.objects.filter(pk=contact.pk).update(version=2)

    client.post(address(contact, "draft"), {**page, "minutes": "x", "phq9_9": "2"}, headers=JSON)

    assert _is_heard(contact, priya)


def test_heard_twice_is_one_signal(client, priya, contact, page):
    for _ in range(2):
        client.post(address(contact, "sign"), {**page, **ITEM_NINE})

    assert RiskSignal.objects.get().contact == contact


def test_a_form_of_another_record_raises_nothing_here(client, contact, page):
    client.post(address(contact, "draft"), {**page, "token": "forged", "phq9_9": "2"})

    assert not CaseFlag.objects.filter(reason="risk").exists()


@pytest.mark.parametrize("fields", [{}, {"phq9_9": "0"}])
def test_nothing_worrying_raises_nothing(contact, priya, now, fields):
    drafts.hear_signal(contact=contact, fields=fields, by=priya, now=now, policy=DEFAULT)

    assert not RiskSignal.objects.exists()
