"""References and form keys that look random and are the same for the same seed and day."""

from random import Random
from uuid import UUID

# As in referrals.models.referral: what nobody mixes up on the phone.
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_LENGTH = 8


class Keys:
    """Draws references, each once, and form keys."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._used: set[str] = set()

    def reference(self) -> str:
        """As `referrals.models.referral.new_reference`, but drawn from the seed."""
        while True:
            drawn = "".join(self._rng.choices(_ALPHABET, k=_LENGTH))
            if drawn not in self._used:
                self._used.add(drawn)
                return drawn

    def form_key(self) -> UUID:
        """A random-looking key of one submission."""
        return UUID(int=self._rng.getrandbits(128), version=4)
