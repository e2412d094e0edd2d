"""The embedded Valkey keeps the queue through a crash."""

import signal
from pathlib import Path

import pytest
import redis
from kombu import Connection

from embedded.valkey import Valkey


def client_of(server: Valkey) -> redis.Redis:
    return redis.Redis.from_url(server.cache_url)


def test_what_was_queued_is_there_after_kill_nine(state, start_valkey):
    first = start_valkey(state)
    with client_of(first) as client:
        client.lpush("queue", "a message")

    first.child.send_signal(signal.SIGKILL)
    first.child.wait()
    second = start_valkey(state)

    with client_of(second) as client:
        assert client.lrange("queue", 0, -1) == [b"a message"]


def test_a_server_left_running_by_a_killed_supervisor_is_ended_first(state, start_valkey):
    left_over = start_valkey(state)

    second = start_valkey(state)

    assert left_over.child.wait(5) == 0
    with client_of(second) as client:
        assert client.ping()


@pytest.mark.parametrize("name", ["with a space", "r\u00e9sum\u00e9", "long-" * 22])
def test_broker_and_cache_are_reached_in_a_folder_with_an_awkward_name(state, start_valkey, name):
    server = start_valkey(state / name)

    with client_of(server) as client, Connection(server.broker_url) as broker:
        assert client.ping()
        assert broker.default_channel.client.ping()


def test_stopping_leaves_no_socket_and_no_process_file(state, start_valkey):
    server = start_valkey(state)

    server.stop()

    left = {path.suffix for path in Path(state).rglob("*") if path.is_socket() or path.is_file()}
    assert not left & {".sock", ".pid"}
    assert server.child.returncode == 0
