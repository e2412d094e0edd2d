"""When a pair meets each week, and whether two such times overlap."""

from dataclasses import dataclass
from datetime import time

from staff.models import SupervisionPairing, Weekday


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingTime:
    """When a pair meets each week; Monday is 0, the time is local."""

    weekday: int
    meets_at: time
    minutes: int

    @property
    def from_minute(self) -> int:
        """Minutes since midnight at which they begin."""
        return self.meets_at.hour * 60 + self.meets_at.minute

    def clashes(self, other: "MeetingTime") -> bool:
        """Do both claim the same minutes of the week?"""
        return (
            self.weekday == other.weekday
            and self.from_minute < other.from_minute + other.minutes
            and other.from_minute < self.from_minute + self.minutes
        )

    @property
    def words(self) -> str:
        """`Thursdays at 09:00 for 60 minutes`."""
        return f"{Weekday(self.weekday).label}s at {self.meets_at:%H:%M} for {self.minutes} minutes"


def time_of(pairing: SupervisionPairing) -> MeetingTime | None:
    """When this pair meets; None until that is agreed."""
    if pairing.weekday is None or pairing.meets_at is None:
        return None
    return MeetingTime(weekday=pairing.weekday, meets_at=pairing.meets_at, minutes=pairing.minutes)
