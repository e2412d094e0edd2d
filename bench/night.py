"""The night over 32,000 open referrals, beside a scan of every score on the same connection: when
nothing changed, and the next one; and what flags cost inside a save, beside the same without them.

python -m bench.night [--open 32000] [--rounds 9] [--write docs/performance.md]
"""

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import report
from bench.service import measured

_SEEDED = 2000
# Name → target and gate; of the night in scans, of a save in the save without flags.
_BUDGETS = {"night": (2.0, 4.0), "next": (2.0, 4.0), "save": (1.5, 2.0)}


def main() -> int:
    """Exit code 1 past a gate, or when a night in which nothing changed wrote something."""
    parser = argparse.ArgumentParser(prog="python -m bench.night", description=__doc__)
    parser.add_argument("--open", type=int, default=32_000)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--write", help="also put the table into this file")
    asked = parser.parse_args()
    found = measured("bench.night_inside", asked.open, asked.rounds, seeded=_SEEDED)
    text, passed = _table(found)
    print(text)
    if asked.write:
        report.write(Path(asked.write), text, part="night")
    return 0 if passed else 1


def _table(found: Mapping[str, Any]) -> tuple[str, bool]:
    costs = {name: found[f"{name}_ms"] / found["scan_ms"] for name in ("night", "next")}
    costs["save"] = found["save_ms"] / found["bare_save_ms"]
    writes_nothing = found["changed"] == 0 and found["writes"] == 0
    rows = [
        f"{found['open']:,} open referrals, {found['scores']:,} scores. CPU of application and "
        "database backend, its readers among it, medians of one interleaved run.",
        "",
        "| job | looked at | cost | target | gate | CPU ms | |",
        "|---|---|---|---|---|---|---|",
        f"| scan of every score | | 1 | | | {found['scan_ms']:.0f} | |",
        _row("night, nothing changed", costs, "night", found),
        _row("the next night, after a day's work: its look", costs, "next", found),
        _unbudgeted("the daily check of a 28th", "part", found),
        _unbudgeted("a look at everybody, as after a changed rule", "full", found),
        _row("a signed session with its flags", costs, "save", found),
        f"| the same without summary and flags | | 1 | | | {found['bare_save_ms']:.1f} | |",
        "",
        f"The night took {found['queries']['night']} statements, the look at everybody "
        f"{found['queries']['full']}, in batches of {found['batch']:,}; {found['writes']} of them "
        f"wrote: {'met' if writes_nothing else '**missed**'}. {found['truth']}",
        f"Before the next night {found['signed']} of {found['booked']} sessions of that day were "
        f"signed. It then writes at {found['written_ms'] / found['written']:.2f} ms for each "
        f"referral, look included (measured on the {found['written']} that are no copies).",
    ]
    met = all(cost <= _BUDGETS[name][1] for name, cost in costs.items())
    return "\n".join(rows), met and writes_nothing


def _row(what: str, costs: Mapping[str, float], name: str, found: Mapping[str, Any]) -> str:
    target, gate = _BUDGETS[name]
    word = "met" if costs[name] <= gate else "**missed**"
    return (
        f"| {what} | {_looked_at(name, found)} | {costs[name]:.2f} x | {target} x | {gate} x "
        f"| {found[f'{name}_ms']:.1f} | {word} |"
    )


def _unbudgeted(what: str, name: str, found: Mapping[str, Any]) -> str:
    cost = found[f"{name}_ms"] / found["scan_ms"]
    return (
        f"| {what} | {_looked_at(name, found)} | {cost:.2f} x | | | {found[f'{name}_ms']:.0f} | |"
    )


def _looked_at(name: str, found: Mapping[str, Any]) -> str:
    return f"{found['looked_at'][name]:,}" if name in found["looked_at"] else ""


if __name__ == "__main__":
    sys.exit(main())
