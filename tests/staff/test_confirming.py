"""Who may what is changed only by somebody who gave their password again a moment ago (S-S1)."""

from datetime import date

import pytest

from audit.models import AuditEntry
from staff.models import Membership, StaffMember
from tests import confirmed
from tests.factories.staff import PASSWORD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ASKS = "/account/reauthenticate/"
ADD = "/admin/staff/membership/add/"


@pytest.fixture
def role(priya, north):
    """Priya becomes a senior."""
    return {
        "staff": priya.pk,
        "team": north.pk,
        "role": "SENIOR_PWP",
        "starts_on": date(2026, 6, 9),
    }


def test_a_role_is_given_from_a_page_behind_the_password(client, sid, role):
    client.force_login(sid)

    asked = client.get(ADD)
    assert asked.headers["Location"] == f"{ASKS}?next=%2Fadmin%2Fstaff%2Fmembership%2Fadd%2F"
    back = client.post(ASKS, {"password": PASSWORD, "next": ADD})
    done = client.post(ADD, role)

    assert (back.headers["Location"], client.get(ADD).status_code) == (ADD, 200)
    assert (done.status_code, _given(role)) == (302, 1)
    assert AuditEntry.objects.filter(event="ACCOUNT_ADDED", staff_id=sid.pk).exists()


def test_without_it_no_role_is_given_however_often_it_is_sent(client, sid, role):
    client.force_login(sid)

    for _ in range(3):
        assert client.post(ADD, role).headers["Location"].startswith(ASKS)

    assert _given(role) == 0


def test_what_was_sent_some_minutes_too_late_is_done_with_the_password(
    client, sid, role, clock, settings
):
    confirmed.sign_in(client, sid)
    clock.shift(settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1)

    asked = client.post(ADD, role)
    wrong = client.post(ASKS, {"password": "a-guess", "next": ADD})
    before = _given(role)
    client.post(ASKS, {"password": PASSWORD, "next": ADD})

    assert asked.headers["Location"].startswith(ASKS)
    assert (wrong.status_code, before, _given(role)) == (200, 0, 1)


@pytest.mark.parametrize("path", ["/admin/staff/staffmember/add/", "password/"])
def test_a_password_somebody_is_given_waits_in_no_session(client, sid, priya, path):
    path = path if path.startswith("/") else f"/admin/staff/staffmember/{priya.pk}/{path}"
    before = StaffMember.objects.count(), StaffMember.objects.get(pk=priya.pk).password
    client.force_login(sid)
    typed = {"username": "new.here", "password1": "Lavender-9", "password2": "Lavender-9"}

    asked = client.post(path, typed)

    assert asked.headers["Location"].startswith(ASKS)
    assert "Lavender-9" not in str(dict(client.session))
    assert before == (StaffMember.objects.count(), StaffMember.objects.get(pk=priya.pk).password)


def test_who_supervises_whom_is_looked_at_without_it(client, sid, priya):
    client.force_login(sid)
    pairing = priya.supervised_by.get()

    assert client.get(f"/admin/staff/supervisionpairing/{pairing.pk}/change/").status_code == 200


def _given(role):
    return Membership.objects.filter(staff=role["staff"], role="SENIOR_PWP").count()
