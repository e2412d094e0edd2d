"""From when, and for how long, a run is worked on before the next look for work goes on with it."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from clinical.policy import Policy
from reporting.dataset.importer import runs
from reporting.models import ImportRun


class NotYet(Exception):  # noqa: N818 - no error: the turn is over, and the next goes on
    """Work is left for the next turn."""


@dataclass(slots=True)
class Turn:
    """From when a run is worked on, and for how long at most; the clock of the edge moves on with
    what time has passed since.
    """

    now: datetime
    policy: Policy
    seconds: float | None = None
    _begun: float = 0.0

    def __post_init__(self) -> None:
        self._begun = time.monotonic()

    @property
    def passed(self) -> timedelta:
        """Since the turn began."""
        return timedelta(seconds=time.monotonic() - self._begun)

    def goes_on(self, run: ImportRun) -> None:
        """Hold the run a little longer. Saved with it."""
        run.leased_until = self.now + self.passed + runs.LEASE

    def may_end(self) -> None:
        """Raises NotYet when the turn is over."""
        if self.seconds is not None and self.passed.total_seconds() > self.seconds:
            raise NotYet
