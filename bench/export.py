"""A month of the national return written out of 20,000 referrals, beside a COPY of the same rows on
the same connection.

python -m bench.export [--referrals 20000] [--rounds 3] [--write docs/performance.md]
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import report
from bench.service import measured

_SEEDED = 500
_GATE = 10


def main() -> int:
    """Exit code 1 past the gate."""
    parser = argparse.ArgumentParser(prog="python -m bench.export", description=__doc__)
    parser.add_argument("--referrals", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", help="also put the table into this file")
    asked = parser.parse_args()
    found = measured("bench.export_inside", asked.referrals, asked.rounds, seeded=_SEEDED)
    text, passed = _table(found)
    print(text)
    if asked.write:
        report.write(Path(asked.write), text, part="export")
    return 0 if passed else 1


def _table(found: Mapping[str, Any]) -> tuple[str, bool]:
    cost = found["export_ms"] / found["copy_ms"]
    word = "met" if cost <= _GATE else "**missed**"
    rows = [
        f"{found['referrals']:,} referrals; {found['rows']:,} rows in {found['tables']} tables. "
        f"CPU of application and database backend, medians of {found['rounds']}.",
        "",
        "| a month | cost | gate | CPU ms | |",
        "|---|---|---|---|---|",
        f"| COPY of the same rows into files | 1 | | {found['copy_ms']:.0f} | |",
        f"| selected, coded and written | {cost:.1f} x | {_GATE} x | {found['export_ms']:.0f} "
        f"| {word} |",
        f"| checked | | | {found['check_ms']:.0f} | |",
    ]
    return "\n".join(rows), cost <= _GATE


if __name__ == "__main__":
    sys.exit(main())
