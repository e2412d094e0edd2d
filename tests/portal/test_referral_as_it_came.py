"""The words of a referral stand on a page of the record, for clinicians."""

import pytest

from referrals.models import Referral
from tests.portal.letters import System, sender
from tests.portal.refer import TYPED, Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "duty", "north")]


def _page(client, person):
    client.force_login(person)
    return client.get(f"/caseload/{Referral.objects.get().reference}/as-it-came/")


def test_what_somebody_wrote_about_themselves_is_there_word_for_word(client, sam):
    Person().refer(safe={"safe": "THOUGHTS"}, problem={"problem": "<b>Bold</b> I lie awake"})

    page = _page(client, sam).content.decode()

    assert "&lt;b&gt;Bold&lt;/b&gt; I lie awake" in page
    assert "I have thoughts of hurting myself or ending my life, but I am safe today" in page
    assert "Mentions harm" in page
    assert "Can we send texts?" in page
    assert TYPED["equality"]["gender"] not in page


def test_what_a_system_sent_is_there_and_who_must_be_looked_for(client, sam, now, referral):
    sender(now)
    referral.patient.nhs_number = "9991908358"
    referral.patient.save()
    Referral.objects.exclude(pk=referral.pk).delete()
    answer = System().send(mentions_harm=True).json()
    client.force_login(sam)

    page = client.get(f"/caseload/{answer['reference']}/as-it-came/").content.decode()

    assert "What Mill Lane Surgery sent" in page
    assert "999 190 8358" in page
    assert "Low and worried since the spring" in page
    assert "Find out who this is before anything else." in page


def test_an_administrator_does_not_read_it(client, ada):
    Person().refer()

    assert _page(client, ada).status_code == 404


def test_it_costs_the_same_few_queries(client, sam, django_assert_max_num_queries):
    Person().refer()
    _page(client, sam)
    path = f"/caseload/{Referral.objects.get().reference}/as-it-came/"

    with django_assert_max_num_queries(12):
        client.get(path)
