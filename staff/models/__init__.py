"""Staff members, teams, and the dated relations between them: who is where, supervises, covers."""

from staff.models.dated import Dated, DatedQuerySet
from staff.models.duty import Duty, DutyQuerySet
from staff.models.people import Contract, Grade, StaffManager, StaffMember
from staff.models.relations import (
    Absence,
    Cover,
    Membership,
    SupervisionPairing,
    Team,
    Weekday,
)

__all__ = [
    "Absence",
    "Contract",
    "Cover",
    "Dated",
    "DatedQuerySet",
    "Duty",
    "DutyQuerySet",
    "Grade",
    "Membership",
    "StaffManager",
    "StaffMember",
    "SupervisionPairing",
    "Team",
    "Weekday",
]
