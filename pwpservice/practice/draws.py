"""Drawing one of several options by their shares."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def drawn(rng: Random, options: Sequence[tuple[T, int]]) -> T:
    """One of the options, each as often as its share says."""
    return rng.choices([value for value, _ in options], [share for _, share in options])[0]
