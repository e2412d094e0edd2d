"""What ./run refuses before it has started anything."""

import socket

import pytest

from embedded import stack, web
from embedded.statefolder import StateFolder


@pytest.fixture(autouse=True)
def signals(monkeypatch):
    """The test run keeps its own signals."""
    monkeypatch.setattr(stack, "stop_on_signals", lambda: None)


@pytest.fixture
def taken():
    with socket.socket() as somebody:
        somebody.bind((web.HOST, 0))
        somebody.listen()
        yield somebody.getsockname()[1]


def test_a_taken_port_is_refused_before_anything_starts(state, taken, capsys):
    status = stack.main(["--state", str(state), "--port", str(taken)])

    assert status == 1
    assert f"Port {taken} cannot be used: Address already in use." in capsys.readouterr().err
    assert not list(state.glob("pg*"))


def test_the_port_may_be_given_by_the_environment(state, taken, capsys, monkeypatch):
    monkeypatch.setenv("PORT", str(taken))
    assert stack.main(["--state", str(state)]) == 1
    assert f"Port {taken} cannot be used" in capsys.readouterr().err

    monkeypatch.setenv("PORT", "eighty")
    assert stack.main(["--state", str(state)]) == 1
    assert "PORT is 'eighty': write a number." in capsys.readouterr().err


def test_a_second_one_names_the_first(state, capsys):
    first = StateFolder(state)
    first.lock()
    first.say({"kind": "service", "url": "http://127.0.0.1:8765/"})

    status = stack.main(["--state", str(state)])

    first.release()
    assert status == 1
    assert "Already running: http://127.0.0.1:8765/ (process " in capsys.readouterr().err


def test_the_state_folder_is_seen_from_where_run_was_called(tmp_path, monkeypatch, capsys, taken):
    monkeypatch.setenv("STEP2_CALLED_FROM", str(tmp_path))

    stack.main(["--state", "here", "--port", str(taken)])

    assert (tmp_path / "here").is_dir()
    assert capsys.readouterr().err


def test_starting_afresh_never_touches_a_server_that_was_given(state, capsys, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://someone@example/real")

    status = stack.main(["--state", str(state), "--port", "0", "--fresh", "yes"])

    assert status == 1
    assert "DATABASE_URL names another server" in capsys.readouterr().err


def test_help_shows_the_few_options(capsys):
    with pytest.raises(SystemExit) as ended:
        stack.main(["--help"])

    printed = capsys.readouterr().out
    assert ended.value.code == 0
    for option in ("--port", "--state", "--fresh", "--size", "--check", "manage COMMAND"):
        assert option in printed


def test_an_unknown_word_is_refused(capsys):
    with pytest.raises(SystemExit) as ended:
        stack.main(["start"])

    assert ended.value.code == 2
    assert "unknown argument: start" in capsys.readouterr().err
