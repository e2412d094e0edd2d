"""The agendas of 200 PWPs, one after the other, beside a scan of every contact on the same
connection; and the coverage of everybody, in a provider of 200,000 referrals.

python -m bench.agendas [--open 27000] [--pwps 200] [--rounds 3] [--write docs/performance.md]
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

LIMIT_SECONDS = 60
COVERAGE_GATE = 4.0
_SEEDED = 2000


def main() -> int:
    """Exit code 1 past a limit, or where somebody open stands on no list or on two."""
    parser = argparse.ArgumentParser(prog="python -m bench.agendas", description=__doc__)
    parser.add_argument("--open", type=int, default=27_000)
    parser.add_argument("--pwps", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", help="also put the table into this file")
    asked = parser.parse_args()
    text, passed = _table(_measured(asked.open, asked.pwps, rounds=asked.rounds))
    print(text)
    if asked.write:
        report.write(Path(asked.write), text, part="agendas")
    return 0 if passed else 1


def _measured(how_many: int, pwps: int, *, rounds: int) -> dict[str, Any]:
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
            run(environ, "manage.py", "seed_demo", "--referrals", str(_SEEDED))
            as_superuser = environ["DATABASE_URL"].replace("step2_owner", "postgres", 1)
            grown = environ | {"DATABASE_URL": as_superuser, "MIGRATION_DATABASE_URL": as_superuser}
            sizes = (str(how_many), str(pwps), str(rounds))
            told = run(grown, "-m", "bench.agendas_inside", *sizes)
            found: dict[str, Any] = json.loads(told.strip().splitlines()[-1])
            return found
        finally:
            servers.stop()


def _table(found: Mapping[str, Any]) -> tuple[str, bool]:
    in_time = found["seconds"] <= LIMIT_SECONDS
    coverage = found["coverage_ms"] / found["u_ms"]
    covered = coverage <= COVERAGE_GATE
    rows = [
        f"{found['open']:,} open referrals, {found['contacts']:,} contacts. CPU of application and "
        "database backend, medians of one interleaved run.",
        "",
        "| job | cost | gate | CPU ms | seconds | |",
        "|---|---|---|---|---|---|",
        f"| scan of every contact | 1 | | {found['scan_ms']:.0f} | | |",
        f"| the agendas of {found['pwps']} PWPs, {found['cases']:,} cases "
        f"| {found['agendas_ms'] / found['scan_ms']:.0f} x | {LIMIT_SECONDS} s "
        f"| {found['agendas_ms']:,.0f} | {found['seconds']:.1f} | {_word(in_time)} |",
        f"| coverage of the provider, {found['coverage_queries']} queries | {coverage:.2f} U "
        f"| {COVERAGE_GATE} U | {found['coverage_ms']:.1f} | | {_word(covered)} |",
        "",
        f"Each agenda took {found['queries']} statements at most. {found['truth']}",
    ]
    return "\n".join(rows), in_time and covered


def _word(met: bool) -> str:  # noqa: FBT001 - the one thing it says
    return "met" if met else "**missed**"


if __name__ == "__main__":
    sys.exit(main())
