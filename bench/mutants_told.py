"""What a run of mutants comes to: a table of modules, those that nobody could notice with why, and
those not noticed yet. A run of some keeps what the last one said of the others.
"""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from pathlib import Path

_PACKAGE = "clinical."
_A_MUTANT = re.compile(r"`([^`\s]+__mutmut_\d+)`")


def modules_of(folder: Path) -> tuple[Counter[str], set[str]]:
    """How many mutants each module has, and the names of those that ran, by mutmut's notes."""
    every: Counter[str] = Counter()
    ran: set[str] = set()
    for notes in sorted((folder / "mutants/clinical").rglob("*.meta")):
        codes = json.loads(notes.read_text("utf-8"))["exit_code_by_key"]
        every.update(module_of(name) for name in codes)
        ran |= {name.removeprefix(_PACKAGE) for name, code in codes.items() if code is not None}
    return every, ran


def module_of(name: str) -> str:
    """`policy/reading` of `clinical.policy.reading.x_parse__mutmut_3`."""
    return name.removeprefix(_PACKAGE).rpartition(".")[0].replace(".", "/")


def unseen() -> Mapping[str, str]:
    """Mutants that change nothing anybody can see, each with the reason."""
    listed = tomllib.loads(Path(__file__).with_name("unseen_mutants.toml").read_text("utf-8"))
    return {name: one["why"] for one in listed["unseen"] for name in one["mutants"]}


def standing(page: Path, *, ran: Collection[str], survivors: Collection[str]) -> list[str]:
    """Who survives now: those that did in this run, and of those that did not run whom the page
    lists.
    """
    before = set(_A_MUTANT.findall(page.read_text("utf-8"))) if page.exists() else set()
    now = {name.removeprefix(_PACKAGE) for name in survivors}
    return sorted((before - set(ran)) | now)


def told(every: Mapping[str, int], survivors: Collection[str], why: Mapping[str, str]) -> str:
    """The part of the page that a run writes."""
    total = sum(every.values())
    unexplained = [name for name in survivors if name not in why]
    noticed = total - len(survivors)
    of_module = Counter(module_of(name) for name in survivors)
    lines = [
        f"{total:,} mutants of clinical on {datetime.now(UTC):%Y-%m-%d}: {noticed:,} noticed "
        f"({100 * noticed / max(total, 1):.1f} %), {len(survivors) - len(unexplained):,} change "
        f"nothing that can be seen (below), {len(unexplained):,} not noticed yet.",
        "",
        "| module | mutants | noticed | not |",
        "|---|---|---|---|",
        *(
            f"| {name} | {count} | {count - of_module[name]} | {of_module[name]} |"
            for name, count in sorted(every.items())
        ),
        "",
        "## What survives because nothing changes",
        "",
        "| mutants | why |",
        "|---|---|",
        *(
            f"| {', '.join(f'`{name}`' for name in survivors if why.get(name) == reason)} "
            f"| {reason} |"
            for reason in dict.fromkeys(why[name] for name in survivors if name in why)
        ),
    ]
    if unexplained:
        lines += ["", "## Not noticed yet", "", *(f"- `{name}`" for name in unexplained)]
    return "\n".join(lines)
