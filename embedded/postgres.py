"""The embedded PostgreSQL: one data folder, reached by a socket only its own account can open."""

import contextlib
import os
import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

from embedded import binaries, places, processes
from embedded.places import CHECKOUT, Account
from embedded.processes import Step

ROLES = CHECKOUT / "deploy/postgres/10-roles.sql"
_SOCKET = ".s.PGSQL.5432"
# Fast shutdown; SIGTERM would wait for clients.
_STOP = (Step(signal.SIGINT, 20), Step(signal.SIGQUIT, 10))
_ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"}
_CLUSTER = (
    "--username=postgres",
    "--auth=trust",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
)
_SETTINGS = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "max_connections=60",
    "shared_buffers=32MB",
    "timezone=UTC",
    "log_timezone=UTC",
    "shared_preload_libraries=pg_stat_statements",
    "wal_recycle=off",  # else 112 MB of used log stay on disk once the practice service is made
)
# Quick, and nothing a throw-away server could lose matters.
_TEST_SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "pg_stat_statements.track=none",  # about a tenth of what short statements cost
)


class Postgres:
    """One PostgreSQL server in a state folder. Start it only while holding the folder's lock."""

    def __init__(self, state: Path, *, throw_away: bool = False) -> None:
        self._account: Account | None = places.server_account()
        self._programs = binaries.postgres_programs()
        self._throw_away = throw_away
        places.make_passable_folder(state)
        self._home = state / f"pg{binaries.postgres_major(self._programs)}"
        self.data = self._home / "data"
        self.log = places.make_folder(state / "log") / "postgres.log"
        self._sockets = places.socket_folder(
            self._home / "run", longest_name=f"{_SOCKET}.lock", account=self._account
        )
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def child(self) -> subprocess.Popen[bytes] | None:
        """The running server."""
        return self._child

    def url(self, role: str) -> str:
        """How one of the two roles connects."""
        return f"postgresql://{role}@/step2?host={quote(str(self._sockets), safe='/')}"

    def start(self) -> None:
        """Start the server, making its data folder and its roles the first time."""
        places.check_reach(self._home, account=self._account)
        places.make_folder(self._home, account=self._account)
        places.make_socket_folder(self._sockets, account=self._account)
        self._clear_left_overs()
        self._make_cluster()
        self._child = processes.spawn(
            [self._programs / "postgres", "-D", self.data, *self._options()],
            log=self.log,
            env=_ENVIRONMENT,
            dies_by=signal.SIGINT,
            account=self._account,
        )
        processes.wait_until(
            self._is_ready, child=self._child, log=self.log, what="PostgreSQL", seconds=60
        )
        self._make_roles()

    def stop(self) -> None:
        """Stop the server; committed work stays."""
        if self._child is not None:
            processes.stop(self._child, _STOP)
        if self._sockets.parent != self._home:
            shutil.rmtree(self._sockets, ignore_errors=True)

    def _options(self) -> list[str]:
        settings = [*_SETTINGS, *(_TEST_SETTINGS if self._throw_away else ())]
        # Inside quotes, PostgreSQL reads a folder's name as it stands, commas and spaces included.
        settings.append(
            'unix_socket_directories="{}"'.format(str(self._sockets).replace('"', '""'))
        )
        return [part for setting in settings for part in ("-c", setting)]

    def _make_cluster(self) -> None:
        """Under another name first, so that an interrupted first start is simply repeated."""
        if self.data.is_dir():
            return
        unfinished = self._home / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        no_sync = ["--no-sync"] if self._throw_away else []
        processes.run(
            [self._programs / "initdb", "-D", unfinished, *_CLUSTER, *no_sync],
            env=_ENVIRONMENT,
            account=self._account,
        )
        unfinished.rename(self.data)

    def _make_roles(self) -> None:
        # Given as input: PostgreSQL's account may not be able to read the checkout.
        processes.run(
            [
                *(self._programs / "psql", "-X", "-q", "-v", "ON_ERROR_STOP=1"),
                *("-h", self._sockets, "-U", "postgres", "-d", "postgres"),
            ],
            env=_ENVIRONMENT | {"PGOPTIONS": "-c client_min_messages=warning"},
            account=self._account,
            given=ROLES.read_text(encoding="utf-8"),
        )

    def _is_ready(self) -> bool:
        assert self._child is not None  # noqa: S101
        lines = self._pid_file_lines()
        return (
            len(lines) >= 8
            and lines[0].strip() == str(self._child.pid)
            and lines[7].strip() == "ready"
        )

    def _pid_file_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except OSError:
            return []

    def _clear_left_overs(self) -> None:
        """End a server that a killed run left on our data; remove files that would stop a new one.

        PostgreSQL itself refuses to start while the process number in its file exists, even as a
        zombie or as somebody else's process.
        """
        lines = self._pid_file_lines()
        pid = int(lines[0]) if lines and lines[0].strip().isdigit() else 0
        if pid and os.fsencode(self.data).decode(errors="replace") in processes.command_line(pid):
            processes.end_left_over([pid], _STOP)
        # Its own children, were it killed: a new server refuses to start while one of them lives.
        orphans = processes.with_folder(self.data.resolve())
        processes.end_left_over(orphans, (Step(signal.SIGQUIT, 10),))
        left = [
            self.data / "postmaster.pid",
            self._sockets / _SOCKET,
            self._sockets / f"{_SOCKET}.lock",
        ]
        for path in left:
            with contextlib.suppress(FileNotFoundError):
                path.unlink()
