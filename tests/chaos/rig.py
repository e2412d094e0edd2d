"""PostgreSQL, Valkey, worker, beat and a load, as processes of our own on sockets of our own."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import psycopg2

from embedded import processes
from embedded.places import CHECKOUT
from embedded.postgres import Postgres
from embedded.processes import Step
from embedded.valkey import Valkey
from tests.chaos import places, verdict
from tests.chaos.verdict import Verdict

_CELERY = (sys.executable, "-m", "celery", "-A", "tests.chaos.app")
_STOP = (Step(signal.SIGTERM, 5),)
# For as long as a killed main process's own children may go on working.
_ORPHANED = 0.3
DRAINED_WITHIN = 60


class Rig:
    """Everything that can be killed. Started once; a twin starts worker and load anew."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="step2-chaos-"))
        if os.geteuid() == 0:
            self.folder.chmod(0o711)
        for name in ("orders", "gateway", "mail"):
            (self.folder / name).mkdir()
        self.postgres = Postgres(self.folder)
        self.valkey = Valkey(self.folder)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._without = ""

    def __enter__(self) -> "Rig":
        self.postgres.start()
        self.valkey.start()
        self._run("manage.py", "migrate", "--verbosity", "0")
        self._run("-m", "tests.chaos.load", "prepare")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
        self.valkey.stop()
        self.postgres.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def begin(self, *, without: str = "") -> None:
        """Worker, beat and load, with every guard on or one of them off; then they are at work."""
        self._without = without
        for name in ("worker", "beat", "load"):
            self.start(name)
        processes.wait_until(
            places.delivered(self.folder).exists,
            child=self._running["worker"],
            log=self.folder / "log" / "worker.log",
            what="The worker",
            seconds=60,
        )

    def start(self, name: str) -> None:
        """Start one of the three."""
        self._running[name] = processes.spawn(
            self._command(name),
            log=self.folder / "log" / f"{name}.log",
            env=self._environment(),
            dies_by=signal.SIGTERM,
            cwd=CHECKOUT,
        )

    def kill(self, name: str) -> None:
        """As the kernel does: the main process first, a moment later what it left."""
        child = self._running.pop(name)
        child.kill()
        child.wait()
        time.sleep(_ORPHANED)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)

    def stop(self) -> None:
        """End load, beat and worker."""
        for name in ("load", "beat", "worker"):
            if name in self._running:
                self.kill(name)

    def call(self, *tasks: str) -> None:
        """Publish tasks by their names, as a broker that delivers twice would."""
        code = (
            "from tests.chaos.app import app\n"
            "with app.connection_for_write() as line:\n"
            f"    for name in {tasks!r}:\n"
            "        app.send_task(name, connection=line)\n"
        )
        self._run("-c", code)

    def as_superuser(self, *statements: str) -> None:
        """What no role of the product may do."""
        connection = psycopg2.connect(self.postgres.url("postgres"))
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def settle(
        self,
        *,
        within: float = DRAINED_WITHIN,
        until: Callable[[Verdict], object] = lambda found: found.is_settled,
    ) -> tuple[Verdict, float]:
        """Stop the load and wait until nothing is left to do; the verdict and the seconds."""
        begun = time.monotonic()
        if "load" in self._running:
            processes.stop(self._running.pop("load"), _STOP)
        while True:
            found, seconds = self.verdict(), time.monotonic() - begun
            if until(found) or seconds > within:
                return found, seconds
            time.sleep(0.3)

    def verdict(self) -> Verdict:
        """How things stand."""
        return verdict.of(self.folder, url=self.postgres.url("step2_owner"))

    def forget(self) -> None:
        """Before the next twin: nothing is acknowledged, nothing waits."""
        self.stop()
        self.as_superuser(_FORGET)
        shutil.rmtree(self.folder / "gateway")
        shutil.rmtree(self.folder / "orders")
        for name in ("orders", "gateway"):
            (self.folder / name).mkdir()
        for path in (places.ledger(self.folder), places.delivered(self.folder)):
            path.unlink(missing_ok=True)

    def _command(self, name: str) -> list[str]:
        worker = ("worker", "-c", "2", "-l", "warning", "--without-gossip", "--without-mingle")
        beat = ("beat", "-l", "warning", "--pidfile=", "-s", str(self.folder / "beat-schedule"))
        return {
            "worker": [*_CELERY, *worker],
            "beat": [*_CELERY, *beat],
            "load": [sys.executable, "-m", "tests.chaos.load"],
        }[name]

    def _run(self, *arguments: str) -> None:
        processes.run(
            ["env", "-C", str(CHECKOUT), sys.executable, *arguments],
            env=self._environment(),
        )

    def _environment(self) -> dict[str, str]:
        given = ("PATH", "HOME", "LANG", "TMPDIR")
        return {name: os.environ[name] for name in given if name in os.environ} | {
            "DJANGO_SETTINGS_MODULE": "tests.chaos.settings",
            "DATABASE_URL": self.postgres.url("step2_owner"),
            "CELERY_BROKER_URL": self.valkey.broker_url,
            "CACHE_URL": self.valkey.cache_url,
            "STEP2_STATE_DIR": str(self.folder),
            "CHAOS_FOLDER": str(self.folder),
            "CHAOS_WITHOUT": self._without,
            "PYTHONPATH": str(CHECKOUT),
            "PYTHONUNBUFFERED": "1",
        }


_FORGET = "TRUNCATE chaos_effect, jobs_outboxentry, jobs_jobrun, caseload_riskaction CASCADE"
