"""One supervisor to a state folder; a second one learns who the first is."""

import os
import stat
import subprocess
import time
from pathlib import Path

import pytest

from embedded import processes
from embedded.servers import Servers
from embedded.statefolder import MARK, StateFolder


@pytest.fixture
def folder_of(stack):
    def make(state: Path) -> StateFolder:
        folder = StateFolder(state)
        stack.callback(folder.release)
        return folder

    return make


def test_a_second_one_is_refused_and_told_address_and_process(state, folder_of):
    first, second = folder_of(state), folder_of(state)
    assert first.lock()
    first.say({"kind": "service", "url": "http://127.0.0.1:8000/"})

    assert not second.lock()

    assert "http://127.0.0.1:8000/" in second.refusal()
    assert f"process {os.getpid()}" in second.refusal()


def test_a_lock_file_left_by_a_killed_run_does_not_count(state, folder_of):
    (state / "lock").touch()
    (state / "holder.json").write_text('{"pid": "1", "url": "http://old/"', encoding="utf-8")

    assert folder_of(state).lock()


def test_after_release_the_next_one_may_have_it(state, folder_of):
    first, second = folder_of(state), folder_of(state)
    first.lock()

    first.release()

    assert second.lock()


def test_the_secret_key_is_made_once_and_readable_by_its_owner_only(state):
    folder = StateFolder(state)

    key = folder.secret_key()

    assert len(key) >= 50
    assert folder.secret_key() == key
    assert stat.S_IMODE((state / "secret-key").stat().st_mode) == 0o600


def test_what_a_killed_supervisor_left_running_is_ended(state, folder_of):
    left = subprocess.Popen(["/bin/sleep", "60"], env={MARK: str(state)})
    folder = folder_of(state)
    folder.lock()
    begun = time.monotonic()

    folder.end_left_overs()

    assert not processes.is_alive(left.pid)
    assert time.monotonic() - begun < 5
    left.wait()


def test_programs_get_the_practice_service_and_a_key_unless_told_otherwise(state, monkeypatch):
    given = {
        "DATABASE_URL": "postgresql://x@/y",
        "CELERY_BROKER_URL": "redis://b",
        "CACHE_URL": "redis://c",
    }
    monkeypatch.delenv("PRACTICE_SERVICE", raising=False)
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("ALLOWED_HOSTS", "step2.example.org")
    folder = StateFolder(state)

    env = folder.environment(Servers(state, environ=given))

    assert env["PRACTICE_SERVICE"] == "1"
    assert env["SECRET_KEY"] == folder.secret_key()
    assert env["ALLOWED_HOSTS"] == "step2.example.org,127.0.0.1"
    assert {name: env[name] for name in given} == given
    monkeypatch.setenv("PRACTICE_SERVICE", "0")
    assert folder.environment(Servers(state, environ=given))["PRACTICE_SERVICE"] == "0"


def test_links_in_messages_lead_to_the_port_of_the_service_that_runs(state, monkeypatch):
    monkeypatch.delenv("PRACTICE_SERVICE", raising=False)
    monkeypatch.delenv("PUBLIC_ADDRESS", raising=False)
    serving, command = StateFolder(state), StateFolder(state)
    nobody_runs = command.environment(Servers(state))

    serving.say({"kind": "service", "url": "http://127.0.0.1:8710/"})
    its_own = serving.environment(Servers(state))
    of_a_command = command.environment(Servers(state))
    monkeypatch.setenv("PUBLIC_ADDRESS", "https://practice.example")
    told_otherwise = serving.environment(Servers(state))
    monkeypatch.delenv("PUBLIC_ADDRESS")
    monkeypatch.setenv("PRACTICE_SERVICE", "0")
    real = serving.environment(Servers(state))

    assert "PUBLIC_ADDRESS" not in nobody_runs
    assert its_own["PUBLIC_ADDRESS"] == of_a_command["PUBLIC_ADDRESS"] == "http://127.0.0.1:8710"
    assert told_otherwise["PUBLIC_ADDRESS"] == "https://practice.example"
    assert "PUBLIC_ADDRESS" not in real


def test_servers_that_are_given_are_not_started(state):
    given = {
        "DATABASE_URL": "postgresql://x@/y",
        "CELERY_BROKER_URL": "redis://b",
        "CACHE_URL": "redis://c",
    }
    servers = Servers(state, environ=given)

    servers.start()

    assert list(servers.children()) == []
    assert servers.addresses() == given
