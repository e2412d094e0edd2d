"""Staff members with their records, teams, and the dated relations between them."""

from staff.models.agreed import ROLES, AgreedOffset, OffsetKind
from staff.models.credential import (
    MANDATORY,
    Credential,
    CredentialKind,
    Induction,
    InductionStep,
)
from staff.models.dated import Dated, DatedQuerySet
from staff.models.duty import Duty, DutyQuerySet
from staff.models.growing import Competency, CompetencySignOff, CpdEntry, Reflection
from staff.models.people import Contract, Grade, StaffManager, StaffMember
from staff.models.places import Organisation, OrganisationKind, Site
from staff.models.plans import AskedGender, Interest, JobPlan
from staff.models.relations import (
    Absence,
    Cover,
    Membership,
    SupervisionPairing,
    Team,
    Weekday,
)

__all__ = [
    "MANDATORY",
    "ROLES",
    "Absence",
    "AgreedOffset",
    "AskedGender",
    "Competency",
    "CompetencySignOff",
    "Contract",
    "Cover",
    "CpdEntry",
    "Credential",
    "CredentialKind",
    "Dated",
    "DatedQuerySet",
    "Duty",
    "DutyQuerySet",
    "Grade",
    "Induction",
    "InductionStep",
    "Interest",
    "JobPlan",
    "Membership",
    "OffsetKind",
    "Organisation",
    "OrganisationKind",
    "Reflection",
    "Site",
    "StaffManager",
    "StaffMember",
    "SupervisionPairing",
    "Team",
    "Weekday",
]
