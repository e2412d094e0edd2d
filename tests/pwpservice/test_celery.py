"""How work is sent: nothing lost when a worker dies, no page held up by a broker that is away."""

import time

import pytest
from kombu.exceptions import OperationalError

from caseload import notices
from jobs import outbox
from jobs.models import OutboxEntry
from jobs.tasks import heartbeat, relay_outbox
from pwpservice.celery import app


def test_a_task_is_done_again_when_its_worker_dies():
    assert app.conf.task_acks_late is True
    assert app.conf.task_reject_on_worker_lost is True
    assert app.conf.worker_prefetch_multiplier == 1


def test_a_message_is_not_given_twice_while_its_task_may_still_run():
    assert app.conf.broker_transport_options["visibility_timeout"] > app.conf.task_time_limit
    assert app.conf.task_time_limit > app.conf.task_soft_time_limit


def test_the_timetable_is_in_utc():
    assert app.conf.timezone == "UTC"
    assert app.conf.enable_utc is True


def test_only_json_is_sent_and_read():
    assert app.conf.task_serializer == "json"
    assert app.conf.accept_content == ["json"]


def test_every_entry_of_the_timetable_names_a_task_and_expires():
    app.loader.import_default_modules()

    for name, entry in app.conf.beat_schedule.items():
        assert entry["task"] in app.tasks, name
        assert entry["options"]["expires"], name


def test_sending_to_a_broker_that_is_away_fails_at_once(monkeypatch, tmp_path):
    monkeypatch.setattr(app.conf, "broker_write_url", f"redis+socket://{tmp_path}/nobody.sock")
    begun = time.monotonic()

    with app.connection_for_write() as away, pytest.raises(OperationalError):
        heartbeat.apply_async(kwargs={"name": "never"}, connection=away)

    assert time.monotonic() - begun < 3


@pytest.mark.django_db
def test_with_the_broker_away_nothing_that_must_leave_is_lost(
    monkeypatch, tmp_path, sam, now, mailoutbox
):
    sam.email = "sam@example.org"
    sam.save(update_fields=["email"])
    monkeypatch.setattr(app.conf, "broker_write_url", f"redis+socket://{tmp_path}/nobody.sock")
    notices.tell(staff_id=sam.pk, key="risk-action:7", at=now)
    with app.connection_for_write() as away, pytest.raises(OperationalError):
        relay_outbox.apply_async(connection=away)
    assert OutboxEntry.objects.get().done_at is None

    # As the sweep by hand does it, or the first relay after the broker is back.
    counts = [outbox.relay(now=now)["done"] for _ in range(2)]

    assert counts == [1, 0]
    assert [mail.to for mail in mailoutbox] == [["sam@example.org"]]
