"""Names all that decides about flags besides a person's own facts, so that whoever was looked at
under other rules is looked at again: this release, the service's rules, the usual range.
"""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path

import clinical
from clinical.policy import Policy
from outcomes import expected

# Besides the whole of `clinical`: what makes facts of stored rows, and flags of reasons.
_BESIDES = ("facts.py", "flagging.py")
_LENGTH = 16


def name(policy: Policy, *, newest_range: int | None, on: date) -> str:
    """The name of the rules in force on this day. Other rules have another name; it says nothing
    of what they are. `newest_range` is what `expected.newest()` said.
    """
    table = expected.table(newest_range, on=on)
    return _name(policy, max((cell.version for cell in table.values()), default=0))


@lru_cache(maxsize=8)
def _name(policy: Policy, range_version: int) -> str:
    settings = {**asdict(policy), "closed_days": sorted(map(str, policy.closed_days))}
    said = f"{_release()} {sorted(settings.items())} {range_version}"
    return sha256(said.encode()).hexdigest()[:_LENGTH]


@cache
def _release() -> str:
    """The rules as this release has them in its files: any change of theirs counts, not only one
    that somebody remembers to announce.
    """
    own = Path(__file__).parent
    return digest([*Path(clinical.__file__).parent.rglob("*.py"), *(own / one for one in _BESIDES)])


def digest(files: Iterable[Path]) -> str:
    """One name for what stands in these files, whatever the folder they were installed in."""
    read = sorted((path.name, path.read_bytes()) for path in files)
    return sha256(repr(read).encode()).hexdigest()
