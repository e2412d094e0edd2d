"""The packages of the house in their order, and how their source is read."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Ground first.
TOWER = (
    "clinical",
    "audit",
    "jobs",
    "staff",
    "policy",
    "referrals",
    "outcomes",
    "caseload",
    "supervision",
    "portal",
    "reporting",
    "pwpservice",
)


def modules(*packages: str) -> Iterator[Path]:
    """Every module of these packages (all by default), migrations left out."""
    for package in packages or TOWER:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


@cache
def tree(path: Path) -> ast.Module:
    """The module, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def named(path: Path) -> str:
    """The path as it reads from the top of the checkout."""
    return str(path.relative_to(ROOT))


def edge_modules() -> Iterator[Path]:
    """Where requests, tasks and the admin come in."""
    for path in modules():
        inside = path.relative_to(ROOT).parts
        if inside[1] in {"views.py", "api.py", "tasks.py", "admin.py"} or inside[1] == "views":
            yield path


@cache
def action_modules() -> frozenset[Path]:
    """Where the world is changed."""
    return frozenset(
        path
        for path in modules()
        if path.relative_to(ROOT).parts[1] in {"actions.py", "actions", "details.py", "merging.py"}
    )


@cache
def tracked() -> tuple[Path, ...]:
    """Every text file that is part of the project: what git follows, or would follow."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    paths = (ROOT / line for line in listed.stdout.splitlines())
    return tuple(path for path in paths if path.is_file())
