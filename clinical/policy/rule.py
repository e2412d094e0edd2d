"""What a service rule is: its name, kind, default, safe bounds, source, and where it is listed."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from clinical.policy.policy import DEFAULT

Value = int | bool | str | Decimal


class Group(StrEnum):
    """Under which heading a rule is listed, in the order of the page."""

    RISK = "Risk"
    SUPERVISION = "Supervision"
    SCORES = "Scores and progress"
    CONTACT = "Contact and sessions"
    REFERRALS = "Referrals coming in"
    WAITING = "Waiting"
    WORKLOAD = "Caseloads and room"
    STANDARDS = "Standards and plans"
    HOURS = "Opening hours"
    MESSAGES = "Messages and questionnaires"
    SYSTEM = "Signing, sign-in and background work"
    MEASURES = "Thresholds of measures"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it is called, what it may be set to, and why it is what it is.

    Bounds are inclusive. A `safety` rule needs two people to change.
    """

    name: str
    label: str
    type: type[int] | type[bool] | type[str] | type[Decimal]
    default: Value
    lowest: Value
    highest: Value
    unit: str
    source: str
    safety: bool
    group: Group


def number(
    name: str,
    label: str,
    *,
    between: tuple[int, int],
    unit: str,
    source: str,
    group: Group,
    safety: bool = False,
) -> Rule:
    """A rule that is a whole number."""
    default = getattr(DEFAULT, name)
    return Rule(name, label, int, default, *between, unit, source, safety, group)


def clock_time(
    name: str,
    label: str,
    *,
    between: tuple[str, str],
    source: str,
    group: Group,
    safety: bool = False,
) -> Rule:
    """A rule that is a local time, written "HH:MM"."""
    default = getattr(DEFAULT, name)
    return Rule(name, label, str, default, *between, "", source, safety, group)


def yes_or_no(name: str, label: str, *, source: str, group: Group, safety: bool = False) -> Rule:
    """A rule that is on or off."""
    default = getattr(DEFAULT, name)
    bounds = (False, True)
    return Rule(name, label, bool, default, *bounds, "", source, safety, group)
