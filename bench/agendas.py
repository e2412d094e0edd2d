"""The agendas of 200 PWPs, one after the other, beside a scan of every contact on the same
connection; and the coverage of everybody, in a provider of 200,000 referrals.

python -m bench.agendas [--open 27000] [--pwps 200] [--rounds 3] [--write docs/performance.md]
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import report
from bench.service import measured

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
    sizes = (asked.open, asked.pwps, asked.rounds)
    found = measured("bench.agendas_inside", *sizes, seeded=_SEEDED, has_pages=True)
    text, passed = _table(found)
    print(text)
    if asked.write:
        report.write(Path(asked.write), text, part="agendas")
    return 0 if passed else 1


def _table(found: Mapping[str, Any]) -> tuple[str, bool]:
    in_time = found["seconds"] <= LIMIT_SECONDS
    coverage = found["coverage_ms"] / found["u_ms"]
    covered = coverage <= COVERAGE_GATE
    rows = [
        f"{found['open']:,} open referrals, {found['contacts']:,} contacts. CPU of application and "
        "database backend, its readers among it, medians of one interleaved run.",
        "",
        "| job | cost | gate | CPU ms | seconds | |",
        "|---|---|---|---|---|---|",
        f"| scan of every contact | 1 | | {found['scan_ms']:.0f} | | |",
        f"| the agendas of {found['pwps']} PWPs, {found['cases']:,} cases "
        f"| {found['agendas_ms'] / found['scan_ms']:.0f} x | {LIMIT_SECONDS} s "
        f"| {found['agendas_ms']:,.0f} | {found['seconds']:.1f} | {_word(in_time)} |",
        f"| coverage of the provider, {found['coverage_queries']} queries | {coverage:.2f} U "
        f"| {COVERAGE_GATE} U | {found['coverage_ms']:.1f} | | {_word(covered)} |",
        f"| an agenda as it stood, {found['as_at_queries']} queries "
        f"| {found['as_at_ms'] / found['u_ms']:.2f} U | | {found['as_at_ms']:.1f} | | |",
        "",
        f"Each agenda took {found['queries']} statements at most. {found['truth']}",
    ]
    return "\n".join(rows), in_time and covered


def _word(met: bool) -> str:  # noqa: FBT001 - the one thing it says
    return "met" if met else "**missed**"


if __name__ == "__main__":
    sys.exit(main())
