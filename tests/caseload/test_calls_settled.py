"""Whose call was it: matched to a record with its signal, or settled in words; once."""

import pytest

from audit.models import AuditEntry
from caseload import calls as unknown_calls
from caseload.actions import calls
from caseload.models import Call, RiskAction
from clinical.errors import Refused
from clinical.policy import DEFAULT
from tests.factories.caseload import CallFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def call(duty, sam):
    return CallFactory(owner=duty, by=sam, mentions_risk=True)


@pytest.fixture
def match(call, referral, sam, now):
    def found(**facts):
        usual = {
            "call": call,
            "referral": referral,
            "by_clinician": True,
            "by": sam,
            "now": now,
            "policy": DEFAULT,
        }
        calls.match_call(**{**usual, **facts})

    return found


def address(call):
    return f"/calls/{call.reference}/settle"


def test_a_matched_call_stands_on_the_record_with_its_signal(match, call, referral, priya, now):
    match()

    call.refresh_from_db()
    assert (call.referral, call.signal.referral) == (referral, referral)
    assert RiskAction.objects.get(referral=referral).owner == priya
    assert unknown_calls.of_nobody_yet(now) == ()
    assert AuditEntry.objects.filter(event="CALL_SETTLED", patient_id=referral.patient_id).exists()


def test_a_call_is_settled_once(match, call, sam, now):
    match()

    with pytest.raises(Refused, match="already said"):
        match()
    with pytest.raises(Refused, match="already said"):
        calls.close_unmatched_call(call=call, how="Rang back", by=sam, now=now)
    assert RiskAction.objects.count() == 1


def test_a_call_about_nobody_is_settled_in_words(call, sam, now):
    with pytest.raises(Refused, match="what was done"):
        calls.close_unmatched_call(call=call, how=" ", by=sam, now=now)

    calls.close_unmatched_call(call=call, how="Rang back twice, no answer", by=sam, now=now)

    call.refresh_from_db()
    assert (call.settled_by, call.settled_how) == (sam, "Rang back twice, no answer")
    assert call.referral is None


def test_the_page_finds_the_person_and_puts_the_call_on_the_record(client, sam, call, referral):
    client.force_login(sam)
    name = referral.patient.family_name

    page = client.post(address(call), {"q": name}).content.decode()
    assert f'name="match" value="{referral.reference}"' in page
    settled = client.post(address(call), {"match": referral.reference})

    assert settled["Location"] == f"/caseload/{referral.reference}/"
    call.refresh_from_db()
    assert call.referral == referral


def test_a_record_that_is_not_theirs_is_refused_in_words(client, sam, call):
    client.force_login(sam)

    page = client.post(address(call), {"match": "ZZZZZZZZ"}).content.decode()

    assert "No record that is open to you has this reference." in page
    assert call.said in page


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"q": "x"}, "Type at least 3 letters"),
        ({"how": ""}, "Say what was done to find out."),
        ({"how": "x" * 500}, "400 characters at most. This has 500."),
    ],
)
def test_bad_input_settles_nothing(client, sam, call, typed, words):
    client.force_login(sam)

    page = client.post(address(call), typed).content.decode()

    assert words in page
    assert Call.objects.get().settled_at is None


def test_only_duty_the_taker_and_the_owner_read_it(client, sam, duty, ada, trainee, call):
    answers = {}
    for member in (sam, duty, ada, trainee):
        client.force_login(member)
        answers[member.given_name] = client.get(address(call)).status_code

    assert answers == {"Sam": 200, "Dee": 200, "Ada": 404, "Tess": 404}


def test_once_settled_the_page_is_gone(client, sam, match, call):
    match()
    client.force_login(sam)

    assert client.get(address(call)).status_code == 404
