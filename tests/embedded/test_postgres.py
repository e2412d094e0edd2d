"""The embedded PostgreSQL starts again after everything that can happen to it."""

import os
import signal
import stat
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg2
import pytest
from psycopg2.extras import wait_select

from embedded import binaries, places, processes
from embedded.places import Account, StartError
from embedded.postgres import Postgres

pytestmark = pytest.mark.slow


def ask(server: Postgres, question: str, *, role: str = "step2_owner") -> object:
    connection = psycopg2.connect(server.url(role))
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def remember_something(server: Postgres) -> None:
    ask(server, "CREATE TABLE kept (word text); INSERT INTO kept VALUES ('still here')")


def test_a_new_server_has_both_roles_and_the_settings_we_count_on(state, start_postgres):
    server = start_postgres(state)

    assert ask(server, "SELECT current_user", role="step2_app") == "step2_app"
    assert (
        ask(server, "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = 'step2_app'")
        is False
    )
    assert ask(server, "SELECT rolcreatedb FROM pg_roles WHERE rolname = current_user") is True
    assert ask(server, "SHOW timezone") == "UTC"
    assert ask(server, "SHOW server_encoding") == "UTF8"
    assert ask(server, "SELECT datlocale FROM pg_database WHERE datname = 'step2'") == "C.UTF-8"
    assert ask(server, "SELECT count(*) >= 0 FROM pg_stat_statements") is True


def test_the_owner_can_make_the_extensions_that_migrations_need(state, start_postgres):
    server = start_postgres(state)

    for extension in ("btree_gist", "pg_trgm", "citext", "unaccent"):
        ask(server, f"CREATE EXTENSION {extension}")

    assert ask(server, "SELECT uuidv7() IS NOT NULL AND sha256('x') IS NOT NULL") is True


def test_nobody_else_can_connect(state, start_postgres):
    server = start_postgres(state)

    socket_file = next(Path(state).glob("pg*/run/.s.PGSQL.5432"))

    assert ask(server, "SHOW listen_addresses") == ""
    assert stat.S_IMODE(socket_file.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(socket_file.stat().st_mode) == 0o700


def test_the_data_folder_carries_the_major_version(state, start_postgres):
    server = start_postgres(state)

    assert server.data == state / f"pg{binaries.postgres_major(binaries.postgres_programs())}/data"


def test_what_was_committed_is_there_after_a_stop(state, start_postgres):
    first = start_postgres(state)
    remember_something(first)

    first.stop()
    second = start_postgres(state)

    assert ask(second, "SELECT word FROM kept") == "still here"


def test_it_stops_at_once_though_a_client_is_connected(state, start_postgres):
    server = start_postgres(state)
    client = psycopg2.connect(server.url("step2_app"))
    begun = time.monotonic()

    server.stop()

    assert time.monotonic() - begun < 5
    assert server.child.returncode == 0
    client.close()


def test_it_starts_again_after_kill_nine(state, start_postgres):
    first = start_postgres(state, throw_away=False)
    remember_something(first)

    first.child.send_signal(signal.SIGKILL)
    first.child.wait()
    second = start_postgres(state, throw_away=False)

    assert ask(second, "SELECT word FROM kept") == "still here"


def test_a_killed_server_whose_last_query_still_runs_does_not_stop_a_new_one(state, start_postgres):
    first = start_postgres(state)
    busy = psycopg2.connect(first.url("step2_app"), async_=True)
    wait_select(busy)
    busy.cursor().execute("SELECT count(*) FROM generate_series(1, 1000000000)")
    pid = busy.get_backend_pid()

    first.child.send_signal(signal.SIGKILL)
    first.child.wait()
    was_alive = processes.is_alive(pid)
    second = start_postgres(state)

    assert was_alive
    assert ask(second, "SELECT 1") == 1
    assert not processes.is_alive(pid)
    busy.close()


def test_a_server_left_running_by_a_killed_supervisor_is_ended_first(state, start_postgres):
    left_over = start_postgres(state)
    remember_something(left_over)

    second = start_postgres(state)

    assert left_over.child.wait(5) == 0
    assert ask(second, "SELECT word FROM kept") == "still here"


@pytest.fixture
def zombie():
    """A process that has ended and whose parent does not ask: its number still exists."""
    child = subprocess.Popen(["/bin/true"])
    while processes.is_alive(child.pid):
        time.sleep(0.01)
    yield child.pid
    child.wait()


def left_by_a_crash(server: Postgres, *, pid: int) -> None:
    server.stop()
    (server.data / "postmaster.pid").write_text(
        f"{pid}\n{server.data}\n0\n5432\n", encoding="utf-8"
    )
    sockets = server.data.parent / "run"
    (sockets / ".s.PGSQL.5432.lock").write_text(f"{pid}\n", encoding="utf-8")
    (sockets / ".s.PGSQL.5432").touch()


def test_a_process_number_that_now_belongs_to_somebody_else_does_not_stop_it(state, start_postgres):
    first = start_postgres(state)
    left_by_a_crash(first, pid=os.getpid())

    second = start_postgres(state)

    assert ask(second, "SELECT 1") == 1


def test_the_process_number_of_a_zombie_does_not_stop_it(state, start_postgres, zombie):
    first = start_postgres(state)
    left_by_a_crash(first, pid=zombie)

    second = start_postgres(state)

    assert ask(second, "SELECT 1") == 1


def test_an_interrupted_first_start_is_repeated(state, start_postgres):
    unfinished = Postgres(state, throw_away=True).data.with_name("data.new")
    unfinished.mkdir(parents=True)
    (unfinished / "half-written").touch()
    if os.geteuid() == 0:
        account = places.server_account()
        os.chown(unfinished.parent, account.uid, account.gid)

    server = start_postgres(state)

    assert ask(server, "SELECT 1") == 1
    assert not unfinished.exists()


@pytest.mark.parametrize("name", ["with a space", "comma, and 'quotes'", "r\u00e9sum\u00e9 %20"])
def test_it_starts_in_a_folder_with_an_awkward_name(state, start_postgres, name):
    server = start_postgres(state / name)

    assert ask(server, "SELECT 1") == 1


def test_in_a_folder_too_deep_for_a_socket_it_uses_a_short_one_and_removes_it(
    state, start_postgres
):
    deep = state / ("long-" * 20) / "state"

    server = start_postgres(deep)
    short = Path(parse_qs(urlsplit(server.url("step2_app")).query)["host"][0])

    assert ask(server, "SELECT 1") == 1
    assert deep not in short.parents
    assert stat.S_IMODE(short.stat().st_mode) == 0o700
    server.stop()
    assert not short.exists()


def test_the_short_folder_is_in_the_users_own_runtime_folder_where_there_is_one(state, monkeypatch):
    deep = state / ("long-" * 20)
    runtime = state / "runtime"
    runtime.mkdir()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))

    ours = places.socket_folder(deep, longest_name="sock", account=None)
    nobodys = places.socket_folder(
        deep, longest_name="sock", account=Account(name="nobody", uid=65534, gid=65534)
    )

    assert ours.parent == runtime
    assert nobodys.parent == Path(tempfile.gettempdir())


def test_a_short_socket_folder_that_is_a_link_is_refused(state):
    (state / "elsewhere").mkdir()
    link = state / "sockets"
    link.symlink_to(state / "elsewhere")

    with pytest.raises(StartError, match="somebody else's"):
        places.make_socket_folder(link, account=None)


def test_a_folder_that_the_account_may_not_enter_is_named(state):
    closed = state / "closed"
    closed.mkdir(mode=0o700)
    somebody = Account(name="somebody", uid=4_000_000, gid=4_000_000)

    with pytest.raises(StartError, match=f"'somebody' may not enter {closed}"):
        places.check_reach(closed / "pg18", account=somebody)


def test_as_root_an_account_that_does_not_exist_is_named(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setenv("STEP2_PG_USER", "no-such-account")

    with pytest.raises(StartError, match="no account 'no-such-account'"):
        places.server_account()


def test_a_server_that_ends_while_starting_shows_the_end_of_its_log(state, start_postgres):
    first = start_postgres(state)
    first.stop()
    (first.data / "postgresql.conf").write_text("no_such_setting = 1\n", encoding="utf-8")

    with pytest.raises(StartError, match="no_such_setting"):
        start_postgres(state)


def test_the_state_of_another_major_version_is_left_alone(state, start_postgres):
    older = state / "pg17/data"
    older.mkdir(parents=True)
    (older / "PG_VERSION").write_text("17\n", encoding="utf-8")

    server = start_postgres(state)

    assert server.data != older
    assert (older / "PG_VERSION").read_text(encoding="utf-8") == "17\n"
