"""What was said about safeguarding is read by those who need it; the others learn whom to ask."""

import pytest

from caseload.restricted import ASK
from tests import personas
from tests.caseload import entries
from tests.caseload.session_forms import ITEM_NINE, RISK, address, drawn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
SECRET = "Her uncle comes at weekends"


@pytest.fixture
def signed(log):
    return log(entries.seen_with_risk(safeguarding=True, safeguarding_details=SECRET))


@pytest.fixture
def seen_by(client, signed):
    def pages(reader):
        client.force_login(reader)
        reference = signed.referral.reference
        paths = (f"/caseload/{reference}/", f"/caseload/{reference}/risk/", address(signed))
        return [client.get(path).content.decode() for path in paths]

    return pages


@pytest.mark.parametrize("who", ["priya", "sam", "duty", "leah"])
def test_the_carrier_supervisor_duty_senior_and_lead_read_it(seen_by, who, request):
    for html in seen_by(request.getfixturevalue(who)):
        assert SECRET in html
        assert ASK not in html


def test_a_colleague_of_the_team_is_told_whom_to_ask(seen_by, north):
    colleague = personas.member("Una Kaye", role="PWP", team=north)

    for html in seen_by(colleague):
        assert SECRET not in html
        assert ASK in html


def test_it_is_asked_on_the_session_form_and_its_words_are_kept(client, priya, contact):
    client.force_login(priya)
    concern = {"risk_children": "yes", "risk_concern_details": "Two at home"}
    given = {**drawn(client, contact), **ITEM_NINE, **RISK, **concern, "risk_safeguarding": ""}

    asked = client.post(address(contact, "sign"), given)
    assert "answer whether it is about safeguarding" in asked.content.decode()

    given["risk_safeguarding"] = "yes"
    refused = client.post(address(contact, "sign"), given)
    assert "say what the safeguarding concern is" in refused.content.decode()

    signed = client.post(address(contact, "sign"), {**given, "risk_safeguarding_details": SECRET})
    assert signed.status_code == 303
    assert contact.referral.risk_reviews.get().safeguarding_details == SECRET


def test_without_a_concern_nobody_is_asked_and_nothing_is_recorded(client, priya, contact):
    client.force_login(priya)
    given = {**drawn(client, contact), **ITEM_NINE, **RISK, "risk_safeguarding": ""}

    assert client.post(address(contact, "sign"), given).status_code == 303
    assert not contact.referral.risk_reviews.get().safeguarding


@pytest.mark.parametrize(
    "said",
    [
        {"risk_safeguarding": "yes"},
        {"risk_children": "yes"},
        {"risk_self_neglect": "yes"},
        {"risk_from_others": "yes"},
        {"risk_to_others": "yes"},
        {"risk_past_attempts": "YES_NEW"},
    ],
)
def test_what_was_said_in_a_draft_has_its_flag_before_it_is_signed(client, priya, contact, said):
    client.force_login(priya)

    client.post(address(contact, "draft"), {**drawn(client, contact), **said})

    flag = contact.referral.flags.get(reason="risk")
    assert flag.is_provisional
    assert flag.actions.get().owner == priya
