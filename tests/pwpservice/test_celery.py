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

# What beat does with an application before it sends anything.
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
from types import SimpleNamespace
from django.db import connection
from pwpservice.celery import share_with_the_pool
connection.ensure_connection()
before = connection.connection is not None
worker = SimpleNamespace()
share_with_the_pool(sender=worker)
print(json.dumps({
    "was_open": before,
    "is_open": connection.connection is not None,
    "kept": gc.get_freeze_count(),
    "may_hold": worker.max_memory_per_child,
    "modules": list(sys.modules),
}))
"""
# A worker of one process on a queue of its own: a small task, one that grows, two small ones; the
# last ends the worker. Who did each is what it says.
GROW = """
import json, os, pathlib, signal, sys, tempfile, uuid
from pwpservice import celery as ours
ours._MAY_GROW = {may_grow} * 1024
app, did = ours.app, pathlib.Path(tempfile.mkdtemp()) / "did"
app.conf.task_default_queue = f"test-{{uuid.uuid4()}}"

@app.task(name="tests.note")
def note(megabytes):
    grown = b"x" * (megabytes << 20)
    with did.open("a") as lines:
        print(os.getpid(), file=lines)

@app.task(name="tests.end")
def end():
    os.kill(os.getppid(), signal.SIGTERM)

for megabytes in (0, 64, 0, 0):
    note.delay(megabytes)
end.delay()
app.Worker(concurrency=1, loglevel="ERROR", without_gossip=True, without_mingle=True).start()
print(json.dumps(did.read_text().split()), file=sys.__stdout__)
"""
# What stands in memory by the time that worker and beat would begin to work.
LOADED = """
import json, sys
from celery.apps.beat import Beat
from celery.apps.worker import Worker
Worker.start = Beat.start_scheduler = lambda self: None
{begin}
print(json.dumps(list(sys.modules)), file=sys.__stdout__)
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
    assert found["may_hold"] > 60 * 1024
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


@pytest.mark.slow
@pytest.mark.parametrize(("may_grow", "who"), [(24, "aabb"), (500, "aaaa")])
def test_what_has_grown_ends_after_its_task_and_another_goes_on(may_grow, who):
    did = said(GROW.format(may_grow=may_grow))

    by_letter = dict(zip(did, who, strict=True))
    assert [by_letter[one] for one in did] == list(who)
    assert len(set(did)) == len(set(who))


@pytest.mark.parametrize(
    "begin",
    [
        "from pwpservice import worker; worker.main()",
        "from pwpservice import beat; beat.main(kept_in='/nowhere')",
    ],
)
def test_neither_loads_celerys_command_line(begin):
    loaded = said(LOADED.format(begin=begin))

    assert "celery.app.base" in loaded
    assert not [name for name in loaded if name.startswith(("celery.bin", "prompt_toolkit"))]


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
