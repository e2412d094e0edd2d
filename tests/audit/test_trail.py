"""What an entry says: who, in which role, about which record, through what; never text."""

from datetime import datetime

import pytest
from django.test import Client

from audit import context, trail
from audit.events import Event
from audit.models import AuditEntry
from referrals.models import Referral
from staff.models import StaffMember

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_in_which_role_about_what(
    priya: StaffMember, referral: Referral, now: datetime
) -> None:
    trail.record(
        Event.REFERRAL_MOVED,
        by=priya,
        at=now,
        about=referral,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
        changes={"status": ("WAITING", "ALLOCATED")},
    )

    entry = AuditEntry.objects.latest("id")
    assert (entry.actor, entry.staff_id, entry.acting_role) == ("staff", priya.pk, "PWP")
    assert (entry.about, entry.about_id) == ("referrals.Referral", referral.pk)
    assert entry.changes == {"status": ["WAITING", "ALLOCATED"]}
    assert (entry.at, entry.chain) == (now, f"patient:{referral.patient_id}")


def test_a_list_is_one_entry_that_holds_every_id_shown(priya: StaffMember, now: datetime) -> None:
    trail.record_view(Event.LIST_VIEWED, by=priya, at=now, shown=[7, 8, 9])

    entry = AuditEntry.objects.get(event=Event.LIST_VIEWED)
    assert entry.shown == [7, 8, 9]
    assert entry.chain == f"staff:{priya.pk}"


def test_what_the_system_does_without_a_patient_has_the_systems_chain(now: datetime) -> None:
    trail.record(Event.JOB_FINISHED, by=None, at=now)

    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.staff_id, entry.chain) == ("system", None, "system")


def test_changes_are_stored_as_plain_values(now: datetime) -> None:
    trail.record(
        Event.POLICY_APPROVED,
        by=None,
        at=now,
        changes={"day": (None, now.date()), "on": (False, True), "n": (1, 2.5)},
    )

    assert AuditEntry.objects.get().changes == {
        "day": [None, "2026-06-09"],
        "on": [False, True],
        "n": [1, 2.5],
    }


def test_held_entries_are_written_last_and_in_the_order_of_their_chains(now: datetime) -> None:
    with trail.written_last():
        for patient_id in (3, 1, 2):
            trail.record(Event.REFERRAL_MOVED, by=None, at=now, patient_id=patient_id)
        trail.record(Event.NEXT_STEP_SET, by=None, at=now, patient_id=1)
        assert not AuditEntry.objects.exists()

    written = AuditEntry.objects.order_by("id").values_list("patient_id", "event")
    assert [patient for patient, _ in written] == [1, 1, 2, 3]
    assert [event for patient, event in written if patient == 1] == [
        "REFERRAL_MOVED",
        "NEXT_STEP_SET",
    ]


def test_held_entries_inside_held_entries_wait_for_the_outermost(now: datetime) -> None:
    with trail.written_last():
        with trail.written_last():
            trail.record(Event.JOB_FINISHED, by=None, at=now)
        assert not AuditEntry.objects.exists()

    assert AuditEntry.objects.count() == 1


def test_nothing_held_is_written_when_the_work_is_given_up(now: datetime) -> None:
    with pytest.raises(ZeroDivisionError), trail.written_last():  # noqa: PT012 - one piece of work
        trail.record(Event.JOB_FINISHED, by=None, at=now)
        raise ZeroDivisionError

    assert not AuditEntry.objects.exists()


def test_an_entry_carries_route_and_request_of_the_page(
    client: Client, priya: StaffMember, clock: object
) -> None:
    client.force_login(priya)

    client.post("/account/keys", {})

    entry = AuditEntry.objects.get(event=Event.SHORTCUTS_CHANGED)
    assert (entry.route, entry.source) == ("POST account/keys", "page")
    assert len(entry.request_id) == 36


def test_a_route_on_the_trail_is_a_pattern_and_never_holds_a_reference(
    client: Client, priya: StaffMember, referral: Referral, clock: object
) -> None:
    client.force_login(priya)

    client.get(f"/no-such-page/{referral.reference}")

    routes = set(AuditEntry.objects.values_list("route", flat=True))
    assert not any(referral.reference in route for route in routes)


def test_outside_requests_the_context_is_the_systems(now: datetime) -> None:
    with context.running(context.Context(request_id="t-1", route="relay", source="task")):
        trail.record(Event.JOB_FINISHED, by=None, at=now)
    trail.record(Event.JOB_FINISHED, by=None, at=now)

    first, second = AuditEntry.objects.order_by("id")
    assert (first.request_id, first.route, first.source) == ("t-1", "relay", "task")
    assert (second.request_id, second.route, second.source) == ("", "", "system")
