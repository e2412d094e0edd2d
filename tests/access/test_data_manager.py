"""The data manager sees who somebody is and fields of the data set (safety part 3): on no page, no
part of a page and no list a phone number, a note, a score, or a word about risk.
"""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest

from caseload.models import SafeguardingReferral, SafetyPlan
from referrals import look_alikes
from referrals.changes import changed
from referrals.models import Referral
from reporting.dataset.quality.rules import RULES
from tests import personas
from tests.access.routes import ROUTES, Kind
from tests.access.world import address
from tests.factories import caseload, documents
from tests.factories.referrals import PatientFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PHONE = "07700 900987"
# Every planted word begins so; the rest is what a page may say of somebody by itself.
_NEVER = re.compile(
    rf"planted|{PHONE}|safety follow-up|open risk plan|>Risk plan<"
    r"|(PHQ-9|GAD-7)\D{0,40}\b(27|21)\b",
    re.IGNORECASE,
)
_OF_STAFF = {Kind.RECORD, Kind.PAGE, Kind.ANYONE, Kind.ADMIN}


@pytest.fixture
def planted(priya, north):
    """Somebody at risk, with words and numbers in every place that has some."""
    twin = {"given_name": "Amira", "family_name": "Khan", "date_of_birth": date(1988, 3, 12)}
    PatientFactory(**twin, phone=PHONE, needs="PLANTED needs")
    patient = PatientFactory(**twin, phone=PHONE, needs="PLANTED needs", address="PLANTED address")
    referral = caseload.in_treatment(priya, north, patient=patient)
    Referral.objects.filter(pk=referral.pk).update(
        problem_statement="PLANTED problem", goals="PLANTED goals"
    )
    look_alikes.note(patient, now=personas.NOW)
    for at in (personas.NOW - timedelta(days=8), personas.NOW - timedelta(days=1)):
        note = {"did": "PLANTED note", "plan": "PLANTED plan"}
        caseload.signed_contact(referral, at=at, phq9=27, gad7=21, ninth=3, **note)
    action = caseload.risk_action(referral, owner=priya, what="PLANTED action")
    _plan_and_concern(referral, action)
    caseload.CallFactory(owner=priya, about="PLANTED person", said="PLANTED call", phone=PHONE)
    documents.letter(referral)
    changed([referral.pk], now=personas.NOW)
    return Referral.objects.get(pk=referral.pk)


def _plan_and_concern(referral, action):
    both = {"form_key": uuid4(), "at": personas.NOW, "by": action.owner, "referral": referral}
    SafetyPlan.objects.create(
        patient=referral.patient,
        number=1,
        warning_signs="PLANTED signs",
        review_on=personas.TODAY,
        **both,
    )
    SafeguardingReferral.objects.create(
        risk_action=action,
        about="CHILD",
        concern="PLANTED concern",
        recipient="PLANTED council",
        how_sent="Phone",
        has_consent=True,
        **both,
    )


@pytest.mark.slow
def test_no_page_says_more_than_who_it_is_and_fields_of_the_data_set(client, dan, planted):
    client.force_login(dan)

    opened = {
        (path, part): said
        for path in _paths(planted)
        for part, said in enumerate(_said(client, path))
    }

    assert "Amira Khan" in opened[f"/returns/2026-05/records/{planted.reference}", 0]
    assert planted.reference in opened["/returns/2026-06/quality?rule=no-practice", 0]
    assert {
        where: found[0] for where, said in opened.items() if (found := _NEVER.search(said))
    } == {}


def test_the_words_are_there_for_whoever_may_read_them(client, priya, planted):
    client.force_login(priya)

    pages = "".join(
        client.get(f"/caseload/{planted.reference}/{page}").content.decode()
        for page in ("", "risk/", "sessions/")
    )

    assert _NEVER.search(pages)
    assert {"PLANTED note", "PLANTED action", PHONE} <= set(
        re.findall(rf"PLANTED note|PLANTED action|{PHONE}", pages)
    )


def _paths(referral):
    for route in ROUTES:
        if route.kind in _OF_STAFF and "GET" in route.methods and route.name != "staff:closed":
            yield address(route, referral if route.kind is Kind.RECORD else None)
    for rule in RULES:
        yield f"/returns/2026-06/quality?rule={rule.key}"


def _said(client, path):
    """What a browser is sent, whole and as the part of a page that script asks for; no file, as the
    return itself is hers to take.
    """
    for more in ({}, {"HTTP_HX_REQUEST": "true"}):
        response = client.get(path, **more)
        if response.streaming:
            return
        yield response.content.decode()
        if response.status_code != 200:
            return
