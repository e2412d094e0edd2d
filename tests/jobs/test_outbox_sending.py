"""To a gateway: leased, sent with no transaction open, then confirmed; never forgotten."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from jobs import outbox
from jobs.models import Heartbeat, OutboxEntry
from jobs.outbox import NotYet, Waiting

_MINUTE = timedelta(minutes=1)
_sent: list[str] = []
_handled: list[str] = []
_trouble: list[Exception] = []
_open_transactions: list[bool] = []


def send(*, number: int, key: str, now: datetime, tries: int) -> Callable[[], None]:
    """A gateway that knows each key, and a confirmation that can be told apart."""
    _open_transactions.append(connection.in_atomic_block)
    if _trouble:
        raise _trouble[-1]
    if key not in _sent:
        _sent.append(key)
    return lambda: Heartbeat.objects.create(name=f"{key} after {tries}", at=now) and None


def send_blindly(*, number: int, key: str, now: datetime, tries: int) -> Callable[[], None]:
    """The twin: a gateway that does not look at the key."""
    _sent.append(key)
    return lambda: None


def handle(*, number: int, key: str, now: datetime) -> None:
    """What stays in the house."""
    _handled.append(key)


@pytest.fixture(autouse=True)
def senders(settings: object) -> Iterator[None]:
    """One kind that is sent, one that is handled."""
    settings.OUTBOX_HANDLERS = {"kept": "tests.jobs.test_outbox_sending.handle"}
    settings.OUTBOX_SENDERS = {
        "sent": "tests.jobs.test_outbox_sending.send",
        "blind": "tests.jobs.test_outbox_sending.send_blindly",
    }
    for seen in (_sent, _handled, _trouble, _open_transactions):
        seen.clear()
    yield
    _trouble.clear()


def _add(kind: str, number: int, *, at: datetime) -> None:
    outbox.add(kind, key=f"{kind}-{number}", ids={"number": number}, at=at)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_open_in_the_database_while_the_gateway_is_asked(now: datetime) -> None:
    _add("sent", 1, at=now)

    counts = outbox.relay(now=now)

    assert (counts["done"], _sent, _open_transactions) == (1, ["sent-1"], [False])
    assert Heartbeat.objects.get().name == "sent-1 after 1"
    assert OutboxEntry.objects.get().done_at == now


@pytest.mark.django_db
def test_a_crash_between_sending_and_confirming_sends_again_under_the_same_key(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    _add("sent", 1, at=now)
    with monkeypatch.context() as dying:
        dying.setattr(outbox, "_still_ours", _die)
        with pytest.raises(KeyboardInterrupt):
            outbox.relay(now=now)
    assert (_sent, OutboxEntry.objects.get().done_at) == (["sent-1"], None)

    counts = outbox.relay(now=OutboxEntry.objects.get().next_at)

    assert (counts["done"], _sent) == (1, ["sent-1"])
    assert Heartbeat.objects.get().name == "sent-1 after 2"


@pytest.mark.django_db
def test_twin_a_gateway_that_ignores_the_key_sends_twice(
    now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    _add("blind", 1, at=now)
    with monkeypatch.context() as dying:
        dying.setattr(outbox, "_still_ours", _die)
        with pytest.raises(KeyboardInterrupt):
            outbox.relay(now=now)

    outbox.relay(now=OutboxEntry.objects.get().next_at)

    assert _sent == ["blind-1", "blind-1"]


@pytest.mark.django_db
def test_a_row_that_is_not_wanted_yet_waits_until_then_and_was_not_tried(now: datetime) -> None:
    _add("sent", 1, at=now)
    _trouble.append(NotYet(now + timedelta(hours=10)))

    first = outbox.relay(now=now)
    entry = OutboxEntry.objects.get()

    assert first["put_off"] == 1
    assert (entry.next_at, entry.tries, entry.last_error) == (now + timedelta(hours=10), 0, "")
    _trouble.clear()
    assert outbox.relay(now=now + timedelta(hours=10))["done"] == 1


@pytest.mark.django_db
def test_a_gateway_that_does_not_answer_holds_up_nobody_else(now: datetime) -> None:
    for number in range(6):
        _add("sent", number, at=now)
    _add("kept", 1, at=now)
    _trouble.append(TimeoutError())

    counts = outbox.relay(now=now)

    assert _handled == ["kept-1"]
    assert counts == {"done": 1, "retried": 3, "parked": 0, "taken": 0, "put_off": 3}
    assert len(_open_transactions) == 3  # asked three times, then left alone
    put_off = OutboxEntry.objects.filter(kind="sent", tries=0)
    assert {one.next_at for one in put_off} == {now + _MINUTE}


@pytest.mark.django_db
def test_when_the_gateway_answers_again_everything_leaves_once(now: datetime) -> None:
    for number in range(6):
        _add("sent", number, at=now)
    _trouble.append(TimeoutError())
    outbox.relay(now=now)
    _trouble.clear()

    for minutes in (1, 5, 10):
        outbox.relay(now=now + minutes * _MINUTE)

    assert sorted(_sent) == [f"sent-{number}" for number in range(6)]
    assert not OutboxEntry.objects.filter(done_at__isnull=True).exists()


@pytest.mark.django_db
def test_a_relay_that_was_overtaken_does_not_send(now: datetime) -> None:
    _add("sent", 1, at=now)
    (slow,) = outbox._claimed(now=now, limit=200)
    outbox.relay(now=now + timedelta(hours=1))

    result = outbox._hand_over(slow, until=now + timedelta(hours=2), now=now + timedelta(hours=1))

    assert (result, _sent) == ("taken", ["sent-1"])
    assert Heartbeat.objects.count() == 1


@pytest.mark.django_db
def test_what_stays_in_the_house_goes_first_however_much_waits_for_a_gateway(now: datetime) -> None:
    for number in range(8):
        _add("sent", number, at=now)
    _add("kept", 1, at=now)

    outbox.relay(now=now, limit=3)

    assert (_handled, _sent) == (["kept-1"], ["sent-0", "sent-1"])


@pytest.mark.django_db
def test_a_slow_relay_loses_what_it_has_not_begun_and_what_it_has_begun_is_held_anew(
    now: datetime,
) -> None:
    _add("sent", 1, at=now)
    _add("sent", 2, at=now)
    begun, waiting = outbox._claimed(now=now, limit=200)
    late = now + outbox.LEASE
    assert outbox._is_begun(begun, until=late + outbox.LEASE)

    counts = outbox.relay(now=late)

    assert (counts["done"], _sent) == (1, ["sent-2"])
    assert outbox._hand_over(waiting, until=late + outbox.LEASE, now=late) == "taken"


@pytest.mark.django_db
def test_many_rows_are_one_statement_each_with_its_own_time(
    now: datetime, django_assert_num_queries: Callable[[int], object]
) -> None:
    rows = [Waiting(f"sent-{n}", {"number": n}, now + n * _MINUTE) for n in range(300)]

    with django_assert_num_queries(1):
        outbox.add_many("sent", rows, at=now)
    with transaction.atomic():
        outbox.add_many("sent", rows, at=now)

    assert OutboxEntry.objects.count() == 300
    assert outbox.relay(now=now + 9 * _MINUTE)["done"] == 10


def _die(_entry: OutboxEntry) -> bool:
    raise KeyboardInterrupt
