"""Who may be on record already, at 200,000 people: what the answer beside a letter costs, in U.

python -m bench.duplicates [--people 200000] [--rounds 40]
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from bench.__main__ import environment, run
from embedded.servers import Servers

GATE = 3.0
_PAGES = {
    "known": "somebody on record, by name and birth date",
    "unknown": "somebody new, of a common name",
    "household": "somebody new, of a known phone and postcode",
    "number": "by NHS number alone",
}


def main() -> int:
    """Exit code 1 past the gate."""
    parser = argparse.ArgumentParser(prog="python -m bench.duplicates", description=__doc__)
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=40)
    asked = parser.parse_args()
    found = _measured(asked.people, asked.rounds)
    passed = True
    print("| who is typed | cost | gate | queries | |\n|---|---|---|---|---|")
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
            told = run(environ, "-m", "bench.duplicates_inside", str(people), str(rounds))
            found: dict[str, dict[str, float]] = json.loads(told.strip().splitlines()[-1])
            return found
        finally:
            servers.stop()


if __name__ == "__main__":
    sys.exit(main())
