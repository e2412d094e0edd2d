"""Plans and queues 10,000 reminders on servers of its own: seconds, and statements a batch.

python -m bench.messages [--people 10000]
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.__main__ import ROOT, environment
from embedded.servers import Servers

LIMIT_SECONDS = 60


def main() -> int:
    """Exit code 1 past the limit, or where a batch of more people takes more statements."""
    parser = argparse.ArgumentParser(prog="python -m bench.messages", description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    asked = parser.parse_args()
    found = _measured(asked.people)
    statements = sorted(set(found["statements"]))
    passed = found["seconds"] <= LIMIT_SECONDS and len(statements) == 1 and found["again"] == 0
    print(
        f"{found['queued']} reminders planned and queued in {found['seconds']:.1f} s "
        f"({found['cpu']:.1f} s of this process), {len(found['statements'])} batches of "
        f"{'/'.join(map(str, statements))} statements; planned again: {found['again']}. "
        f"Limit {LIMIT_SECONDS} s: {'met' if passed else 'missed'}"
    )
    return 0 if passed else 1


def _measured(people: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="step2-bench-") as folder:
        state = Path(folder)
        if os.geteuid() == 0:
            state.chmod(0o711)
        servers = Servers(state)
        servers.start()
        try:
            environ = environment(servers, state)
            _run(environ, "manage.py", "migrate", "--verbosity", "0")
            told = _run(environ, "-m", "bench.messages_inside", str(people))
            found: dict[str, Any] = json.loads(told.strip().splitlines()[-1])
            return found
        finally:
            servers.stop()


def _run(environ: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environ,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
