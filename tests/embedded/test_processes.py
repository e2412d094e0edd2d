"""Nothing is left behind, however a parent ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from embedded import processes
from embedded.processes import Step

PARENT = """
import os, signal, sys, time
from pathlib import Path
from embedded import processes
child = processes.spawn(["/bin/sleep", "60"], log=Path(sys.argv[1]), env={}, dies_by=signal.SIGTERM)
print(child.pid, flush=True)
time.sleep(60)
"""
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("ready", flush=True)
time.sleep(60)
"""


def gone_within(pid: int, *, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while processes.is_alive(pid) and time.monotonic() < until:
        time.sleep(0.02)
    return not processes.is_alive(pid)


def test_a_child_ends_when_its_parent_is_killed(tmp_path):
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, tmp_path / "log"], stdout=subprocess.PIPE, text=True
    )
    child = int(parent.stdout.readline())

    parent.kill()
    parent.communicate()

    assert gone_within(child, seconds=5)


def test_a_child_has_a_session_of_its_own_so_that_ctrl_c_does_not_reach_it(tmp_path):
    child = processes.spawn(
        ["/bin/sleep", "60"], log=tmp_path / "log", env={}, dies_by=signal.SIGTERM
    )

    session = os.getsid(child.pid)
    processes.stop(child, ())

    assert session == child.pid


def test_a_child_that_does_not_listen_is_killed(tmp_path):
    log = tmp_path / "log"
    child = processes.spawn(
        [sys.executable, "-c", STUBBORN], log=log, env={}, dies_by=signal.SIGTERM
    )
    while "ready" not in log.read_text(encoding="utf-8"):
        time.sleep(0.02)

    processes.stop(child, [Step(signal.SIGTERM, 0.3)])

    assert child.returncode == -signal.SIGKILL


def test_left_overs_are_recognised_by_the_mark_in_their_environment(tmp_path):
    marked = subprocess.Popen(["/bin/sleep", "60"], env={"MARK": str(tmp_path)})
    other = subprocess.Popen(["/bin/sleep", "60"], env={"MARK": f"{tmp_path}-other"})

    found = list(processes.with_variable("MARK", str(tmp_path)))
    for child in (marked, other):
        child.kill()
        child.wait()

    assert found == [marked.pid]


def test_the_end_of_a_log_names_the_log(tmp_path):
    log = tmp_path / "web.log"
    log.write_text("\n".join(map(str, range(100))), encoding="utf-8")

    assert processes.log_end(log, lines=2).splitlines() == [
        "  98",
        "  99",
        f"  (the whole log: {log})",
    ]
    assert str(Path("absent.log")) in processes.log_end(Path("absent.log"))
