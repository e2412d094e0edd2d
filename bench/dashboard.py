"""The lead's pages and their figures from the sums of months, a breakdown from pathways, in U; and
what summing all months costs, beside a scan of every summary on the same connection.

python -m bench.dashboard [--referrals 200000] [--rounds 15] [--write docs/performance.md]
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import report
from bench.service import measured

_SEEDED = 2000
# Name → what it is, its unit and its gate; without one it is told and not judged.
_BUDGETS: dict[str, tuple[str, str, float | None]] = {
    "dashboard": ("**the lead's page**, whole", "U", 4),
    "dashboard_first": ("the same, for the first to ask after a count", "U", 4),
    "measure": ("**a measure's page**, whole", "U", 6),
    "measure_first": ("the same, for the first to ask after a count", "U", 6),
    "measure_by": ("the same broken down anew by age, for the first to ask", "U", 14),
    "people_page": ("**the people behind a number**, whole, with its line on the trail", "U", 8),
    "figures": ("eight tiles, a year and twelve months each, from the sums", "U", 4),
    "breakdown": ("a new breakdown: recovery of a year by age, of one team", "U", 14),
    "whole": ("the same of the whole service", "U", None),
    "every": ("every measure of a year, from pathways and contacts", "U", None),
    "people": ("50 of the people behind a figure, found", "U", 8),
    "ahead": ("what the usual readers ask first, drawn by the job that counts", "U", None),
    "sums": ("every month summed, from pathways", "scan", 30),
    "sums_and_contacts": ("every month summed, from contacts too", "scan", None),
}


def main() -> int:
    """Exit code 1 past a gate, or where sums and pathways differ."""
    parser = argparse.ArgumentParser(prog="python -m bench.dashboard", description=__doc__)
    parser.add_argument("--referrals", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--write", help="also put the table into this file")
    asked = parser.parse_args()
    found = measured(
        "bench.dashboard_inside", asked.referrals, asked.rounds, seeded=_SEEDED, has_pages=True
    )
    text, passed = _table(found)
    print(text)
    if asked.write:
        report.write(Path(asked.write), text, part=f"dashboard at {asked.referrals}")
    return 0 if passed else 1


def _table(found: Mapping[str, Any]) -> tuple[str, bool]:
    is_met = all(
        gate is None or _cost(name, found) <= gate for name, (_, _, gate) in _BUDGETS.items()
    )
    rows = [
        f"{found['referrals']:,} referrals, {found['contacts']:,} contacts, {found['teams']} "
        f"teams, {found['sums']:,} sums of {found['months']} months. CPU of application and "
        "database, its readers among it, medians of one interleaved run.",
        "",
        "| reading or job | cost | gate | statements | CPU ms | |",
        "|---|---|---|---|---|---|",
        f"| U | 1 U | | {found['queries']['U']} | {found['ms']['U']:.2f} | |",
        f"| scan of every summary | 1 scan | | 1 | {found['ms']['scan']:.1f} | |",
        *(_row(name, found) for name in _BUDGETS),
        "",
        _without_readers(found),
        found["truth"],
    ]
    return "\n".join(rows), is_met


def _without_readers(found: Mapping[str, Any]) -> str:
    """Who held a scan against its backend alone before can do so still."""
    sums, scan = (
        (found["ms"][name], found["readers"][name], found["ms"][name] - found["readers"][name])
        for name in ("sums", "scan")
    )
    return (
        f"Of a scan the server's readers took {scan[1]:.1f} ms, of every month summed "
        f"{sums[1]:.1f}; by the backend alone that is {sums[2] / scan[2]:.1f} scans."
    )


def _cost(name: str, found: Mapping[str, Any]) -> float:
    unit = _BUDGETS[name][1]
    return float(found["ms"][name] / found["ms"][unit])


def _row(name: str, found: Mapping[str, Any]) -> str:
    what, unit, gate = _BUDGETS[name]
    cost = _cost(name, found)
    word = "" if gate is None else "met" if cost <= gate else "**missed**"
    bound = "" if gate is None else f"{gate} {unit}"
    return (
        f"| {what} | {cost:.1f} {unit} | {bound} | {found['queries'][name]} "
        f"| {found['ms'][name]:.1f} | {word} |"
    )


if __name__ == "__main__":
    sys.exit(main())
