"""/health/: what the proxy, monitoring and ./run are told."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from jobs import runs
from jobs.models import Heartbeat
from pwpservice import health


@pytest.fixture
def an_old_process(monkeypatch):
    """A web process that has run for longer than anything may take to start."""
    monkeypatch.setattr(health, "_started", health.time.monotonic() - 3600)


def heartbeat(*, minutes_old: int) -> None:
    at = datetime.now(UTC) - timedelta(minutes=minutes_old)
    for name in (*runs.WATCHED, *runs.NIGHTLY):
        Heartbeat.objects.create(name=name, at=at)


def test_alive_needs_neither_database_nor_sign_in(client):
    response = client.get("/health/live")

    assert (response.status_code, response.json()) == (200, {"status": "alive"})
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
def test_ready_when_database_broker_and_background_work_are(client, an_old_process):
    heartbeat(minutes_old=9)

    response = client.get("/health/ready")

    assert response.status_code == 200
    assert response.json() == {
        "status": "ready",
        "database": "ok",
        "broker": "ok",
        "background": "ok",
    }


@pytest.mark.django_db
def test_not_ready_when_background_work_has_stopped_for_ten_minutes(client, an_old_process):
    heartbeat(minutes_old=11)

    response = client.get("/health/ready")

    assert response.status_code == 503
    assert response.json()["background"] == "stale"


@pytest.mark.django_db
@pytest.mark.parametrize("name", runs.WATCHED)
def test_not_ready_when_one_part_alone_is_silent(client, an_old_process, name):
    heartbeat(minutes_old=1)
    Heartbeat.objects.filter(name=name).update(at=datetime.now(UTC) - timedelta(minutes=11))

    assert client.get("/health/ready").json()["background"] == "stale"


@pytest.mark.django_db
@pytest.mark.parametrize("name", runs.NIGHTLY)
def test_not_ready_when_the_night_was_not_done_for_26_hours(client, an_old_process, name):
    heartbeat(minutes_old=1)
    Heartbeat.objects.filter(name=name).update(at=datetime.now(UTC) - timedelta(hours=27))

    assert client.get("/health/ready").json()["background"] == "stale"


@pytest.mark.django_db
def test_not_ready_by_heartbeats_that_lie_ahead(client, an_old_process):
    heartbeat(minutes_old=-60)

    assert client.get("/health/ready").json()["background"] == "stale"


@pytest.mark.django_db
def test_not_ready_when_there_never_was_any(client, an_old_process):
    assert client.get("/health/ready").status_code == 503


@pytest.mark.django_db
@pytest.mark.parametrize("minutes_old", [None, 11, 60 * 24])
def test_a_young_process_lets_background_work_start(client, monkeypatch, minutes_old):
    monkeypatch.setattr(health, "_started", health.time.monotonic())
    if minutes_old:
        heartbeat(minutes_old=minutes_old)

    response = client.get("/health/ready")

    assert (response.status_code, response.json()["background"]) == (200, "starting")


@pytest.mark.django_db
def test_not_ready_without_its_broker(client, monkeypatch, tmp_path):
    monkeypatch.setattr(health.app.conf, "broker_url", f"redis+socket://{tmp_path}/nobody.sock")
    monkeypatch.setattr(
        health.app.conf, "broker_write_url", f"redis+socket://{tmp_path}/nobody.sock"
    )

    response = client.get("/health/ready")

    assert (response.status_code, response.json()["broker"]) == (503, "away")


def test_not_ready_without_its_database(client, monkeypatch):
    def refuse():
        raise OperationalError("the server has gone away")

    monkeypatch.setattr(health.connection, "cursor", refuse)

    response = client.get("/health/ready")

    assert (response.status_code, response.json()["database"]) == (503, "away")
    assert "gone away" not in response.content.decode()


@pytest.mark.django_db
def test_only_a_run_that_has_a_token_is_told_it(client, settings):
    assert "run" not in client.get("/health/ready").json()

    settings.RUN_TOKEN = "this run"

    assert client.get("/health/ready").json()["run"] == "this run"


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_it_only_reads(client, path):
    assert client.post(path).status_code == 405
