"""All pathways of 200,000 referrals derived set-based, beside a scan of every score on the same
connection: from nothing, again when nothing changed, and what a quarter of an hour's run looks at.

python -m bench.pathways [--referrals 200000] [--rounds 3] [--write docs/performance.md]
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import report
from bench.service import measured

_SEEDED = 2000
_GATE = 120
_GATED = ("fill", "again")
_CALLS = {
    "fill": "every row from nothing, written",
    "again": "every row again: derived, compared, none written",
    "idle": "a quarter of an hour in which nobody wrote",
    "some": "the same after 200 referrals were written to",
}


def main() -> int:
    """Exit code 1 past the gate, or when deriving again wrote something."""
    parser = argparse.ArgumentParser(prog="python -m bench.pathways", description=__doc__)
    parser.add_argument("--referrals", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--write", help="also put the table into this file")
    asked = parser.parse_args()
    found = measured("bench.pathways_inside", asked.referrals, asked.rounds, seeded=_SEEDED)
    text, passed = _table(found)
    print(text)
    if asked.write:
        report.write(Path(asked.write), text, part="pathways")
    return 0 if passed else 1


def _table(found: Mapping[str, Any]) -> tuple[str, bool]:
    costs = {name: found[f"{name}_ms"] / found["scan_ms"] for name in _CALLS}
    is_met = all(costs[name] <= _GATE for name in _GATED) and found["written_again"] == 0
    rows = [
        f"{found['referrals']:,} referrals, {found['contacts']:,} contacts, {found['scores']:,} "
        "scores. CPU of application and database, its readers among it, medians of "
        f"{found['rounds']}.",
        "",
        "| derivation | cost | gate | CPU ms | |",
        "|---|---|---|---|---|",
        f"| scan of every score | 1 | | {found['scan_ms']:.0f} | |",
        *(_row(name, what, costs[name], found) for name, what in _CALLS.items()),
        "",
        f"Of a scan the server's readers took {found['scan_readers']:.0f} ms, of every row written "
        f"{found['fill_readers']:.0f}, of every row again {found['again_readers']:.0f}; by the "
        f"backend alone that is {_alone('fill', found):.0f} x and {_alone('again', found):.0f} x.",
        f"Deriving again wrote {found['written_again']} rows; the last look was at {found['some']} "
        f"referrals. {found['truth']}",
    ]
    return "\n".join(rows), is_met


def _alone(name: str, found: Mapping[str, Any]) -> float:
    """Without the readers: as it was held against a scan before they were counted."""
    cost, scan = (found[f"{one}_ms"] - found[f"{one}_readers"] for one in (name, "scan"))
    return float(cost / scan)


def _row(name: str, what: str, cost: float, found: Mapping[str, Any]) -> str:
    gate, word = ("", "")
    if name in _GATED:
        gate, word = f"{_GATE} x", "met" if cost <= _GATE else "**missed**"
    return f"| {what} | {cost:.1f} x | {gate} | {found[f'{name}_ms']:.0f} | {word} |"


if __name__ == "__main__":
    sys.exit(main())
