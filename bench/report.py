"""Results beside their budgets, as a table; and whether every gate was met."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# The parts of docs/performance.md that a run writes.
_MARKS = ("<!-- {part}: begin -->", "<!-- {part}: end -->")


def table(found: Mapping[str, Any], budgets: Mapping[str, Any]) -> tuple[str, bool]:
    """Markdown, and True when nothing is past its gate."""
    machine = found["machine"]
    lines = [
        f"Taken on {machine['on']}: {machine['cores']} cores, Python {machine['python']}, "
        f"load {machine['load']}. Medians of CPU, application and database backend together.",
        "",
    ]
    passed = True
    sizes = [name for name in budgets["sizes"] if name in found]
    for name in sizes:
        rows, all_met = _rows(found[name], budgets["pages"])
        passed = passed and all_met
        lines += [f"**{name}: {budgets['sizes'][name]:,} referrals**", "", *rows, ""]
    if len(sizes) > 1:
        rows, all_met = _growth(found[sizes[0]], found[sizes[-1]], budgets["growth"])
        passed = passed and all_met
        lines += [f"**Growth from {sizes[0]} to {sizes[-1]}**, in units of each run", "", *rows, ""]
    return "\n".join(lines), passed


def _rows(
    measured: Mapping[str, Mapping[str, float]], pages: Mapping[str, Any]
) -> tuple[list[str], bool]:
    rows = [
        "| page | cost | target | gate | queries | at most | CPU ms (application + database) | |",
        "|---|---|---|---|---|---|---|---|",
    ]
    all_met = True
    for name, budget in pages.items():
        if name not in measured:
            rows.append(f"| {name} | not measured | | | | | | **missed** |")
            all_met = False
            continue
        page = measured[name]
        cost, unit = page[budget["unit"]], budget["unit"]
        met = cost <= budget["gate"] and page["queries"] <= budget["queries"]
        all_met = all_met and met
        rows.append(
            f"| {name} | {cost} {unit} | {budget['target']} {unit} | {budget['gate']} {unit} | "
            f"{_queries(page)} | {budget['queries']} | {page['ms']} "
            f"({page['application_ms']} + {page['database_ms']}) | {_word(met)} |"
        )
    return rows, all_met


def _growth(
    small: Mapping[str, Mapping[str, float]],
    large: Mapping[str, Mapping[str, float]],
    budget: Mapping[str, float],
) -> tuple[list[str], bool]:
    rows = ["| page | growth | target | gate | |", "|---|---|---|---|---|"]
    all_met = True
    for name in small:
        if name in {"H", "U"} or name not in large:
            continue
        growth = large[name]["U"] / small[name]["U"]
        fewer, more = (size[name].get("lists") for size in (small, large))
        if fewer != more:
            rows.append(
                f"| {name} | {growth:.2f} x | | | lists {more:.0f} people, not {fewer:.0f}: "
                "no comparison |"
            )
            continue
        met = growth <= budget["gate"]
        all_met = all_met and met
        rows.append(
            f"| {name} | {growth:.2f} x | {budget['target']} x | {budget['gate']} x | "
            f"{_word(met)} |"
        )
    return rows, all_met


def _queries(page: Mapping[str, float]) -> str:
    usual, most = page["queries"], page["most_queries"]
    return f"{usual}" if usual == most else f"{usual} (most {most})"


def _word(met: bool) -> str:  # noqa: FBT001 - the one thing it says
    return "met" if met else "**missed**"


def write(path: Path, text: str, *, part: str = "bench") -> None:
    """Put the text between the two marks of this part of the page, leaving its words alone."""
    begin, end = (mark.format(part=part) for mark in _MARKS)
    page = path.read_text(encoding="utf-8")
    new = f"{begin}\n{text}\n{end}"
    path.write_text(
        re.sub(f"{begin}.*{end}", lambda _: new, page, flags=re.DOTALL), encoding="utf-8"
    )
