"""What the tests of a meeting's pages share: people to discuss, addresses, what a form posts."""

from datetime import timedelta

from caseload.models import Allocation, CareContact
from referrals.changes import changed
from tests.factories import caseload
from tests.factories.referrals import PatientFactory


def named(family, given="Ann", **facts):
    return PatientFactory(family_name=family, given_name=given, **facts)


def on_track(pwp, team, family, *, now):
    referral = caseload.in_treatment(
        pwp, team, since=now - timedelta(days=8), patient=named(family)
    )
    booked = CareContact.objects.filter(state="BOOKED").count()
    caseload.booked_contact(referral, at=now + timedelta(days=7, minutes=30 * booked))
    Allocation.objects.filter(referral=referral).update(
        last_discussed_on=now.date() - timedelta(days=7)
    )
    changed([referral.pk])
    return referral


def home(session):
    return f"/supervision/sessions/{session.reference}/"


def case(session, place=1):
    return f"{home(session)}cases/{place}/"


def given(**more):
    """What a decision posts; changes need what, who and when."""
    return {
        "code": "CONTINUE",
        "what": "",
        "owner": "",
        "due_on": "",
        "review_on": "2026-07-07",
    } | more
