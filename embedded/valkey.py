"""The embedded Valkey: the Redis-protocol broker and cache, on a socket."""

import contextlib
import signal
import socket
import subprocess
from pathlib import Path
from urllib.parse import quote

from embedded import binaries, places, processes
from embedded.places import StartError
from embedded.processes import Step

_STOP = (Step(signal.SIGTERM, 20),)


class Valkey:
    """One Valkey server in a state folder. Start it only while holding the state folder's lock."""

    def __init__(self, state: Path, *, throw_away: bool = False) -> None:
        self._program = binaries.valkey_program()
        self._throw_away = throw_away
        places.make_passable_folder(state)
        self._home = places.make_folder(state / "valkey")
        self.log = places.make_folder(state / "log") / "valkey.log"
        self._pid_file = self._home / "valkey.pid"
        sockets = places.socket_folder(self._home / "run", longest_name="valkey.sock", account=None)
        self._socket = sockets / "valkey.sock"
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def child(self) -> subprocess.Popen[bytes] | None:
        """The running server."""
        return self._child

    @property
    def broker_url(self) -> str:
        """What Celery is given."""
        return f"redis+socket://{quote(str(self._socket), safe='/')}?virtual_host=0"

    @property
    def cache_url(self) -> str:
        """What the cache is given."""
        return f"unix://{quote(str(self._socket), safe='/')}?db=2"

    def start(self) -> None:
        """Start the server on what it kept."""
        data = places.make_folder(self._home / "data")
        places.make_socket_folder(self._socket.parent, account=None)
        self._clear_left_overs()
        self._child = processes.spawn(
            [self._program, *self._options(data)],
            log=self.log,
            env={"LC_ALL": "C", "TZ": "UTC"},
            dies_by=signal.SIGTERM,
        )
        self._pid_file.write_text(str(self._child.pid), encoding="utf-8")
        processes.wait_until(
            self._answers, child=self._child, log=self.log, what="Valkey", seconds=30
        )

    def stop(self) -> None:
        """Stop the server; with append-only on, nothing is lost."""
        if self._child is not None:
            processes.stop(self._child, _STOP)
        with contextlib.suppress(FileNotFoundError):
            self._pid_file.unlink()
        with contextlib.suppress(OSError):
            self._socket.unlink(missing_ok=True)
            if self._socket.parent.parent != self._home:
                self._socket.parent.rmdir()

    def _options(self, data: Path) -> list[str]:
        options = {
            "--port": "0",
            "--unixsocket": str(self._socket),
            "--unixsocketperm": "700",
            "--dir": str(data),
            "--appendonly": "no" if self._throw_away else "yes",
            "--appendfsync": "everysec",
            "--save": "",
            "--maxmemory-policy": "noeviction",
            "--daemonize": "no",
            "--set-proc-title": "no",  # keeps the command line, by which a left-over is recognised
        }
        return [part for option in options.items() for part in option]

    def _clear_left_overs(self) -> None:
        try:
            pid = int(self._pid_file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return
        if str(self._home / "data") in processes.command_line(pid):
            processes.end_left_over([pid], _STOP)

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2)
            try:
                client.connect(str(self._socket))
                client.sendall(b"PING\r\n")
                answer = client.recv(64)
            except OSError:
                return False
        if answer.startswith(b"-LOADING"):
            return False
        if not answer.startswith(b"+PONG"):
            raise StartError(f"Valkey answered {answer!r}.")
        return True
