"""One unfinished run of a job at a time; a killed run is taken over; a heartbeat never ages."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection

from jobs import runs
from jobs.models import Heartbeat, JobRun
from jobs.tasks import heartbeat

_LEASE = timedelta(minutes=30)


@pytest.mark.django_db
def test_a_job_that_is_running_is_not_started_again(now: datetime) -> None:
    first = runs.start("refresh", now=now, lease=_LEASE)

    second = runs.start("refresh", now=now + timedelta(minutes=1), lease=_LEASE)

    assert first is not None
    assert second is None


@pytest.mark.django_db
def test_another_job_may_run_beside_it(now: datetime) -> None:
    runs.start("refresh", now=now, lease=_LEASE)

    assert runs.start("escalate", now=now, lease=_LEASE) is not None


@pytest.mark.django_db
def test_a_finished_run_makes_room_for_the_next_and_keeps_its_counts(now: datetime) -> None:
    first = runs.start("refresh", now=now, lease=_LEASE)
    assert first is not None
    runs.finish(first, counts={"opened": 3}, now=now + timedelta(minutes=2))

    second = runs.start("refresh", now=now + timedelta(minutes=3), lease=_LEASE)

    first.refresh_from_db()
    assert second is not None
    assert (first.counts, first.finished_at) == ({"opened": 3}, now + timedelta(minutes=2))


@pytest.mark.django_db
def test_a_killed_run_is_taken_over_when_its_lease_has_ended(now: datetime) -> None:
    killed = runs.start("refresh", now=now, lease=_LEASE)
    assert killed is not None

    heir = runs.start("refresh", now=now + _LEASE, lease=_LEASE)

    killed.refresh_from_db()
    assert heir is not None
    assert heir.pk != killed.pk
    assert (killed.finished_at, killed.counts) == (now + _LEASE, {"taken_over": 1})


@pytest.mark.django_db
def test_a_run_that_was_taken_over_cannot_finish_any_more(now: datetime) -> None:
    slow = runs.start("refresh", now=now, lease=_LEASE)
    assert slow is not None
    heir = runs.start("refresh", now=now + _LEASE, lease=_LEASE)
    assert heir is not None

    runs.finish(slow, counts={"opened": 99}, now=now + 2 * _LEASE)

    slow.refresh_from_db()
    heir.refresh_from_db()
    assert slow.counts == {"taken_over": 1}
    assert heir.finished_at is None


@pytest.mark.django_db(transaction=True)
def test_of_many_starts_at_the_same_instant_one_wins(now: datetime) -> None:
    claimed: list[JobRun | None] = []
    together = threading.Barrier(6)

    def start() -> None:
        together.wait(10)
        claimed.append(runs.start("refresh", now=now, lease=_LEASE))
        connection.close()

    racers = [threading.Thread(target=start) for _ in range(6)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()

    assert len([run for run in claimed if run is not None]) == 1
    assert JobRun.objects.count() == 1


@pytest.mark.django_db
def test_a_heartbeat_moves_forward(now: datetime) -> None:
    runs.beat("worker", at=now)
    runs.beat("worker", at=now + timedelta(minutes=1))

    assert Heartbeat.objects.get().at == now + timedelta(minutes=1)


@pytest.mark.django_db
def test_a_clock_that_steps_back_never_makes_a_heartbeat_older(now: datetime) -> None:
    runs.beat("worker", at=now)
    runs.beat("worker", at=now - timedelta(seconds=50))

    assert Heartbeat.objects.get().at == now


@pytest.mark.django_db
def test_a_heartbeat_that_lies_ahead_counts_for_nothing_and_the_next_puts_it_right(
    now: datetime,
) -> None:
    runs.beat("worker", at=now + timedelta(weeks=3))
    ahead = runs.heard(now=now)

    runs.beat("worker", at=now)

    assert ahead == {}
    assert runs.heard(now=now) == {"worker": now}


@pytest.mark.django_db
def test_a_run_that_began_ahead_of_now_holds_nobody_back(now: datetime) -> None:
    runs.start("refresh", now=now + timedelta(weeks=3), lease=_LEASE)

    assert runs.start("refresh", now=now, lease=_LEASE) is not None


@pytest.mark.django_db
def test_the_heartbeat_task_speaks_for_beat_and_for_the_worker_that_ran_it(
    clock: object, now: datetime
) -> None:
    heartbeat()
    heartbeat()

    assert dict(Heartbeat.objects.values_list("name", "at")) == {"beat": now, "worker": now}
