"""./run from start to Ctrl-C, with everything that may come between."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from embedded import processes
from embedded.freshness import Freshness
from embedded.places import CHECKOUT
from embedded.statefolder import MARK
from tests.embedded.conftest import environment_without_servers

pytestmark = pytest.mark.slow

COUNT_STAFF = "from staff.models import StaffMember; print('staff:', StaffMember.objects.count())"
TELL_ADDRESS = "; from django.conf import settings; print('links:', settings.PUBLIC_ADDRESS)"


class Stack:
    """./run, after setting up, on a state folder of the test."""

    def __init__(self, state: Path, env: dict[str, str]) -> None:
        self._state = state
        self._env = {**env, "PYTHONUNBUFFERED": "1"}
        self._started: list[subprocess.Popen[str]] = []

    def begin(self, *arguments: str) -> subprocess.Popen[str]:
        started = subprocess.Popen(
            [sys.executable, "-m", "embedded.stack", "--state", self._state, *arguments],
            cwd=CHECKOUT,
            env=self._env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._started.append(started)
        return started

    def ready(self, *arguments: str) -> tuple[subprocess.Popen[str], str]:
        """Start the service; returns it with its address."""
        started = self.begin("--port", "0", "--size", "60", *arguments)
        printed = []
        for line in started.stdout:
            printed.append(line)
            if found := re.search(r"Ready in .* seconds: (http://\S+)", line):
                return started, found[1]
        raise AssertionError("".join(printed))

    def ended(self, *arguments: str) -> tuple[int, str]:
        """Run to the end; returns exit status and what was printed."""
        started = self.begin(*arguments)
        printed, _ = started.communicate(timeout=300)
        return started.returncode, printed

    def left(self) -> list[int]:
        """Processes of ours that still run."""
        marked = set(processes.with_variable(MARK, str(self._state)))
        numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
        mine = {each.pid for each in self._started}
        named = {pid for pid in numbers if f"{self._state}/" in processes.command_line(pid)}
        return [pid for pid in (marked | named) - mine if processes.is_alive(pid)]

    def kill_everything(self) -> None:
        for started in self._started:
            started.kill()
        for pid in self.left():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for started in self._started:
            started.wait()
            started.stdout.close()


@pytest.fixture(scope="module")
def once_started() -> Iterator[Path]:
    """The state folder of a service that was started for the first time, and stopped again."""
    folder = Path(tempfile.mkdtemp(prefix="step2-"))
    folder.chmod(0o711)
    made = Stack(folder / "state", environment_without_servers())
    try:
        service, _ = made.ready()
        stop(service)
    finally:
        made.kill_everything()
    yield folder / "state"
    shutil.rmtree(folder)


@pytest.fixture
def started_before(once_started) -> Callable[[Path], Path]:
    """Makes a folder as that one is: what a first start does is proved by others."""

    def make(state: Path) -> Path:
        # The database's files belong to an account of their own.
        subprocess.run(["cp", "-a", f"{once_started}/.", state], check=True)
        (data,) = state.glob("pg*/data")
        done = Freshness(state)
        done.remember_tables(data)
        done.remember_practice_service(data)
        return state

    return make


@pytest.fixture
def stack_of(without_servers) -> Iterator:
    made: list[Stack] = []

    def make(state: Path, **variables: str) -> Stack:
        made.append(Stack(state, {**without_servers, **variables}))
        return made[-1]

    yield make
    for each in made:
        each.kill_everything()


def stop(started: subprocess.Popen[str], *, by: signal.Signals = signal.SIGINT) -> tuple[int, str]:
    started.send_signal(by)
    printed, _ = started.communicate(timeout=120)
    return started.returncode, printed


@pytest.mark.long
def test_from_start_to_ctrl_c_and_again(state, stack_of):
    stack = stack_of(state / "with a space")

    service, url = stack.ready()
    with urllib.request.urlopen(f"{url}account/login/") as page:  # noqa: S310 - our own
        sign_in = page.read().decode()
    second = stack.ended()
    counted = stack.ended("manage", "shell", "-v", "0", "-c", COUNT_STAFF + TELL_ADDRESS)
    served = processes.with_variable("PUBLIC_ADDRESS", url.rstrip("/"))
    told = " ".join(processes.command_line(pid) for pid in served)
    begun = time.monotonic()
    status, _ = stop(service)
    seconds = time.monotonic() - begun

    assert "password" in sign_in
    assert second[0] == 1
    assert f"Already running: {url} (process {service.pid})" in second[1]
    assert counted[0] == 0
    staff = int(re.search(r"staff: (\d+)", counted[1])[1])
    assert staff > 0
    assert f"links: {url.rstrip('/')}\n" in counted[1]
    assert all(part in told for part in ("gunicorn", "worker", "beat"))
    assert status == 0
    assert seconds < 10
    assert stack.left() == []

    service, _ = stack.ready()
    again = stack.ended("manage", "shell", "-v", "0", "-c", COUNT_STAFF)
    stop(service, by=signal.SIGTERM)

    assert f"staff: {staff}\n" in again[1]


def test_it_starts_again_after_kill_nine_of_everything(state, stack_of, started_before):
    stack = stack_of(started_before(state))
    stack.ready()
    running = stack.left()

    stack.kill_everything()
    service, _ = stack.ready()

    assert len(running) >= 5
    assert stop(service)[0] == 0
    assert stack.left() == []


def test_kill_nine_of_the_supervisor_alone_leaves_nothing_for_long(state, stack_of, started_before):
    stack = stack_of(started_before(state))
    service, _ = stack.ready()

    service.kill()
    service.communicate()
    until = time.monotonic() + 20
    while stack.left() and time.monotonic() < until:
        time.sleep(0.1)

    assert stack.left() == []


def test_when_one_part_ends_by_itself_all_end(state, stack_of, started_before):
    stack = stack_of(started_before(state))
    service, _ = stack.ready()
    beat = next(pid for pid in stack.left() if "pwpservice.beat" in processes.command_line(pid))

    os.kill(beat, signal.SIGKILL)
    printed, _ = service.communicate(timeout=60)

    assert service.returncode == 1
    assert "beat ended by itself" in printed
    assert stack.left() == []


def test_two_services_run_beside_each_other(state, stack_of, started_before):
    one, other = (stack_of(started_before(state / name)) for name in ("one", "other"))

    first, first_url = one.ready()
    second, second_url = other.ready()

    assert first_url != second_url
    assert stop(first)[0] == 0
    assert second.poll() is None
    assert stop(second)[0] == 0


def test_a_management_command_starts_servers_migrates_and_never_seeds(state, stack_of):
    stack = stack_of(state)

    status, printed = stack.ended("manage", "shell", "-v", "0", "-c", COUNT_STAFF)
    failing, _ = stack.ended("manage", "no_such_command")

    assert (status, printed) == (0, "staff: 0\n")
    assert failing == 1
    assert stack.left() == []


@pytest.mark.long
def test_check_proves_all_parts_and_afresh_wants_the_word_and_deletes_what_is_ours_only(
    state, stack_of
):
    stack = stack_of(state)
    stack.ended("manage", "check")
    key = (state / "secret-key").read_text(encoding="utf-8")
    (state / "my own notes").touch()

    refused = stack.ended("--fresh", "--check", "--size", "60")
    kept = (state / "secret-key").read_text(encoding="utf-8")
    done = stack.ended("--fresh", "yes", "--check", "--size", "60")

    assert refused[0] == 1
    assert "--fresh yes" in refused[1]
    assert kept == key
    assert done[0] == 0, done[1]
    assert "Web, worker and beat work." in done[1]
    assert stack.left() == []
    assert (state / "secret-key").read_text(encoding="utf-8") != key
    assert (state / "my own notes").exists()


def test_servers_that_are_given_are_used_and_a_real_service_is_never_seeded(state, stack_of):
    given = {
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "CELERY_BROKER_URL": os.environ["CELERY_BROKER_URL"].replace("=0", "=6"),
        "CACHE_URL": os.environ["CACHE_URL"],
        "PRACTICE_SERVICE": "0",
        "ALLOWED_HOSTS": "step2.example.org",
        "PUBLIC_ADDRESS": "https://step2.example.org",
        "STAFF_SMTP_HOST": "mail.example.org",
        "DEFAULT_FROM_EMAIL": "step2@example.org",
    }
    stack = stack_of(state, **given)

    checked = stack.ended("--check")
    counted = stack.ended("manage", "shell", "-v", "0", "-c", COUNT_STAFF)

    assert checked[0] == 0, checked[1]
    assert "practice service" not in checked[1]
    assert counted[1].endswith("staff: 0\n")
    assert not list(state.glob("pg*"))
    assert not list(state.glob("valkey"))
