"""Whoever changes, removes or cuts an entry is found; a whole trail is called whole."""

import io
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from audit import trail, verify
from audit.events import Event
from audit.models import AuditEntry, ChainHead
from audit.verify import Break
from tests.audit.tampering import triggers_off

pytestmark = pytest.mark.django_db

_COLUMNS = {
    "at": "at + interval '1 second'",
    "event": "'RECORD_VIEWED'",
    "actor": "'link'",
    "staff_id": "4711",
    "acting_role": "'PWP'",
    "relation": "'MINE'",
    "patient_id": "4711",
    "referral_id": "4711",
    "about": "'x.Y'",
    "about_id": "4711",
    "shown": "'{4711}'",
    "changes": """'{"a": [1, 2]}'""",
    "route": "'GET x'",
    "request_id": "'x'",
    "source": "'page'",
    "result": "'changed'",
    "hash": "repeat('0', 64)",
    "previous_hash": "repeat('0', 64)",
}


@pytest.fixture
def trails(now: datetime) -> None:
    """Three entries about patient 1, three about patient 2."""
    for _ in range(3):
        for patient_id in (1, 2):
            trail.record(Event.REFERRAL_MOVED, by=None, at=now, patient_id=patient_id)


def test_twin_an_untouched_trail_is_whole(trails: None) -> None:
    assert list(verify.breaks()) == []
    assert verify.counted() == (6, 2)


@pytest.mark.parametrize("column", _COLUMNS)
def test_a_change_of_any_column_is_found(column: str, trails: None) -> None:
    entry = AuditEntry.objects.get(chain="patient:1", position=2)

    _tamper(f"UPDATE audit_auditentry SET {column} = {_COLUMNS[column]} WHERE id = %s", entry.pk)

    assert list(verify.breaks()) == [Break("patient:1", 2, entry.pk, "altered")]


def test_every_column_that_says_something_is_sealed() -> None:
    columns = {field.attname for field in AuditEntry._meta.concrete_fields}

    assert columns - set(_COLUMNS) == {"id", "chain", "position"}


def test_a_missing_entry_is_found(trails: None) -> None:
    _tamper("DELETE FROM audit_auditentry WHERE chain = 'patient:1' AND position = 2")

    (found,) = verify.breaks()

    assert (found.chain, found.position) == ("patient:1", 3)
    assert found.what == "an entry before it is missing"


def test_a_cut_end_is_found(trails: None) -> None:
    _tamper("DELETE FROM audit_auditentry WHERE chain = 'patient:1' AND position = 3")

    assert list(verify.breaks()) == [Break("patient:1", 3, None, "the end of the chain is missing")]


def test_a_whole_chain_that_vanished_is_found_by_its_head(trails: None) -> None:
    _tamper("DELETE FROM audit_auditentry WHERE chain = 'patient:2'")

    (found,) = verify.breaks()

    assert (found.chain, found.what) == ("patient:2", "the end of the chain is missing")


def test_a_chain_without_its_head_is_found(trails: None) -> None:
    ChainHead.objects.filter(chain="patient:2").delete()

    (found,) = verify.breaks()

    assert (found.chain, found.what) == ("patient:2", "its chain has no head")


def test_an_entry_moved_to_another_chain_is_found(trails: None) -> None:
    _tamper("UPDATE audit_auditentry SET chain = 'patient:3' WHERE chain = 'patient:1'")

    assert {found.chain for found in verify.breaks()} >= {"patient:1", "patient:3"}


def test_a_break_in_one_chain_leaves_the_other_whole(trails: None) -> None:
    _tamper("UPDATE audit_auditentry SET result = 'x' WHERE chain = 'patient:1'")

    assert {found.chain for found in verify.breaks()} == {"patient:1"}


def test_the_seal_numbers_and_links_entries_whatever_the_writer_says(now: datetime) -> None:
    for position in (9, 9):
        AuditEntry.objects.create(
            at=now, event=Event.JOB_FINISHED, actor="system", chain="system", position=position,
            hash="made up", previous_hash="made up",
        )  # fmt: skip

    first, second = AuditEntry.objects.order_by("position")

    assert (first.position, second.position) == (1, 2)
    assert first.previous_hash == ""
    assert second.previous_hash == first.hash
    assert list(verify.breaks()) == []


def test_audit_one_entry_per_link(trails: None) -> None:
    with pytest.raises(IntegrityError, match="audit_one_entry_per_link"), transaction.atomic():
        _tamper("UPDATE audit_auditentry SET position = 1 WHERE position = 2")


def test_the_command_names_the_first_bad_row_and_fails(trails: None) -> None:
    entry = AuditEntry.objects.get(chain="patient:1", position=2)
    _tamper("UPDATE audit_auditentry SET result = 'x' WHERE id = %s", entry.pk)
    said = io.StringIO()

    with pytest.raises(CommandError, match="1 of 2 chains are broken"):
        call_command("audit_verify", stderr=said)

    assert f"patient:1 entry 2 (row {entry.pk}): altered" in said.getvalue()


def test_twin_the_command_passes_a_whole_trail(trails: None) -> None:
    said = io.StringIO()

    call_command("audit_verify", stdout=said)

    assert "6 entries in 2 chains: all whole." in said.getvalue()


def _tamper(statement: str, *values: object) -> None:
    with triggers_off(), connection.cursor() as cursor:
        cursor.execute(statement, values)
