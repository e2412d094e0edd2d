"""The port: taken, free, and who answers on it."""

import json
import socket
import threading
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from embedded import web
from embedded.places import StartError


@pytest.fixture
def taken():
    with socket.socket() as somebody:
        somebody.bind((web.HOST, 0))
        somebody.listen()
        yield somebody.getsockname()[1]


def test_a_taken_port_is_refused_and_a_free_one_offered(taken):
    with pytest.raises(
        StartError, match=rf"Port {taken} cannot be used.*\./run --port (\d+)"
    ) as refused:
        web.port_to_use(taken)

    offered = int(str(refused.value).rsplit(" ", 1)[1])
    assert web.port_to_use(offered) == offered


def test_port_nought_asks_for_any_free_one():
    assert web.port_to_use(0) > 1023


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_number_that_is_no_port_is_refused(port):
    with pytest.raises(StartError, match=f"Port {port} cannot be used"):
        web.port_to_use(port)


@pytest.fixture
def other_program():
    """Something else that answers on a port, also with JSON."""
    answer: dict[str, str] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):  # noqa: N802 - the name that http.server calls
            content = json.dumps(answer).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_arguments):
            """Quiet."""

    server = HTTPServer((web.HOST, 0), Handler)
    # Asked to stop, it stops at once: not after half a second, as it would by itself.
    serve = partial(server.serve_forever, poll_interval=0.01)
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield server.server_port, answer
    server.shutdown()
    server.server_close()
    thread.join()


def test_another_program_does_not_pass_for_our_web_server(other_program):
    port, answer = other_program
    healthy = {"database": "ok", "broker": "ok"}

    for said in ({}, healthy, healthy | {"run": "another run's token"}):
        answer.clear()
        answer.update(said)
        assert not web.answers(port=port, token="ours")

    answer.update(healthy | {"run": "ours"})
    assert web.answers(port=port, token="ours")


def test_a_server_without_its_database_is_not_ready(other_program):
    port, answer = other_program
    answer.update({"database": "away", "broker": "ok", "run": "ours"})

    assert not web.answers(port=port, token="ours")


def test_nobody_there_is_not_ready():
    assert not web.answers(port=web.port_to_use(0), token="ours")
