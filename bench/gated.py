"""A few pages in a service of their own, each held against one gate in U."""

import argparse
import json
import math
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from bench.__main__ import environment, run
from embedded.servers import Servers


def main(
    name: str,
    *,
    about: str | None,
    pages: Mapping[str, str],
    gate: float,
    people: int,
    rounds: int,
    queries: float = math.inf,
) -> int:
    """Measure what `<name>_inside` measures; exit code 1 past a gate, of cost or of queries."""
    parser = argparse.ArgumentParser(prog=f"python -m {name}", description=about)
    parser.add_argument("--people", type=int, default=people)
    parser.add_argument("--rounds", type=int, default=rounds)
    asked = parser.parse_args()
    found = _measured(f"{name}_inside", asked.people, asked.rounds)
    print("| page | cost | gate | queries | |\n|---|---|---|---|---|")
    for page, words in pages.items():
        cost = found[page]
        word = "met" if _is_met(cost, gate, queries) else "**missed**"
        print(f"| {words} | {cost['U']} U | {gate} U | {cost['queries']} | {word} |")
    return int(not all(_is_met(found[page], gate, queries) for page in pages))


def _is_met(cost: Mapping[str, float], gate: float, queries: float) -> bool:
    return cost["U"] <= gate and cost["queries"] <= queries


def _measured(inside: str, people: int, rounds: int) -> dict[str, dict[str, float]]:
    with tempfile.TemporaryDirectory(prefix="step2-bench-") as folder:
        state = Path(folder)
        if os.geteuid() == 0:
            state.chmod(0o711)
        servers = Servers(state)
        servers.start()
        try:
            environ = environment(servers, state)
            run(environ, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
            run(environ, "manage.py", "migrate", "--verbosity", "0")
            told = run(environ, "-m", inside, str(people), str(rounds))
            found: dict[str, dict[str, float]] = json.loads(told.strip().splitlines()[-1])
            return found
        finally:
            servers.stop()
