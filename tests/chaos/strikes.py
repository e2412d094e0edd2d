"""Ends the process that comes by a fault point for which an order lies there."""

import os
import signal

from tests.chaos import places


def strike(point: str) -> None:
    """Whoever takes the order away is the one: killed as by the kernel, nothing is tidied up."""
    if taken(point):
        os.kill(os.getpid(), signal.SIGKILL)


def taken(point: str) -> bool:
    """Whether an order for this point lay there; it holds for one only."""
    try:
        places.order(point).unlink()
    except FileNotFoundError:
        return False
    return True
