"""The night over 32,000 open referrals, beside a scan of every score on the same connection; and
what flags cost inside a save, beside the same save without them.

python -m bench.night [--open 32000] [--rounds 9] [--write docs/performance.md]
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import report
from bench.__main__ import environment, run
from embedded.servers import Servers

_SEEDED = 2000
# Name → target and gate; of the night in scans, of a save in the save without flags.
_BUDGETS = {"night": (2.0, 4.0), "save": (1.5, 2.0)}


def main() -> int:
    """Exit code 1 past a gate, or when a night in which nothing changed wrote something."""
    parser = argparse.ArgumentParser(prog="python -m bench.night", description=__doc__)
    parser.add_argument("--open", type=int, default=32_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--write", help="also put the table into this file")
    asked = parser.parse_args()
    text, passed = _table(_measured(asked.open, rounds=asked.rounds))
    print(text)
    if asked.write:
        report.write(Path(asked.write), text, part="night")
    return 0 if passed else 1


def _measured(how_many: int, *, rounds: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="step2-bench-") as folder:
        state = Path(folder)
        if os.geteuid() == 0:
            state.chmod(0o711)
        servers = Servers(state)
        servers.start()
        try:
            environ = environment(servers, state)
            run(environ, "manage.py", "migrate", "--verbosity", "0")
            run(environ, "manage.py", "seed_demo", "--referrals", str(_SEEDED))
            as_superuser = environ["DATABASE_URL"].replace("step2_owner", "postgres", 1)
            grown = environ | {"DATABASE_URL": as_superuser, "MIGRATION_DATABASE_URL": as_superuser}
            told = run(grown, "-m", "bench.night_inside", str(how_many), str(rounds))
            found: dict[str, Any] = json.loads(told.strip().splitlines()[-1])
            return found
        finally:
            servers.stop()


def _table(found: Mapping[str, Any]) -> tuple[str, bool]:
    night, save = found["night_ms"] / found["scan_ms"], found["save_ms"] / found["bare_save_ms"]
    writes_nothing = found["changed"] == 0 and found["writes"] == 0
    rows = [
        f"{found['open']:,} open referrals, {found['scores']:,} scores. CPU of application and "
        "database backend, medians of one interleaved run.",
        "",
        "| job | cost | target | gate | CPU ms | |",
        "|---|---|---|---|---|---|",
        f"| scan of every score | 1 | | | {found['scan_ms']:.0f} | |",
        _row("night, nothing changed", night, "night", f"{found['night_ms']:.0f}"),
        _row("a signed session with its flags", save, "save", f"{found['save_ms']:.1f}"),
        f"| the same without summary and flags | 1 | | | {found['bare_save_ms']:.1f} | |",
        "",
        f"The night took {found['queries']} statements in batches of {found['batch']:,}, of which "
        f"{found['writes']} wrote: {'met' if writes_nothing else '**missed**'}. {found['truth']}",
    ]
    met = all(cost <= _BUDGETS[name][1] for cost, name in ((night, "night"), (save, "save")))
    return "\n".join(rows), met and writes_nothing


def _row(what: str, cost: float, name: str, milliseconds: str) -> str:
    target, gate = _BUDGETS[name]
    word = "met" if cost <= gate else "**missed**"
    return f"| {what} | {cost:.2f} x | {target} x | {gate} x | {milliseconds} | {word} |"


if __name__ == "__main__":
    sys.exit(main())
