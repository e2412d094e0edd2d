"""The same faults with one guard off lose or double something: so the forty prove something."""

import time

import pytest

from tests.chaos.faults import KINDS
from tests.chaos.rig import Rig

pytestmark = pytest.mark.slow


def inflict(rig: Rig, *kinds: str) -> None:
    for kind in kinds:
        time.sleep(0.7)
        KINDS[kind](rig)


def test_twin_what_is_marked_before_it_is_done_is_lost(rig):
    rig.begin(without="mark_after_the_effect")
    inflict(rig, *["relay before its mark"] * 2)

    found, _ = rig.settle(within=40, until=lambda found: found.effects_lost)

    assert found.effects_lost > 0


def test_twin_what_is_marked_in_a_transaction_of_its_own_is_doubled(rig):
    rig.begin(without="mark_with_the_effect")
    inflict(rig, *["relay before its mark"] * 2)

    found, _ = rig.settle(within=40, until=lambda found: found.doubled)

    assert found.doubled > 0


def test_twin_without_lease_and_lock_what_is_delivered_twice_is_done_twice(rig):
    rig.begin(without="lease_and_lock")
    inflict(rig, *["delivered twice"] * 3)

    assert rig.settle(within=10)[0].doubled > 0


def test_twin_a_gateway_that_knows_no_key_gets_a_message_twice(rig):
    rig.begin(without="key_at_the_gateway")
    inflict(rig, "relay after sending", "gateway mute")

    found, _ = rig.settle(within=40, until=lambda found: found.doubled)

    assert found.doubled > 0


def test_twin_a_task_without_a_row_is_lost_with_the_broker(rig):
    rig.begin(without="row_before_the_task")
    inflict(rig, "Valkey wiped", "worker", "Valkey wiped")

    found, _ = rig.settle(within=12)

    assert found.effects_lost > 0


def test_twin_a_commit_that_is_not_on_the_disk_is_lost_with_the_server(rig):
    rig.begin(without="durable_commit")
    rig.kill("worker")  # whose own commits would carry the others to the disk
    rig.as_superuser("ALTER SYSTEM SET wal_writer_delay = '10s'", "SELECT pg_reload_conf()")

    inflict(rig, "PostgreSQL")

    rig.as_superuser("ALTER SYSTEM RESET wal_writer_delay", "SELECT pg_reload_conf()")
    found, _ = rig.settle(within=2)
    assert found.effects_lost > 0


def test_twin_with_leases_that_never_end_a_killed_process_keeps_its_work(rig):
    rig.begin(without="leases_that_end")
    inflict(rig, "relay after its claim", "sweep after a job", "sweep after a job")
    time.sleep(3)

    found, _ = rig.settle(within=45)

    # Which of the two depends on what a process held as it was killed.
    assert found.waiting + found.escalations_lost > 0


def test_twin_without_beat_nothing_is_drained(rig):
    rig.begin()
    rig.kill("beat")
    time.sleep(4)

    found, _ = rig.settle(within=10)

    assert found.waiting > 0
