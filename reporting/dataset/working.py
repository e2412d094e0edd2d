"""Folders for files about everybody that are needed for a moment: private, in one place, and gone
with whoever made them. Those of a process that was killed go at the next look.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings

from clinical.policy import Policy

_PREFIX = ".being-written-"
# In each folder, and held for as long as its maker lives
_HELD = ".held"
# Whoever may not read the database may not read these.
_PRIVATE = 0o700


@contextmanager
def folder(*, within: Path | None = None) -> Iterator[Path]:
    """An empty folder of one's own, there or in the place for all; gone whatever happens."""
    home = within or _home()
    with alone_in(home):
        _sweep(home)
        made = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=home))
        held = os.open(made / _HELD, os.O_CREAT | os.O_RDONLY, _PRIVATE)
        # The kernel lets go of it when the process ends, however it ends.
        with suppress(OSError):
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        os.close(held)


def sweep(
    *,
    now: datetime | None = None,  # noqa: ARG001 - as every job is called
    policy: Policy | None = None,  # noqa: ARG001
) -> Mapping[str, int]:
    """Remove what processes left that are no more. What another is at work on stays."""
    home = _home()
    with alone_in(home):
        return {"removed": _sweep(home)}


def _home() -> Path:
    return Path(settings.STATE_DIR) / "working"


@contextmanager
def alone_in(home: Path) -> Iterator[None]:
    """No other process is, until then: so that no folder is taken for a dead one between being made
    and being held, and two that put something in its place come one after the other.
    """
    home.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    held = os.open(home, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _sweep(home: Path) -> int:
    left = [one for one in home.glob(f"{_PREFIX}*") if _is_nobodys(one)]
    for one in left:
        shutil.rmtree(one, ignore_errors=True)
    return len(left)


def _is_nobodys(made: Path) -> bool:
    """Nobody holds it. Where nothing can be held, such as on some shared disks, nobody can say."""
    try:
        held = os.open(made / _HELD, os.O_RDONLY)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    else:
        return True
    finally:
        os.close(held)
