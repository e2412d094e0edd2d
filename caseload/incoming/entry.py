"""A referral as it was typed, before it is one."""

import hashlib
from dataclasses import dataclass
from datetime import date

from caseload.models import CameBy, MentionsHarm
from clinical.harm_words import mention_of_harm
from referrals.models import ReferralSource
from referrals.registering import Agreed, Needs, NewPatient


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody on record already, which version of their details was shown, and whether whoever
    types may see how to reach them: what somebody cannot see they do not overwrite.
    """

    patient_id: int
    version: int
    may_change: bool = True


@dataclass(frozen=True, slots=True)
class TypedEntry:
    """What was typed. `others` looked alike, and are somebody else."""

    source: ReferralSource
    came_by: CameBy
    received_on: date
    referrer: str
    organisation: str
    problem: str
    mentions_harm: MentionsHarm
    person: NewPatient
    needs: Needs
    agreed: tuple[Agreed, ...]
    known: Known | None = None
    others: tuple[int, ...] = ()

    @property
    def digest(self) -> str:
        """Tells apart two entries that came under one form key."""
        return hashlib.sha256(repr(self).encode()).hexdigest()

    @property
    def words_mention_harm(self) -> bool:
        """Words that suggest harm stand anywhere in what was typed in somebody's own words."""
        written = (
            *(self.problem, self.referrer, self.organisation, self.needs.other),
            *(self.person.best_time, self.person.say_who, self.person.gp, self.person.address),
        )
        return any(mention_of_harm(text) is not None for text in written)

    @property
    def worries(self) -> bool:
        """A person must look at this; only a plain no without such words does not."""
        return self.words_mention_harm or self.mentions_harm != MentionsHarm.NO
