"""One way to break a rule of the database, under the name of that rule."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import IntegrityError, transaction


@dataclass(frozen=True)
class Break:
    """The rule's name, what is done against it, and in words how."""

    rule: str
    how: str
    do: Callable[[Any], object]

    def __str__(self) -> str:
        return f"{self.rule}: {self.how}"


def refused(broken: Break, world: Any) -> None:
    """The database says no, and names the rule."""
    with pytest.raises(IntegrityError, match=broken.rule), transaction.atomic():
        broken.do(world)


def ids(broken: Break) -> str:
    """How a test is called."""
    return str(broken)
