"""Web server, worker and beat of one state folder, and the management commands run before them."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from embedded import processes
from embedded.places import CHECKOUT, StartError
from embedded.processes import Step
from embedded.statefolder import MARK

_PYTHON = (sys.executable, "-m")
# Celery ends warmly on SIGTERM, at once on SIGQUIT: what it had begun is done again by another.
_STOP = (Step(signal.SIGTERM, 10), Step(signal.SIGQUIT, 5))


class Services:
    """What runs on the servers."""

    def __init__(self, *, logs: Path, state: Path, env: Mapping[str, str]) -> None:
        self._logs = logs
        self._state = state
        self._env = {**env, MARK: str(state), "PYTHONUNBUFFERED": "1"}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def log_of(self, name: str) -> Path:
        """Where a service writes."""
        return self._logs / f"{name}.log"

    def begin(self, *arguments: str) -> "Command":
        """Start a management command beside others."""
        name = f"manage-{arguments[0]}"
        self.log_of(name).unlink(missing_ok=True)
        child = processes.spawn(
            [sys.executable, "manage.py", *arguments],
            log=self.log_of(name),
            env=self._env,
            dies_by=signal.SIGTERM,
            cwd=CHECKOUT,
        )
        return Command(name=arguments[0], child=child, log=self.log_of(name))

    def start(self, *, port: int) -> None:
        """Start web server, worker and beat. They get no right to change tables."""
        for name, command in _commands(port=port, state=self._state).items():
            env = {**self._env, "STEP2_ROLE": name}
            env.pop("MIGRATION_DATABASE_URL", None)
            self._running[name] = processes.spawn(
                [*_PYTHON, *command],
                log=self.log_of(name),
                env=env,
                dies_by=signal.SIGTERM,
                cwd=CHECKOUT,
            )

    def children(self) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
        """Those running, by name."""
        yield from self._running.items()

    def stop(self) -> None:
        """All together: none waits for another."""
        for child in self._running.values():
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        for child in self._running.values():
            processes.stop(child, _STOP)
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)  # its own children, were it killed


class Command:
    """A management command under way."""

    def __init__(self, *, name: str, child: subprocess.Popen[bytes], log: Path) -> None:
        self._name = name
        self._child = child
        self._log = log

    def finish(self) -> None:
        """Wait for its end; raise with the end of its log when it failed."""
        try:
            status = self._child.wait()
        except BaseException:
            processes.stop(self._child, _STOP)
            raise
        if status:
            raise StartError(f"{self._name} failed:\n{processes.log_end(self._log)}")


def _commands(*, port: int, state: Path) -> dict[str, list[str]]:
    memory = Path("/dev/shm")  # noqa: S108 - gunicorn's own heartbeat file, made safely by it
    quick = ["--worker-tmp-dir", str(memory)] if os.access(memory, os.W_OK) else []
    return {
        "web": [
            *("gunicorn", "pwpservice.wsgi", "-b", f"127.0.0.1:{port}"),
            # One process: another takes as much memory again, and hardly anybody is here at once.
            *("--workers", "1", "--threads", "4", "--graceful-timeout", "8"),
            # Its default control socket in the home folder collides between instances.
            *("--no-control-socket", *quick),
        ],
        "worker": ["pwpservice.worker"],
        "beat": ["pwpservice.beat", str(state / "beat-schedule")],
    }
