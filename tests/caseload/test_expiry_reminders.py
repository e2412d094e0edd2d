"""Whoever has a registration or training that runs out is told in time, with their supervisor."""

from datetime import date, timedelta

import pytest

from caseload.expiring import remind_of_expiries
from caseload.models import Reminder
from clinical.policy import DEFAULT
from jobs.models import OutboxEntry
from staff.models import Credential, CredentialKind
from tests.factories.staff import CredentialFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def registered(priya, sam):
    """Priya's registration, which runs out on 31 July, 52 days from today."""
    return CredentialFactory(
        staff=priya,
        kind="REGISTRATION",
        body="BPS register",
        expires_on=date(2026, 7, 31),
        checked_by=sam,
    )


def told() -> list[tuple[str, str]]:
    rows = Reminder.objects.order_by("owner__given_name")
    return [(one.owner.given_name, one.text) for one in rows]


def test_she_and_her_supervisor_are_told_in_time_once(registered, priya, sam, now):
    counts = remind_of_expiries(now=now, policy=DEFAULT)
    again = remind_of_expiries(now=now + timedelta(days=1), policy=DEFAULT)

    assert (counts, again) == ({"told": 2}, {"told": 0})
    assert told() == [
        ("Priya", "Your registration runs out on 31 July"),
        ("Sam", "Priya Raman: registration runs out on 31 July"),
    ]
    notices = OutboxEntry.objects.filter(kind="staff_notice")
    assert {one.ids["staff_id"] for one in notices} == {priya.pk, sam.pk}


@pytest.mark.parametrize("kind", CredentialKind)
def test_whatever_runs_out_is_told_of(kind, priya, now):
    """Registration, accreditation, each training; and supervising, where it runs out."""
    CredentialFactory(staff=priya, kind=kind, body="A body", expires_on=date(2026, 6, 30))

    remind_of_expiries(now=now, policy=DEFAULT)

    assert told()[0] == ("Priya", f"Your {kind.label.lower()} runs out on 30 June")


def test_nobody_is_told_too_early(registered, now):
    remind_of_expiries(now=now - timedelta(days=9), policy=DEFAULT)

    assert told() == []


def test_after_an_outage_what_ran_out_meanwhile_is_told_too(registered, now):
    remind_of_expiries(now=now + timedelta(days=60), policy=DEFAULT)

    assert told()[0] == ("Priya", "Your registration ran out on 31 July")


def test_a_renewal_is_told_of_anew_and_what_it_renewed_no_more(registered, priya, sam, now):
    remind_of_expiries(now=now, policy=DEFAULT)
    Credential.objects.filter(pk=registered.pk).update(ended_at=now)
    renewed = {"kind": "REGISTRATION", "body": "BPS register", "expires_on": date(2027, 7, 31)}
    CredentialFactory(staff=priya, checked_by=sam, **renewed)

    assert remind_of_expiries(now=now, policy=DEFAULT) == {"told": 0}
    assert remind_of_expiries(now=now + timedelta(days=365), policy=DEFAULT) == {"told": 2}


def test_nobody_who_has_left_is_told(registered, priya, now):
    priya.is_active = False
    priya.save(update_fields=["is_active"])

    assert remind_of_expiries(now=now, policy=DEFAULT) == {"told": 0}
