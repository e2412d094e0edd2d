"""How long a service takes to move in from its old system's files, in how much memory, and what the
same files cost a second time, when nothing changed.

python -m bench.moving_in [--referrals 20000] [--write docs/performance.md]

The files are those of `bench.check_dataset`: eight contacts a referral, each with an activity,
and seven scores with every second one.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench import report
from bench.__main__ import ROOT, environment, run
from bench.check_dataset import write
from embedded.servers import Servers

_SECONDS, _MEGABYTES = 90, 400
_MEASURED = 20_000


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock, of them in this process, and the most memory it had."""

    seconds: float
    cpu: float
    megabytes: float
    said: str


def main() -> int:
    """Exit code 1 past the time or the memory, in proportion where fewer come."""
    parser = argparse.ArgumentParser(prog="python -m bench.moving_in", description=__doc__)
    parser.add_argument("--referrals", type=int, default=_MEASURED)
    parser.add_argument("--write", help="also put the table into this file")
    asked = parser.parse_args()
    rows, first, second = _measured(asked.referrals)
    text = _table(asked.referrals, rows, {"first": first, "again": second})
    print(text)
    print(first.said, file=sys.stderr)
    if asked.write:
        report.write(Path(asked.write), text, part="moving_in")
    most = _SECONDS * max(asked.referrals / _MEASURED, 0.1)
    return 0 if first.seconds <= most and first.megabytes <= _MEGABYTES else 1


def _measured(referrals: int) -> tuple[int, Cost, Cost]:
    with tempfile.TemporaryDirectory(prefix="step2-bench-") as folder:
        state = Path(folder)
        if os.geteuid() == 0:
            state.chmod(0o711)
        month = state / "files" / "2026-10"
        month.mkdir(parents=True)
        rows = write(month, referrals=referrals)
        servers = Servers(state)
        servers.start()
        try:
            environ = environment(servers, state)
            run(environ, "manage.py", "migrate", "--verbosity", "0")
            first = _import(environ, month.parent)
            # Another folder of the same files: what a later month brings that changed nothing
            (month.parent / "2026-10").rename(state / "2026-10")
            return rows, first, _import(environ, state / "2026-10")
        finally:
            servers.stop()


def _import(environ: Mapping[str, str], folder: Path) -> Cost:
    began = time.monotonic()
    with tempfile.TemporaryFile("w+") as out:
        command = [sys.executable, "manage.py", "import_dataset", str(folder)]
        child = subprocess.Popen(command, cwd=ROOT, env=dict(environ), stdout=out, stderr=out)
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.monotonic() - began
        out.seek(0)
        said = out.read()
    if os.waitstatus_to_exitcode(status) not in {0, 3}:
        sys.exit(f"import_dataset failed:\n{said}")
    cpu = used.ru_utime + used.ru_stime
    return Cost(seconds, cpu, used.ru_maxrss / 1024, said)


def _table(referrals: int, rows: int, costs: Mapping[str, Cost]) -> str:
    lines = [
        f"{referrals:,} referrals, {rows:,} rows; at most {_SECONDS} s for {_MEASURED:,} and "
        f"{_MEGABYTES} MB.",
        "",
        "| | seconds | of them in Python | MB |",
        "|---|---:|---:|---:|",
    ]
    lines += [
        f"| {name} | {one.seconds:.1f} | {one.cpu:.1f} | {one.megabytes:.0f} |"
        for name, one in costs.items()
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
