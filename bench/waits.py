"""The lists of those who wait, at 20,000 people: what a page of each costs, in U.

python -m bench.waits [--people 20000] [--rounds 30]
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from bench.__main__ import environment, run
from embedded.servers import Servers

GATE = 6.0
_PAGES = {
    "triage": "to triage",
    "allocate": "to allocate",
    "further": "the same, half way down",
    "waiting": "allocated, waiting",
    "room": "who has room for one of them, of 60 PWPs",
    "administrator": "to allocate, for an administrator",
}


def main() -> int:
    """Exit code 1 past the gate."""
    parser = argparse.ArgumentParser(prog="python -m bench.waits", description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=30)
    asked = parser.parse_args()
    found = _measured(asked.people, asked.rounds)
    passed = True
    print("| page | cost | gate | queries | |\n|---|---|---|---|---|")
    for name, words in _PAGES.items():
        page = found[name]
        met = page["U"] <= GATE
        passed = passed and met
        word = "met" if met else "**missed**"
        print(f"| {words} | {page['U']} U | {GATE} U | {page['queries']} | {word} |")
    return 0 if passed else 1


def _measured(people: int, rounds: int) -> dict[str, dict[str, float]]:
    with tempfile.TemporaryDirectory(prefix="step2-bench-") as folder:
        state = Path(folder)
        state.chmod(0o711)
        servers = Servers(state)
        servers.start()
        try:
            environ = environment(servers, state)
            run(environ, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
            run(environ, "manage.py", "migrate", "--verbosity", "0")
            told = run(environ, "-m", "bench.waits_inside", str(people), str(rounds))
            found: dict[str, dict[str, float]] = json.loads(told.strip().splitlines()[-1])
            return found
        finally:
            servers.stop()


if __name__ == "__main__":
    sys.exit(main())
