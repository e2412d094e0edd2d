"""The practice outbox holds what people were sent, with links that work, whatever the hour."""

import re
from http import HTTPStatus
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.test import Client

from portal.links import address_of, running
from portal.models import (
    LocalMessage,
    MessageKind,
    PatientMessage,
    QuestionnaireLink,
    SelfReferral,
)
from pwpservice.practice import make
from staff.models import StaffMember
from tests.pwpservice.practice_service import order

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# A first start at night: until eight nothing leaves the outbox.
NIGHT = order(clock="02:37", referrals=300)
_ADDRESS = re.compile(r"https?://\S+")


@pytest.fixture(scope="module")
def service(django_db_setup, django_db_blocker):
    """Seeded at night, and nothing has run since."""
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(NIGHT.now):
        make.make(NIGHT)
        yield
        transaction.set_rollback(True)


def addresses():
    return [found for one in LocalMessage.objects.all() for found in _ADDRESS.findall(one.words)]


def test_every_link_in_the_practice_outbox_opens_a_page(service):
    stranger = Client()
    back = {address_of(one) for one in QuestionnaireLink.objects.exclude(finished_at=None)}
    answers = {one: stranger.get(urlsplit(one).path) for one in addresses()}

    assert len(answers) > 20
    assert all(one.startswith(f"{settings.PUBLIC_ADDRESS}/") for one in answers)
    assert all(
        page.status_code == HTTPStatus.OK for one, page in answers.items() if one not in back
    )
    assert {answers[one].status_code for one in back} == {HTTPStatus.GONE}


def test_every_form_that_is_out_can_be_opened_from_the_practice_outbox(service):
    out = {address_of(link) for link in running()}

    assert len(out) >= 3
    assert out <= set(addresses())
    for address in out:
        assert "birth" in Client().get(urlsplit(address).path).content.decode()


def test_each_of_them_stands_on_its_record_as_well(service):
    on_records = PatientMessage.objects.filter(key__in=LocalMessage.objects.values("key"))

    assert on_records.count() == LocalMessage.objects.count()
    asked = on_records.filter(kind=MessageKind.QUESTIONNAIRE)
    assert set(asked.values_list("link", flat=True)) >= {link.pk for link in running()}


def test_the_lead_sees_links_in_it_wherever_the_service_runs_today(service, settings):
    settings.PUBLIC_ADDRESS = "http://127.0.0.1:8710"
    lead = Client()
    member = StaffMember.objects.get(username="lead")
    lead.force_login(member, backend="staff.backends.StaffBackend")

    page = lead.get("/outbox/").content.decode()

    assert page.count('href="/q/') >= 3
    assert page.count('href="/a/') > 10
    assert "http://127.0.0.1:8710/q/" in page
    assert "http://127.0.0.1:8000/" not in page


def test_some_who_wait_referred_themselves_and_said_what_is_wrong_and_what_they_agree_to(service):
    came = SelfReferral.objects.select_related("referral__patient")

    assert came.count() >= 3
    assert all(one.referral.carried_by_id is None for one in came)
    assert {one.referral.patient.consents.count() for one in came} == {3}
