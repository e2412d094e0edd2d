"""Several hands for one run: each a process of its own with a connection of its own, so that every
core has work. None goes on without whoever sent it.
"""

import gc
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from typing import NoReturn

from django.db import connection

from reporting.dataset.importer import gathering, runs

# More would hold much memory, and most of what they wait for is one database.
MOST = 2
_LOOK = 0.05
_BROKEN_OFF = (
    "One of the processes that share the work was broken off. What is in stays in: start the "
    "command again with the same files, and it goes on."
)
# What a hand has from whoever sent it and must neither use nor close
_left_behind: list[object] = []
_sent_by: list[int] = []


class HandFailed(Exception):  # noqa: N818 - the name says what is wrong
    """A hand ended before its work did; what it kept is kept, and the run goes on from there."""


class SentByNobody(Exception):  # noqa: N818 - no error: its work is done by whoever goes on
    """Whoever sent this hand is gone."""


def of_machine() -> int:
    """How many hands there is room for."""
    return min(MOST, len(os.sched_getaffinity(0)))


def together(work: Sequence[Callable[[], None]]) -> None:
    """Do each of these side by side. Raises HandFailed as soon as one fails; the others are stopped
    then, each with what it was writing undone.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    gc.freeze()
    ours: set[int] = set()
    sender = os.getpid()
    try:
        for one in work:
            pid = os.fork()
            if not pid:
                _be_a_hand(one, sender)
            ours.add(pid)
        while ours:
            _look_after(ours)
    finally:
        _stop(ours)
        gc.unfreeze()


def _look_after(ours: set[int]) -> None:
    for pid in list(ours):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if not ended:
            continue
        ours.discard(pid)
        if status:
            raise HandFailed(_BROKEN_OFF)
    time.sleep(_LOOK)


def _stop(ours: set[int]) -> None:
    """At once: the database undoes what they were writing."""
    for pid in ours:
        os.kill(pid, signal.SIGKILL)
    for pid in ours:
        os.waitpid(pid, 0)


def _be_a_hand(work: Callable[[], None], sender: int) -> NoReturn:
    status = 1
    try:
        _leave_connection()
        _sent_by.append(sender)
        with runs.counted_among_hands(), gathering.unhurried():
            work()
        connection.close()
        status = 0
    except (KeyboardInterrupt, SentByNobody):
        pass
    except BaseException as broken:  # noqa: BLE001 - it is said, and the process ends
        # What it says may quote values: only what it is, and where.
        traceback.print_tb(broken.__traceback__)
        sys.stderr.write(f"{type(broken).__name__}\n")
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        # Nothing of the sender's is tidied up by its copy.
        os._exit(status)


def _leave_connection() -> None:
    """Closed here, it would be closed for the sender."""
    _left_behind.append(connection.connection)
    connection.connection = None


def sent_by() -> int | None:
    """Of a hand, the process that sent it."""
    return _sent_by[-1] if _sent_by else None


def may_keep() -> None:
    """Raises SentByNobody in a hand whose sender is gone."""
    if sent_by() not in {None, os.getppid()}:
        raise SentByNobody
