"""How work is sent: nothing lost when a worker dies, no page held up by a broker that is away."""

import json
import os
import re
import subprocess
import sys
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from kombu.exceptions import OperationalError

from caseload import notices
from jobs import outbox
from jobs.models import OutboxEntry
from jobs.tasks import heartbeat, relay_outbox
from pwpservice import beat
from pwpservice.celery import app, say_that_background_work_has_begun
from pwpservice.schedule import JOBS

# What `celery beat` does with an application before it sends anything.
BEGIN = """
import json, logging, sys
{app}
app.loader.init_worker()
app.finalize()
app.log.setup()
from django.apps import apps
print(json.dumps({{
    "is_ready": apps.ready,
    "models": [name for name in sys.modules if name.endswith(".models")],
    "writes": type(logging.getLogger().handlers[0].formatter).__name__,
    "tasks": [name for name in app.tasks if not name.startswith("celery.")],
}}))
"""
SHARE = """
import gc, json, sys, django
django.setup()
from django.db import connection
from pwpservice.celery import share_with_the_pool
connection.ensure_connection()
before = connection.connection is not None
share_with_the_pool()
print(json.dumps({
    "was_open": before,
    "is_open": connection.connection is not None,
    "kept": gc.get_freeze_count(),
    "modules": list(sys.modules),
}))
"""


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


def test_beat_loads_neither_models_nor_tasks_and_logs_as_the_others_do():
    alone = said(BEGIN.format(app="from pwpservice.beat import app"))
    of_the_worker = said(BEGIN.format(app="from pwpservice.celery import app"))

    assert (alone["is_ready"], alone["models"], alone["tasks"]) == (False, [], [])
    assert of_the_worker["is_ready"]
    assert "caseload.models" in of_the_worker["models"]
    assert "pwpservice.tasks.sweep" in of_the_worker["tasks"]
    assert alone["writes"] == of_the_worker["writes"] == "ProcessorFormatter"


def test_beat_keeps_the_timetable_and_sends_to_where_the_worker_listens():
    for name in ("beat_schedule", "timezone", "task_default_queue", "task_serializer"):
        assert beat.app.conf[name] == app.conf[name], name
    assert beat.app.conf.broker_write_url == app.conf.broker_write_url
    assert beat.app.conf.beat_schedule["sweep"]["schedule"] == timedelta(minutes=1)


def test_the_first_of_each_goes_out_as_beat_starts_by_the_application_that_beat_runs():
    sent = []
    service = SimpleNamespace(app=SimpleNamespace(send_task=sent.append))

    say_that_background_work_has_begun(sender=service)

    assert sent == ["jobs.tasks.heartbeat", "jobs.tasks.relay_outbox", "pwpservice.tasks.sweep"]


@pytest.mark.django_db
def test_no_connection_is_open_and_every_job_is_loaded_when_the_pool_is_forked():
    database = connection.settings_dict["NAME"]
    url = re.sub(r"(//[^/]*/)[^?]*", rf"\g<1>{database}", os.environ["DATABASE_URL"], count=1)

    found = said(SHARE, DATABASE_URL=url)

    assert found["was_open"]
    assert not found["is_open"]
    assert found["kept"] > 100_000
    assert {job.work.rpartition(".")[0] for job in JOBS} <= set(found["modules"])


def said(code, **variables):
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "pwpservice.settings_test", **variables}
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout.splitlines()[-1])


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
