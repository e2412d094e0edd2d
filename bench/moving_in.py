"""How long a service takes to move in from its old system's files, in how much memory of all its
processes together, and what the same files cost a second time, when nothing changed. Beside it, in
the same minutes, a COPY of the same files into tables without an index, a rule or a trigger.

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

from bench import processes, report
from bench.__main__ import ROOT, environment, run
from bench.check_dataset import write
from embedded.servers import Servers

_SECONDS, _MEGABYTES = 90, 400
_MEASURED = 20_000
_LOOK = 0.2


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock; of processors, in Python and in the database; the most memory that all
    processes of the command had together; and how many others waited for a core.
    """

    seconds: float
    python: float
    database: float
    megabytes: float
    load: float
    said: str


def main() -> int:
    """Exit code 1 past the time or the memory, in proportion where fewer come."""
    parser = argparse.ArgumentParser(prog="python -m bench.moving_in", description=__doc__)
    parser.add_argument("--referrals", type=int, default=_MEASURED)
    parser.add_argument("--write", help="also put the table into this file")
    asked = parser.parse_args()
    rows, costs = _measured(asked.referrals)
    first = costs["first"]
    text = _table(asked.referrals, rows, costs)
    print(text)
    print(first.said, file=sys.stderr)
    if asked.write:
        report.write(Path(asked.write), text, part="moving_in")
    most = _SECONDS * max(asked.referrals / _MEASURED, 0.1)
    return 0 if first.seconds <= most and first.megabytes <= _MEGABYTES else 1


def _measured(referrals: int) -> tuple[int, dict[str, Cost]]:
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
            costs = {"COPY": _timed(servers, environ, "-c", _COPY, str(month))}
            costs["first"] = _import(servers, environ, month.parent)
            # Another folder of the same files: what a later month brings that changed nothing
            month.rename(state / "2026-10")
            costs["again"] = _import(servers, environ, state / "2026-10")
            return rows, costs
        finally:
            servers.stop()


# Without any rule: what the machine needs at least to have these rows in its database.
_COPY = """
import sys, psycopg2, os
from pathlib import Path
with psycopg2.connect(os.environ["DATABASE_URL"]) as on, on.cursor() as cursor:
    for path in sorted(Path(sys.argv[1]).iterdir()):
        with path.open() as file:
            names = file.readline().strip().split(",")
            columns = ", ".join(f'"{name}" text' for name in names)
            cursor.execute(f'CREATE TEMPORARY TABLE "{path.stem}" ({columns})')
            cursor.copy_expert(f'COPY "{path.stem}" FROM STDIN WITH (FORMAT csv)', file)
"""


def _import(servers: Servers, environ: Mapping[str, str], folder: Path) -> Cost:
    return _timed(servers, environ, "manage.py", "import_dataset", str(folder))


def _timed(servers: Servers, environ: Mapping[str, str], *what: str) -> Cost:
    server = next(child for name, child in servers.children() if name == "PostgreSQL")
    database = processes.seconds_of_tree(server.pid)
    began = time.monotonic()
    most, loads = 0.0, []
    with tempfile.TemporaryFile("w+") as out:
        command = [sys.executable, *what]
        child = subprocess.Popen(command, cwd=ROOT, env=dict(environ), stdout=out, stderr=out)
        while os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            most = max(most, processes.megabytes_of_tree(child.pid))
            loads.append(os.getloadavg()[0])
            time.sleep(_LOOK)
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.monotonic() - began
        out.seek(0)
        said = out.read()
    if os.waitstatus_to_exitcode(status) not in {0, 3}:
        sys.exit(f"{what[0]} failed:\n{said}")
    python = used.ru_utime + used.ru_stime
    database = processes.seconds_of_tree(server.pid) - database
    return Cost(seconds, python, database, most, sum(loads) / max(len(loads), 1), said)


def _table(referrals: int, rows: int, costs: Mapping[str, Cost]) -> str:
    lines = [
        f"{referrals:,} referrals, {rows:,} rows; at most {_SECONDS} s for {_MEASURED:,} and "
        f"{_MEGABYTES} MB. *Both cores* is half of what processors did: what it takes where nobody "
        "else is at work. Memory is the proportional set size of all processes of the command.",
        "",
        "| | seconds | load | CPU s in Python | in the database | both cores, s | x COPY | MB |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    bare = costs["COPY"].python + costs["COPY"].database
    for name, one in costs.items():
        work = one.python + one.database
        lines.append(
            f"| {name} | {one.seconds:.1f} | {one.load:.1f} | {one.python:.1f} | "
            f"{one.database:.1f} | {work / 2:.1f} | {work / bare:.1f} | {one.megabytes:.0f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
