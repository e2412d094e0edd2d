"""A small service into which answers are pushed, and what must have been heard of them by now."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random

from caseload.models import CareContact
from referrals.models import Referral
from staff.models import StaffMember
from tests.factories.caseload import CareContactFactory

HARMLESS = ("yes", "Can it be later?", "Running late", "thank you")
HARMFUL = ("I want to die", "cant go on any more", "going to kill myself", "suicidal again")


@dataclass
class World:
    """Where answers are pushed, who receives them, and how many signals there must be by now."""

    referrals: list[Referral]
    carrier: StaffMember
    senior: StaffMember
    random: Random
    now: datetime
    expected: Counter[int] = field(default_factory=Counter)
    places: "count[int]" = field(default_factory=count)

    def referral(self) -> Referral:
        """Anybody's, as it stands now."""
        return Referral.objects.get(pk=self.random.choice(self.referrals).pk)

    def booked(self) -> CareContact:
        """An appointment that nobody has used; no two at the same time."""
        at = self.now - timedelta(hours=next(self.places))
        return CareContactFactory(
            referral=self.referral(), pwp=self.carrier, starts_at=at, medium="VIDEO"
        )

    def digits(self) -> tuple[int, ...]:
        """A whole PHQ-9, item 9 above 0 in about every third."""
        ninth = self.random.choice((0, 0, 0, 0, 1, 2, 3))
        return (*(self.random.randrange(4) for _ in range(8)), ninth)

    def heard(self, referral_id: int, signals: int) -> None:
        """So many more signals must stand on this referral."""
        self.expected[referral_id] += signals

    def twice(self) -> int:
        """Some forms arrive twice: they must be heard once."""
        return self.random.choice((1, 1, 1, 2))


def number_of(referral: Referral) -> str:
    """A mobile number of one's own."""
    return f"+4477009{referral.pk % 100_000:05d}"
