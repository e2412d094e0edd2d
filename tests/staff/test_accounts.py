"""Joining and leaving teams, switching off, shortcuts: each a verb on the trail."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from audit.events import Event
from audit.models import AuditEntry
from clinical.errors import Refused
from staff import actions
from staff.models import Membership, StaffMember, SupervisionPairing, Team
from staff.roles import Role
from tests import confirmed
from tests.factories.staff import StaffMemberFactory

pytestmark = pytest.mark.django_db


def test_joining_a_team_gives_the_role_from_that_day(
    north: Team, sid: StaffMember, now: datetime, today: date
) -> None:
    person = StaffMemberFactory()

    membership = actions.join_team(
        member=person, team=north, role=Role.PWP, on=today, by=sid, now=now
    )

    assert (membership.starts_on, membership.ends_on) == (today, None)
    entry = AuditEntry.objects.get(event=Event.STAFF_JOINED_TEAM)
    assert (entry.staff_id, entry.changes) == (sid.pk, {"role": ["", "PWP"]})


def test_joining_twice_is_one_membership_and_one_line(
    north: Team, sid: StaffMember, now: datetime, today: date
) -> None:
    person = StaffMemberFactory()

    for _ in range(2):
        actions.join_team(member=person, team=north, role=Role.PWP, on=today, by=sid, now=now)

    assert Membership.objects.filter(staff=person).count() == 1
    assert AuditEntry.objects.filter(event=Event.STAFF_JOINED_TEAM).count() == 1


def test_leaving_a_team_ends_the_membership_once(
    priya: StaffMember, sid: StaffMember, now: datetime, today: date
) -> None:
    membership = priya.memberships.get()

    actions.leave_team(membership=membership, on=today, by=sid, now=now)

    membership.refresh_from_db()
    assert membership.ends_on == today
    with pytest.raises(Refused, match="already ended"):
        actions.leave_team(membership=membership, on=today, by=sid, now=now)
    assert AuditEntry.objects.filter(event=Event.STAFF_LEFT_TEAM).count() == 1


def test_nobody_leaves_a_team_before_joining_it(
    priya: StaffMember, sid: StaffMember, now: datetime
) -> None:
    membership = priya.memberships.get()
    too_early = membership.starts_on - timedelta(days=1)

    with pytest.raises(Refused, match="starts"):
        actions.leave_team(membership=membership, on=too_early, by=sid, now=now)


def test_switching_an_account_off_ends_its_sessions_with_the_next_request(
    client: Client, priya: StaffMember, sid: StaffMember, now: datetime, clock: object
) -> None:
    client.force_login(priya)
    assert client.get("/account/keys").status_code == 200

    actions.deactivate(member=priya, by=sid, now=now)

    assert client.get("/account/keys").status_code == 302
    assert AuditEntry.objects.filter(event=Event.STAFF_DEACTIVATED, staff_id=sid.pk).exists()


def test_ending_the_last_membership_takes_the_rights_with_the_next_request(
    client: Client, sid: StaffMember, now: datetime, today: date, clock: object
) -> None:
    client.force_login(sid)
    assert client.get("/admin/staff/team/").status_code == 200

    actions.leave_team(
        membership=sid.memberships.get(), on=today - timedelta(days=1), by=sid, now=now
    )

    assert client.get("/admin/staff/team/").status_code == 403


def test_shortcuts_are_turned_off_and_on_for_the_account(
    client: Client, priya: StaffMember, clock: object
) -> None:
    client.force_login(priya)

    for ticked, stored in (({}, False), ({"shortcuts_on": "on"}, True)):
        response = client.post("/account/keys", ticked)

        assert (response.status_code, response["Location"]) == (302, "/account/keys")
        assert StaffMember.objects.get(pk=priya.pk).shortcuts_on is stored
        page = client.get("/account/keys").content.decode()
        assert bool(re.search(r'name="shortcuts_on"[^>]* checked', page)) is stored

    assert AuditEntry.objects.filter(event=Event.SHORTCUTS_CHANGED).count() == 2


def test_the_admin_writes_the_trail_with_old_and_new_values(
    client: Client, sid: StaffMember, north: Team, clock: object
) -> None:
    confirmed.sign_in(client, sid)

    client.post(f"/admin/staff/team/{north.pk}/change/", {"name": "North and East"})

    entry = AuditEntry.objects.get(event=Event.ACCOUNT_CHANGED)
    assert (entry.about, entry.about_id) == ("staff.Team", north.pk)
    assert entry.changes["name"] == ["North team", "North and East"]


def test_the_admin_adds_an_account_with_a_password_that_is_on_no_trail(
    client: Client, sid: StaffMember, clock: object
) -> None:
    confirmed.sign_in(client, sid)
    secret = "a-first-password-to-change"

    client.post(
        "/admin/staff/staffmember/add/",
        {
            "username": "nia.rees",
            "given_name": "Nia",
            "family_name": "Rees",
            "contract": "AGENCY",
            "started_on": "2026-06-15",
            "password1": secret,
            "password2": secret,
        },
    )

    nia = StaffMember.objects.get(username="nia.rees")
    entry = AuditEntry.objects.get(event=Event.ACCOUNT_ADDED)
    assert nia.check_password(secret)
    assert nia.awaits_first_booking
    assert (entry.about_id, "password1" in entry.changes) == (nia.pk, False)


def test_no_account_is_added_without_the_first_day_by_which_induction_is_asked_for(
    client: Client, sid: StaffMember, clock: object
) -> None:
    confirmed.sign_in(client, sid)
    secret = "a-first-password-to-change"
    typed = {"username": "nia.rees", "given_name": "Nia", "family_name": "Rees"}

    response = client.post(
        "/admin/staff/staffmember/add/",
        typed | {"contract": "AGENCY", "password1": secret, "password2": secret},
    )

    assert response.status_code == 200
    assert "This field is required." in response.content.decode()
    assert 'value="nia.rees"' in response.content.decode()
    assert not StaffMember.objects.filter(username="nia.rees").exists()


def test_who_supervises_whom_is_looked_at_in_the_admin_and_set_elsewhere(
    client: Client, sid: StaffMember, priya: StaffMember, leah: StaffMember, clock: object
) -> None:
    """Where training and hours are asked for, and nobody who carries people is left without."""
    client.force_login(sid)
    standing = SupervisionPairing.objects.get(supervisee=priya)
    home = "/admin/staff/supervisionpairing/"
    ended = {"supervisor": leah.pk, "supervisee": priya.pk, "starts_on": "2026-06-10"}

    assert client.get(home).status_code == 200
    assert client.get(f"{home}{standing.pk}/change/").status_code == 200
    assert client.post(f"{home}add/", ended | {"minutes": 60}).status_code == 403
    changed = client.post(f"{home}{standing.pk}/change/", ended | {"ends_on": "2026-06-10"})

    assert changed.status_code == 403
    standing.refresh_from_db()
    assert standing.ends_on is None
    assert standing.supervisor_id != leah.pk
    assert SupervisionPairing.objects.filter(supervisee=priya).count() == 1


def test_setting_somebodys_password_stands_on_the_trail_and_ends_their_session(
    client: Client, sid: StaffMember, priya: StaffMember, clock: object
) -> None:
    hers = type(client)()
    hers.force_login(priya)
    confirmed.sign_in(client, sid)
    secret = "another-long-password"

    client.post(
        f"/admin/staff/staffmember/{priya.pk}/password/",
        {"password1": secret, "password2": secret, "usable_password": "true"},
    )

    entry = AuditEntry.objects.get(event=Event.PASSWORD_CHANGED)
    assert (entry.staff_id, entry.about_id) == (sid.pk, priya.pk)
    assert hers.get("/account/keys").status_code == 302


def test_the_admin_deletes_nothing(
    client: Client, sid: StaffMember, north: Team, clock: object
) -> None:
    client.force_login(sid)

    response = client.post(f"/admin/staff/team/{north.pk}/delete/", {"post": "yes"})

    assert response.status_code == 403
    assert Team.objects.filter(pk=north.pk).exists()


def test_an_account_is_made_with_its_names_and_an_unreadable_password(db: None) -> None:
    member = StaffMember.objects.create_user(
        "nia.rees", "a-long-enough-password", given_name="Nia", family_name="Rees"
    )
    root = StaffMember.objects.create_superuser("root", "x", given_name="R", family_name="Oot")

    assert member.check_password("a-long-enough-password")
    assert (member.full_name, member.signed_name, str(member)) == ("Nia Rees", "N Rees", "Nia Rees")
    assert member.acting_role == ""
    assert (root.is_staff, root.is_superuser) == (True, True)
