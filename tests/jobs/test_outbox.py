"""What must leave is a row first; it is handed over once, and one bad row stops nobody."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from jobs import outbox
from jobs.models import OutboxEntry

_MINUTE = timedelta(minutes=1)
_handed: list[tuple[int, str]] = []


def note(*, number: int, key: str, now: datetime) -> None:
    """A handler that works."""
    _handed.append((number, key))


def fail(*, number: int, key: str, now: datetime) -> None:
    """A handler that does half its work and breaks."""
    OutboxEntry.objects.create(
        kind="half-done", key=key, ids={}, added_at=now, next_at=now + timedelta(days=9)
    )
    raise IntegrityError


@pytest.fixture(autouse=True)
def handlers(settings: object) -> Iterator[None]:
    """Three kinds: one that works, one that fails, one whose handler is not there."""
    _handed.clear()
    settings.OUTBOX_HANDLERS = {
        "note": "tests.jobs.test_outbox.note",
        "fail": "tests.jobs.test_outbox.fail",
        "gone": "tests.jobs.no_such_module.handler",
    }
    yield
    _handed.clear()


def _add(kind: str, number: int, *, at: datetime) -> None:
    outbox.add(kind, key=f"{kind}-{number}", ids={"number": number}, at=at)


@pytest.mark.django_db
def test_the_same_kind_and_key_twice_is_one_row(now: datetime) -> None:
    _add("note", 1, at=now)
    _add("note", 1, at=now + _MINUTE)

    outbox.relay(now=now + _MINUTE)

    assert OutboxEntry.objects.count() == 1
    assert _handed == [(1, "note-1")]


@pytest.mark.django_db
def test_a_row_of_a_transaction_that_was_given_up_is_not_there(now: datetime) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012 - one piece of work
        _add("note", 1, at=now)
        raise ZeroDivisionError

    assert outbox.relay(now=now)["done"] == 0


@pytest.mark.django_db
def test_a_row_is_handed_over_once_however_often_the_relay_runs(now: datetime) -> None:
    _add("note", 1, at=now)

    for minutes in range(5):
        outbox.relay(now=now + minutes * _MINUTE)

    entry = OutboxEntry.objects.get()
    assert _handed == [(1, "note-1")]
    assert (entry.done_at, entry.tries) == (now, 1)


@pytest.mark.django_db
def test_a_row_that_is_not_due_waits(now: datetime) -> None:
    _add("note", 1, at=now + _MINUTE)

    assert outbox.relay(now=now)["done"] == 0
    assert outbox.relay(now=now + _MINUTE)["done"] == 1


@pytest.mark.django_db
@pytest.mark.parametrize("poison", ["fail", "gone", "unknown kind"])
def test_one_bad_row_does_not_hold_up_the_rest(poison: str, now: datetime) -> None:
    _add("note", 1, at=now)
    _add(poison, 2, at=now)
    _add("note", 3, at=now)

    counts = outbox.relay(now=now)

    assert counts == {"done": 2, "retried": 1, "parked": 0, "taken": 0, "put_off": 0}
    assert [number for number, _ in _handed] == [1, 3]
    assert OutboxEntry.objects.get(kind=poison).last_error


@pytest.mark.django_db
def test_half_done_work_of_a_failed_handler_is_undone(now: datetime) -> None:
    _add("fail", 1, at=now)

    outbox.relay(now=now)

    assert not OutboxEntry.objects.filter(kind="half-done").exists()


@pytest.mark.django_db
def test_a_failing_row_is_tried_again_ever_later_then_parked_for_a_person(now: datetime) -> None:
    _add("fail", 1, at=now)
    moment, waits = now, []

    for _ in range(outbox.TRIES_BEFORE_PARKING):
        outbox.relay(now=moment)
        entry = OutboxEntry.objects.get()
        waits.append(entry.next_at - moment)
        moment = entry.next_at

    assert waits == sorted(waits)
    assert waits[0] >= outbox.LEASE
    assert entry.tries == outbox.TRIES_BEFORE_PARKING
    assert (entry.parked_at is not None, entry.done_at) == (True, None)
    assert sum(outbox.relay(now=moment + timedelta(days=30)).values()) == 0


@pytest.mark.django_db
def test_a_relay_that_died_after_claiming_is_made_good_when_the_lease_has_ended(
    now: datetime,
) -> None:
    _add("note", 1, at=now)
    outbox._claimed(now=now, limit=200)  # and then the process is killed

    at_once = outbox.relay(now=now + outbox.LEASE / 2)
    later = outbox.relay(now=now + outbox.LEASE)

    assert (at_once["done"], later["done"]) == (0, 1)


@pytest.mark.django_db
def test_a_row_that_ends_each_relay_comes_last_and_is_parked_in_the_end(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    _add("note", 1, at=now)
    moment = now
    with monkeypatch.context() as deadly:
        deadly.setattr(outbox, "_handle", _die)
        for _ in range(outbox.TRIES_BEFORE_PARKING):
            with pytest.raises(KeyboardInterrupt):
                outbox.relay(now=moment)
            moment = OutboxEntry.objects.get().next_at
    _add("note", 2, at=moment)

    counts = outbox.relay(now=moment)

    assert (counts["done"], counts["parked"], _handed) == (1, 1, [(2, "note-2")])


def _die(_entry: OutboxEntry, *, now: datetime) -> str:
    raise KeyboardInterrupt


@pytest.mark.django_db
def test_a_relay_that_outlived_its_lease_does_not_hand_over_again(now: datetime) -> None:
    _add("note", 1, at=now)
    (slow,) = outbox._claimed(now=now, limit=200)
    outbox.relay(now=now + timedelta(hours=1))

    result = outbox._hand_over(slow, until=now + timedelta(hours=2), now=now + timedelta(hours=1))

    assert result == "taken"
    assert len(_handed) == 1


@pytest.mark.django_db(transaction=True)
def test_two_relays_at_once_share_the_work_and_never_a_row(now: datetime) -> None:
    for number in range(20):
        _add("note", number, at=now)
    inside, others = threading.Event(), []

    def other() -> None:
        others.extend(outbox._claimed(now=now, limit=200))
        connection.close()
        inside.set()

    with transaction.atomic():
        first = list(OutboxEntry.objects.select_for_update(skip_locked=True).order_by("id")[:10])
        beside = threading.Thread(target=other)
        beside.start()
        assert inside.wait(10)
        beside.join()

    assert {entry.pk for entry in first} & {entry.pk for entry in others} == set()
    assert len(others) == 10


@pytest.mark.django_db(transaction=True)
def test_twin_without_skipping_the_second_relay_would_wait_for_the_first(now: datetime) -> None:
    _add("note", 1, at=now)
    waited = []

    def other() -> None:
        with connection.cursor() as cursor, transaction.atomic():
            cursor.execute("SET LOCAL lock_timeout = 200")
            try:
                list(OutboxEntry.objects.select_for_update())
            except Exception as refused:  # noqa: BLE001 - whatever it is, it waited
                waited.append(type(refused).__name__)
        connection.close()

    with transaction.atomic():
        list(OutboxEntry.objects.select_for_update())
        beside = threading.Thread(target=other)
        beside.start()
        beside.join()

    assert waited == ["OperationalError"]


@pytest.mark.django_db(transaction=True)
def test_the_relay_task_hands_over_and_says_that_it_is_alive(now: datetime) -> None:
    from jobs.models import Heartbeat
    from jobs.tasks import relay_outbox

    _add("note", 1, at=now)

    relay_outbox()
    relay_outbox()

    assert _handed == [(1, "note-1")]
    assert Heartbeat.objects.filter(name="relay").exists()
