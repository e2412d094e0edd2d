"""Two people changed the same thing: nothing is overwritten, both texts are shown."""

from dataclasses import dataclass, field
from datetime import datetime

from clinical.errors import Refused


@dataclass(eq=False)
class Conflict(Refused):
    """Somebody saved a newer version meanwhile. The edge answers 409 with both."""

    theirs_by: str
    theirs_at: datetime
    theirs: dict[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(f"{self.theirs_by} changed this at the same time. Your text is not lost.")
