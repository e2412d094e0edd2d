"""A foreign record and one that does not exist look the same, to the last header."""

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from audit.events import Event
from audit.models import AuditEntry
from referrals.models import Referral
from staff.models import StaffMember
from tests.access.routes import ROUTES, Kind, Route
from tests.access.world import ABSENT, address

pytestmark = pytest.mark.django_db

_RECORDS = [route for route in ROUTES if route.kind is Kind.RECORD]
# What differs between any two answers: the number to quote, the form's token.
_PASSING = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|name=\"csrfmiddlewaretoken\" value=\"\w+\"")


@pytest.mark.parametrize("route", _RECORDS, ids=lambda route: route.name)
def test_a_foreign_record_answers_exactly_like_an_absent_one(
    route: Route, client: Client, tom: StaffMember, referral: Referral, clock: object
) -> None:
    client.force_login(tom)
    foreign_path, absent_path = address(route, referral), address(route, None)

    for method in sorted(route.methods):
        foreign = client.generic(method, foreign_path)
        absent = client.generic(method, absent_path)

        assert foreign.status_code == absent.status_code == 404
        assert _body(foreign, referral.reference) == _body(absent, ABSENT)
        assert _headers(foreign) == _headers(absent)


@pytest.mark.parametrize("route", _RECORDS, ids=lambda route: route.name)
def test_a_refusal_stands_on_the_trail_of_the_one_who_tried_not_of_the_patient(
    route: Route, client: Client, tom: StaffMember, referral: Referral, clock: object
) -> None:
    client.force_login(tom)

    client.generic(sorted(route.methods)[0], address(route, referral))

    refused = AuditEntry.objects.get(event=Event.ACCESS_REFUSED)
    assert (refused.staff_id, refused.patient_id) == (tom.pk, None)
    assert (refused.referral_id, refused.result) == (referral.pk, "refused")
    assert not AuditEntry.objects.filter(event=Event.RECORD_VIEWED).exists()


def _body(response: HttpResponse, reference: str) -> str:
    return _PASSING.sub("", response.content.decode()).replace(reference, "")


def _headers(response: HttpResponse) -> dict[str, str]:
    return {
        name: value
        for name, value in response.headers.items()
        if name.lower() not in {"x-request-id", "x-correlation-id"}
    }
