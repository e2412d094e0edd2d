"""Starts throw-away servers for a test run, before settings are read, and removes them after it."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import IO

import pytest

from embedded import chromium, processes
from embedded.places import StartError
from embedded.servers import Servers

_PREFIX = "step2-test-"


class _TestServers:
    """The servers of this run, in a temporary folder whose lock says that the run is alive."""

    def __init__(self) -> None:
        with _one_at_a_time():
            sweep()
            self._state = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.geteuid()}-"))
            self._lock = take_lock(self._state)
        if os.geteuid() == 0:
            self._state.chmod(0o711)
        self._servers = Servers(self._state, throw_away=True)

    def start(self) -> None:
        self._servers.start()
        # The owner may make and drop the test databases; a superuser clears up in them.
        superuser = self._servers.addresses(role="postgres")["DATABASE_URL"]
        os.environ.update(self._servers.addresses(role="step2_owner"))
        os.environ["STEP2_STATE_DIR"] = str(self._state)
        os.environ["STEP2_TEST_SUPERUSER_URL"] = superuser

    def remove(self) -> None:
        self._servers.stop()
        shutil.rmtree(self._state, ignore_errors=True)
        if self._lock is not None:
            self._lock.close()


_running: list[_TestServers] = []


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests() -> Generator[None, object, object]:
    """A wrapper, so that it comes before pytest-django, which reads the settings."""
    if "PYTEST_XDIST_WORKER" not in os.environ and "DATABASE_URL" not in os.environ:
        try:
            servers = _TestServers()
            _running.append(servers)
            servers.start()
        except StartError as refusal:
            raise pytest.UsageError(str(refusal)) from refusal
    try:
        return (yield)
    except BaseException:  # settings that cannot be read: the run will not get as far as its end
        pytest_unconfigure()
        raise


def pytest_unconfigure() -> None:
    """Leave nothing behind."""
    while _running:
        _running.pop().remove()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With REQUIRE_BROWSER=1 a skipped browser test has failed."""
    report = yield
    if report.skipped and chromium.is_required() and item.get_closest_marker("browser"):
        report.outcome = "failed"
        report.longrepr = (
            f"REQUIRE_BROWSER=1, and this browser test would be skipped: {report.longrepr}"
        )
    return report


def sweep() -> None:
    """Remove the folders of runs that were killed, and end what still runs in them."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}{os.geteuid()}-*"):
        if folder.is_dir() and not folder.is_symlink() and folder.lstat().st_uid == os.geteuid():
            lock = take_lock(folder)
            if lock is not None:
                _end_servers_in(folder)
                shutil.rmtree(folder, ignore_errors=True)
                lock.close()


def _end_servers_in(folder: Path) -> None:
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    processes.end_left_over(
        [pid for pid in pids if f"{folder}/" in processes.command_line(pid)], ()
    )


def take_lock(folder: Path) -> IO[str] | None:
    """The folder's lock, or None while its run is alive."""
    lock = (folder / "alive").open("w", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """No run may sweep between another's making its folder and locking it."""
    path = Path(tempfile.gettempdir()) / f"{_PREFIX}{os.geteuid()}.lock"
    with path.open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
