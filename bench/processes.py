"""What a process and all that it began take together, as /proc says it."""

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

_PROC = Path("/proc")
_TICKS = os.sysconf("SC_CLK_TCK")


def seconds_of_tree(root: int) -> float:
    """Of processors: of those that live, and of those that ended and were waited for."""
    ticks = sum(sum(int(said) for said in _stat(pid)[11:15]) for pid in _tree(root))
    return ticks / _TICKS


def megabytes_of_tree(root: int) -> float:
    """What is shared counts once."""
    return sum(_kilobytes(pid) for pid in _tree(root)) / 1024


def _kilobytes(pid: int) -> int:
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _tree(root: int) -> Iterator[int]:
    children: dict[int, list[int]] = defaultdict(list)
    for entry in _PROC.iterdir():
        if entry.name.isdigit() and (said := _stat(int(entry.name))):
            children[int(said[1])].append(int(entry.name))
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting += children[pid]


def _stat(pid: int) -> list[str]:
    """What follows the name; of one that is gone nothing."""
    try:
        said = (_PROC / str(pid) / "stat").read_text()
    except OSError:
        return []
    return said.rpartition(")")[2].split()
