"""Starting, stopping and recognising processes, so that nothing is ever left behind."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from embedded.places import Account, StartError

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True)
class Step:
    """One way of asking a process to end, and how long to wait for it."""

    signal: signal.Signals
    seconds: float


KILL = Step(signal.SIGKILL, 10)


def spawn(
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str],
    dies_by: signal.Signals,
    cwd: Path | str = "/",
    account: Account | None = None,
) -> subprocess.Popen[bytes]:
    """Start a child in its own session (Ctrl-C reaches us only) that ends when we do, however."""
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=dict(env),
            start_new_session=True,
            # Safe: we fork from the main thread, before any other thread is started.
            preexec_fn=_die_with_parent(dies_by, parent=os.getpid()),  # noqa: PLW1509
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )


def run(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    account: Account | None = None,
    given: str = "",
) -> str:
    """Run a command to its end and return what it printed; raise with its output when it fails."""
    ended = subprocess.run(
        [str(part) for part in command],
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd="/",
        env=dict(env),
        text=True,
        check=False,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
    )
    if ended.returncode:
        raise StartError(f"{Path(command[0]).name} failed:\n{ended.stdout.strip()}")
    return ended.stdout


def run_in_foreground(command: Sequence[str], *, env: Mapping[str, str], cwd: Path) -> int:
    """Run a command that has the terminal, Ctrl-C included; returns its exit status."""
    die_with_us = _die_with_parent(signal.SIGTERM, parent=os.getpid())

    def in_child() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        die_with_us()

    return subprocess.run(
        command,
        env=dict(env),
        cwd=cwd,
        preexec_fn=in_child,  # noqa: PLW1509 - forked from the main thread, before any other
        check=False,
    ).returncode


def _die_with_parent(dies_by: signal.Signals, *, parent: int) -> Callable[[], None]:
    def ask_the_kernel() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(dies_by), 0, 0, 0)
        if os.getppid() != parent:  # the parent went away before the kernel was asked
            os._exit(1)

    return ask_the_kernel


def stop(child: subprocess.Popen[bytes], steps: Sequence[Step]) -> None:
    """Ask a child to end, more and more firmly."""
    for step in [*steps, KILL]:
        if child.poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            child.send_signal(step.signal)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(step.seconds)


def is_alive(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        state = (
            Path(f"/proc/{pid}/stat")
            .read_text(encoding="utf-8", errors="replace")
            .rpartition(")")[2]
        )
    except OSError:
        return False
    return state.split()[0] not in {"Z", "X"}


def command_line(pid: int) -> str:
    """A process's command line, or nothing when there is no such process."""
    try:
        content = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return ""
    return content.replace(b"\0", b" ").decode(errors="replace")


def end_left_over(pids: Sequence[int], steps: Sequence[Step]) -> None:
    """End processes that are not our children, left by a killed run."""
    remaining = [pid for pid in pids if is_alive(pid)]
    for step in [*steps, KILL]:
        for pid in remaining:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, step.signal)
        remaining = _wait_for_end(remaining, seconds=step.seconds)
        if not remaining:
            return


def _wait_for_end(pids: list[int], *, seconds: float) -> list[int]:
    until = time.monotonic() + seconds
    while pids and time.monotonic() < until:
        time.sleep(0.05)
        pids = [pid for pid in pids if is_alive(pid)]
    return pids


def with_variable(name: str, value: str) -> Iterator[int]:
    """Every other process that we may look into whose environment holds the variable."""
    wanted = os.fsencode(f"{name}={value}")
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            variables = (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if wanted in variables:
            yield int(entry.name)


def with_folder(folder: Path) -> list[int]:
    """Every process that works in the folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if (entry / "cwd").readlink() == folder:
                    found.append(int(entry.name))
    return found


def wait_until(
    ready: Callable[[], bool],
    *,
    child: subprocess.Popen[bytes],
    log: Path,
    what: str,
    seconds: float,
) -> None:
    """Wait for a server; raise with the end of its log when it ends or takes too long."""
    until = time.monotonic() + seconds
    while not ready():
        if child.poll() is not None:
            raise StartError(f"{what} ended with status {child.returncode}:\n{log_end(log)}")
        if time.monotonic() > until:
            raise StartError(f"{what} was not ready after {seconds:.0f} seconds:\n{log_end(log)}")
        time.sleep(0.02)


def log_end(log: Path, *, lines: int = 15) -> str:
    """The last lines of a log file, with its name."""
    try:
        content = log.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        content = []
    return "\n".join([*(f"  {line}" for line in content[-lines:]), f"  (the whole log: {log})"])
