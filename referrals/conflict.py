"""Two people changed the same thing: nothing is overwritten, both texts are shown."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from clinical.errors import Refused
from staff.models import StaffMember

CHANGED_MEANWHILE = "Somebody changed their details meanwhile. Look at them, then save again."


class Versioned(Protocol):
    """A row that says who saved it last, and when."""

    updated_at: datetime

    @property
    def updated_by(self) -> StaffMember | None: ...


@dataclass(eq=False)
class Conflict(Refused):
    """Somebody saved a newer version meanwhile. The edge answers 409 with both."""

    theirs_by: str
    theirs_at: datetime
    theirs: dict[str, object] = field(default_factory=dict)
    # Of which row, where one form changes two
    row: type | None = None

    def __post_init__(self) -> None:
        super().__init__(f"{self.theirs_by} changed this at the same time. Your text is not lost.")


def newer(theirs: Versioned, names: Iterable[str]) -> Conflict:
    """What stands there now in the fields of an entry that came too late."""
    who = theirs.updated_by
    return Conflict(
        theirs_by="The system" if who is None else who.full_name,
        theirs_at=theirs.updated_at,
        theirs={name: getattr(theirs, name) for name in names},
        row=type(theirs),
    )
