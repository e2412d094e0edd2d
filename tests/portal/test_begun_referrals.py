"""A charity or the desk begins a self-referral; the person finishes it by a link, once."""

import re
from datetime import timedelta

import pytest

from audit.models import AuditEntry
from clinical.policy import DEFAULT
from portal.models import BegunReferral, ReferralDraft
from portal.referring import jobs
from referrals.models import Referral
from tests.portal.refer import TYPED, Person

pytestmark = pytest.mark.django_db
PATH = "/referrals/begin-for"
KNOWN = TYPED["about-you"] | {
    "organisation": "Northbrook Jobcentre",
    "phone": "07700 900123",
    "email": "",
    "language": "en",
}


@pytest.fixture
def link(client, ada, duty, north, clock):
    """What Ada was shown, once."""
    client.force_login(ada)
    page = client.post(PATH, KNOWN).content.decode()
    return re.search(r'value="https?://[^/]+(/refer/begun/[^"]+)"', page)[1]


@pytest.fixture
def person(link):
    return Person()


def opened(person, link, **born):
    return person.client.post(link, {"d": "4", "m": "5", "y": "1991"} | born)


def test_the_person_goes_on_with_what_is_filled_in_and_sends_it(person, link, client, duty):
    first = person.client.get(link).content.decode()
    answer = opened(person, link)
    for step in ("safe", "problem"):
        person.fill(step)
    contact = person.get("contact").content.decode()
    for step in ("contact", "needs", "equality"):
        person.fill(step)
    person.send()

    assert "Ashworth" not in first
    assert answer.headers["Location"] == "/refer/safe"
    assert 'value="07700 900123"' in contact
    referral = Referral.objects.get()
    assert (referral.patient.family_name, referral.patient.gp) == ("Ashworth", "Mill Lane Surgery")
    assert referral.source == "SELF"
    client.force_login(duty)
    came = client.get(f"/caseload/{referral.reference}/as-it-came/").content.decode()
    assert "<dt>Helped by</dt><dd>Northbrook Jobcentre</dd>" in came


def test_the_link_opens_once_and_keeps_no_words(person, link):
    opened(person, link)

    again = opened(Person(), link)

    assert again.status_code == 410
    assert BegunReferral.objects.get().answers == {}
    assert ReferralDraft.objects.count() == 1
    assert set(AuditEntry.objects.values_list("event", flat=True)) >= {
        "REFERRAL_BEGUN",
        "REFERRAL_BEGUN_OPENED",
    }


def test_another_birth_date_is_counted_and_the_fifth_locks(person, link):
    tries = [opened(person, link, d=str(day)) for day in (1, 2, 3, 5, 6)]

    assert "Tries left: 4." in tries[0].content.decode()
    assert [one.status_code for one in tries] == [422, 422, 422, 422, 410]
    assert opened(person, link).status_code == 410
    assert not ReferralDraft.objects.exists()


def test_a_forged_link_and_one_whose_time_is_up_are_the_same_calm_page(person, link, clock):
    forged = person.client.get("/refer/begun/nothing-of-ours")
    clock.shift(timedelta(days=7, minutes=1))
    over = person.client.get(link)
    jobs.forget_drafts(now=BegunReferral.objects.get().expires_at, policy=DEFAULT)

    assert forged.status_code == over.status_code == 410
    assert forged.content == over.content
    assert not BegunReferral.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("organisation", "", "Say who helps them"),
        ("organisation", "x" * 10_000, "120 characters at most"),
        ("y", "2012", "aged 18 or over"),
        ("d", "31", ""),
        ("m", "2 or 3", "in numbers"),
        ("phone", "ask her mum", "has 3 to 15 digits"),
        ("given_name", "", "first name"),
    ],
)
def test_what_cannot_be_taken_stays_typed(client, ada, clock, field, value, says):
    client.force_login(ada)

    answer = client.post(PATH, KNOWN | {field: value} | ({"m": "2"} if field == "d" else {}))

    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert "Ashworth" in answer.content.decode()
    assert not BegunReferral.objects.exists()
