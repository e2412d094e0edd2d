"""What a form of the staff record hands to an action."""

from dataclasses import dataclass, fields
from datetime import date, time
from decimal import Decimal
from typing import Any

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


@dataclass(frozen=True, slots=True)
class JobPlanEntry:
    """Somebody's week from a day on, and what patients may ask for."""

    starts_on: date
    weekdays: tuple[int, ...]
    begins_at: time
    ends_at: time
    hours_a_week: Decimal
    slots_a_week: int
    languages: tuple[str, ...] = ()
    gender: str = ""
    interests: tuple[str, ...] = ()

    def columns(self) -> dict[str, Any]:
        """As the row holds them."""
        lists = ("weekdays", "languages", "interests")
        return {
            name: list(value) if name in lists else value
            for name, value in ((one.name, getattr(self, one.name)) for one in fields(self))
        }


@dataclass(frozen=True, slots=True)
class LeaveEntry:
    """From when to when somebody is away, and who covers them."""

    starts_on: date
    ends_on: date
    coverer_id: int
    kind: str = "LEAVE"
