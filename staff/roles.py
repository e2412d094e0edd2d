"""Roles, permissions and the access table, as code that reads like a policy document.

The table is safety.md part 3 (default policy): pages and the access tests read this same table.
Memberships are data with dates; what a role may do is reviewed like code.
"""

from django.db.models import TextChoices


class Role(TextChoices):
    """A role in a team, or in the whole provider for the last four."""

    PWP = "PWP", "PWP"
    TRAINEE_PWP = "TRAINEE_PWP", "Trainee PWP"
    SENIOR_PWP = "SENIOR_PWP", "Senior PWP"
    DUTY_LEAD = "DUTY_LEAD", "Duty senior"
    SERVICE_LEAD = "SERVICE_LEAD", "Service lead"
    ADMINISTRATOR = "ADMINISTRATOR", "Administrator"
    DATA_MANAGER = "DATA_MANAGER", "Data manager"
    PRIVACY_OFFICER = "PRIVACY_OFFICER", "Privacy officer"
    SYSTEM_ADMINISTRATOR = "SYSTEM_ADMINISTRATOR", "System administrator"


class Relation(TextChoices):
    """How a member of staff stands to a referral today; recorded with every look."""

    MINE = "MINE", "on my caseload, or I cover it"
    SUPERVISEE = "SUPERVISEE", "carried by someone I supervise"
    SAME_TEAM = "SAME_TEAM", "carried in my team"
    OTHER_TEAM = "OTHER_TEAM", "carried in another team"
    WAITING = "WAITING", "on nobody's caseload yet"
    ENDED_RECENT = "ENDED_RECENT", "ended in my team in the last 90 days"
    ENDED_OLDER = "ENDED_OLDER", "ended longer ago, or in another team"


class Permission(TextChoices):
    """One thing a person may be allowed to do. Pages ask for these by name, never for a role."""

    VIEW_RECORD = "VIEW_RECORD", "read a patient's record"
    VIEW_CONTACT_DETAILS = "VIEW_CONTACT_DETAILS", "see how and when to reach a patient"
    VIEW_IDENTITY = "VIEW_IDENTITY", "see who a record is about"
    LOG_SESSION = "LOG_SESSION", "log a session"
    BOOK = "BOOK", "book, move and cancel appointments"
    CHANGE_RECORD = "CHANGE_RECORD", "change the treatment summary"
    CHANGE_DETAILS = "CHANGE_DETAILS", "change contact details"
    ADD_CORRECTION = "ADD_CORRECTION", "add a correction to a signed note"
    WITHDRAW_NOTE = "WITHDRAW_NOTE", "withdraw another person's note from the wrong record"
    READ_WITHDRAWN = "READ_WITHDRAWN", "read what was withdrawn"
    RISK_ACTION = "RISK_ACTION", "take and close risk actions"
    REASSIGN = "REASSIGN", "move a referral to another caseload"
    CARRY_CASELOAD = "CARRY_CASELOAD", "carry a caseload"
    SEE_TEAM_CASELOADS = "SEE_TEAM_CASELOADS", "see the caseloads of the team"
    FIND_PATIENT = "FIND_PATIENT", "find a patient"
    SEE_TODAY = "SEE_TODAY", "have a Today page"
    MANAGE_ACCOUNTS = "MANAGE_ACCOUNTS", "manage accounts and teams"
    CHANGE_POLICY = "CHANGE_POLICY", "propose and approve service rules"


_P = Permission
_READ = frozenset({_P.VIEW_RECORD, _P.VIEW_CONTACT_DETAILS, _P.VIEW_IDENTITY})
_ADD = _READ | {_P.ADD_CORRECTION}
_WRITE = _ADD | {_P.LOG_SESSION, _P.BOOK, _P.CHANGE_RECORD, _P.CHANGE_DETAILS, _P.RISK_ACTION}
_CONTACT = frozenset({_P.VIEW_CONTACT_DETAILS, _P.VIEW_IDENTITY, _P.BOOK, _P.CHANGE_DETAILS})
_SENIOR_ADD = _ADD | {_P.WITHDRAW_NOTE}
_SENIOR_RISK = _SENIOR_ADD | {_P.RISK_ACTION}
_NONE: frozenset[Permission] = frozenset()

_R = Relation

# What each role may do on a record, by how it stands to the referral. An absent cell is a 404.
RECORD_ACCESS: dict[Role, dict[Relation, frozenset[Permission]]] = {
    Role.PWP: {
        _R.MINE: _WRITE,
        _R.SAME_TEAM: _ADD,
        _R.WAITING: _READ,
        _R.ENDED_RECENT: _ADD,
    },
    Role.SENIOR_PWP: {
        _R.MINE: _WRITE | {_P.WITHDRAW_NOTE, _P.REASSIGN},
        _R.SUPERVISEE: _SENIOR_RISK | {_P.REASSIGN},
        _R.SAME_TEAM: _SENIOR_ADD,
        _R.WAITING: _READ | {_P.REASSIGN},
        _R.ENDED_RECENT: _SENIOR_ADD,
    },
    Role.DUTY_LEAD: {
        _R.MINE: _WRITE | {_P.WITHDRAW_NOTE},
        _R.SUPERVISEE: _SENIOR_ADD,
        _R.SAME_TEAM: _SENIOR_RISK,
        _R.WAITING: _READ | {_P.RISK_ACTION},
        _R.ENDED_RECENT: _SENIOR_ADD,
    },
    Role.SERVICE_LEAD: {
        _R.MINE: _WRITE | {_P.REASSIGN},
        _R.SUPERVISEE: _READ | {_P.RISK_ACTION, _P.REASSIGN},
        _R.SAME_TEAM: _READ | {_P.RISK_ACTION, _P.REASSIGN},
        _R.OTHER_TEAM: _READ | {_P.RISK_ACTION, _P.REASSIGN},
        _R.WAITING: _WRITE | {_P.REASSIGN},
        _R.ENDED_RECENT: _READ,
        _R.ENDED_OLDER: _READ,
    },
    Role.ADMINISTRATOR: {
        _R.MINE: _CONTACT,
        _R.SUPERVISEE: _CONTACT,
        _R.SAME_TEAM: _CONTACT,
        _R.OTHER_TEAM: _CONTACT,
        _R.WAITING: _CONTACT,
        _R.ENDED_RECENT: _CONTACT,
        _R.ENDED_OLDER: _CONTACT,
    },
    Role.DATA_MANAGER: {},
    Role.PRIVACY_OFFICER: dict.fromkeys(Relation, frozenset({_P.VIEW_IDENTITY, _P.READ_WITHDRAWN})),
    Role.SYSTEM_ADMINISTRATOR: {},
}
RECORD_ACCESS[Role.TRAINEE_PWP] = RECORD_ACCESS[Role.PWP]

# A duty senior reads another team's record only while a risk action is open on it (safety part 3).
DUTY_ON_OPEN_RISK: frozenset[Permission] = _SENIOR_RISK

# What each role may do that is about no single record.
ELSEWHERE: dict[Role, frozenset[Permission]] = {
    Role.PWP: frozenset({_P.CARRY_CASELOAD, _P.SEE_TODAY, _P.FIND_PATIENT}),
    Role.TRAINEE_PWP: frozenset({_P.CARRY_CASELOAD, _P.SEE_TODAY, _P.FIND_PATIENT}),
    Role.SENIOR_PWP: frozenset(
        {_P.CARRY_CASELOAD, _P.SEE_TODAY, _P.SEE_TEAM_CASELOADS, _P.FIND_PATIENT, _P.CHANGE_POLICY}
    ),
    Role.DUTY_LEAD: frozenset({_P.SEE_TODAY, _P.SEE_TEAM_CASELOADS, _P.FIND_PATIENT}),
    Role.SERVICE_LEAD: frozenset(
        {_P.SEE_TODAY, _P.SEE_TEAM_CASELOADS, _P.FIND_PATIENT, _P.CHANGE_POLICY}
    ),
    Role.ADMINISTRATOR: frozenset({_P.SEE_TODAY, _P.FIND_PATIENT}),
    Role.DATA_MANAGER: _NONE,
    Role.PRIVACY_OFFICER: frozenset({_P.FIND_PATIENT}),
    Role.SYSTEM_ADMINISTRATOR: frozenset({_P.MANAGE_ACCOUNTS}),
}

# Roles that are held for the whole provider, whatever team the membership names.
PROVIDER_WIDE = frozenset(
    {
        Role.SERVICE_LEAD,
        Role.ADMINISTRATOR,
        Role.DATA_MANAGER,
        Role.PRIVACY_OFFICER,
        Role.SYSTEM_ADMINISTRATOR,
    }
)
