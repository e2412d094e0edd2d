"""What a form of the staff record hands to an action."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from staff.models import CredentialKind, OffsetKind


@dataclass(frozen=True, slots=True)
class CredentialEntry:
    """A registration, accreditation or training as it stands on its certificate."""

    kind: CredentialKind
    obtained_on: date
    expires_on: date | None = None
    body: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class OffsetEntry:
    """What lowers an agreed number: a role with its hours, or an easing."""

    kind: OffsetKind
    starts_on: date
    ends_on: date | None = None
    topic: str = ""
    hours_a_week: Decimal | None = None
    taken_off: int = 0
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class CpdLine:
    """Something learnt on a day."""

    on: date
    what: str
    minutes: int
    was_protected: bool
