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
    LOG_CALL = "LOG_CALL", "log a call"
    ATTACH_DOCUMENT = "ATTACH_DOCUMENT", "attach a letter or scan"
    MERGE_RECORDS = "MERGE_RECORDS", "say that two records are one person"
    HANDLE_FLAG = "HANDLE_FLAG", "acknowledge a flag and put it off"
    LABEL = "LABEL", "put labels on a referral"
    WRITE_SAFETY_PLAN = "WRITE_SAFETY_PLAN", "write a safety plan with somebody"
    VIEW_SAFEGUARDING = "VIEW_SAFEGUARDING", "read safeguarding concerns"
    END_REFERRAL = "END_REFERRAL", "end a referral"
    AGREE_ENDING = "AGREE_ENDING", "agree to an ending while risk is open"
    SEND_QUESTIONNAIRE = "SEND_QUESTIONNAIRE", "send a questionnaire by link"
    REASSIGN = "REASSIGN", "move a referral to another caseload"
    CARRY_CASELOAD = "CARRY_CASELOAD", "carry a caseload"
    SEE_TEAM_CASELOADS = "SEE_TEAM_CASELOADS", "see the caseloads of the team"
    FIND_PATIENT = "FIND_PATIENT", "find a patient"
    SEE_TODAY = "SEE_TODAY", "have a Today page"
    MANAGE_ACCOUNTS = "MANAGE_ACCOUNTS", "manage accounts and teams"
    CHANGE_POLICY = "CHANGE_POLICY", "propose and approve service rules"
    SEE_DUTY = "SEE_DUTY", "see everything open about risk, and the rota"
    CHANGE_ROTA = "CHANGE_ROTA", "change the duty rota"
    LOG_UNKNOWN_CALL = "LOG_UNKNOWN_CALL", "log a call about somebody not found yet"
    DEFINE_LABELS = "DEFINE_LABELS", "define labels"
    SEE_MESSAGES = "SEE_MESSAGES", "see messages that failed, and replies"
    CHANGE_MESSAGE_RULES = "CHANGE_MESSAGE_RULES", "set what is sent for each type of contact"
    SEE_BACKGROUND_WORK = "SEE_BACKGROUND_WORK", "see background work and what is parked"
    SEE_LONG_SILENCES = "SEE_LONG_SILENCES", "see whom the whole service has not been in touch with"
    SEE_SUPERVISION = "SEE_SUPERVISION", "see their own supervision meetings"
    SUPERVISE = "SUPERVISE", "supervise, and set when they meet"
    SEE_COVERAGE = "SEE_COVERAGE", "see who of the whole service was looked at in supervision"
    RECEIVE_REFERRAL = "RECEIVE_REFERRAL", "type a referral that came in"
    SEE_WAITING = "SEE_WAITING", "see everybody who is on nobody’s caseload yet"
    TRIAGE = "TRIAGE", "decide how a referral is taken on"
    SEE_MERGES = "SEE_MERGES", "see which records were said to be one person, and confirm it"
    SEE_EXPIRY = "SEE_EXPIRY", "see what of the staff’s registration and training runs out"
    SEE_AGREED_NUMBERS = "SEE_AGREED_NUMBERS", "see everybody’s agreed number, without reasons"
    SEE_DASHBOARD = "SEE_DASHBOARD", "see how the service does, in figures"
    SEE_PEOPLE_BEHIND = "SEE_PEOPLE_BEHIND", "see the people behind a figure"
    MANAGE_SENDERS = "MANAGE_SENDERS", "let a surgery’s system send referrals, and stop it"
    MAKE_RETURNS = "MAKE_RETURNS", "make the national return, and see what would be rejected of it"
    MOVE_IN = "MOVE_IN", "bring the service in from the files of its old system"
    CORRECT_DATA_SET = "CORRECT_DATA_SET", "correct what the national return says of somebody"


_P = Permission
_READ = frozenset({_P.VIEW_RECORD, _P.VIEW_CONTACT_DETAILS, _P.VIEW_IDENTITY})
# Whatever comes from outside, a call or a letter, is taken by everybody who reads the record.
_TAKE = frozenset({_P.LOG_CALL, _P.ATTACH_DOCUMENT})
_ADD = _READ | _TAKE | {_P.ADD_CORRECTION}
_ABOUT_RISK = frozenset({_P.RISK_ACTION, _P.WRITE_SAFETY_PLAN, _P.VIEW_SAFEGUARDING})
_WRITE = (
    _ADD
    | _ABOUT_RISK
    | {_P.LOG_SESSION, _P.BOOK, _P.CHANGE_RECORD, _P.CHANGE_DETAILS}
    | {_P.HANDLE_FLAG, _P.LABEL, _P.END_REFERRAL, _P.SEND_QUESTIONNAIRE}
)
# An administrator's call is a message: who rang and that they did, never what is on record.
_CONTACT = frozenset(
    {
        _P.VIEW_CONTACT_DETAILS,
        _P.VIEW_IDENTITY,
        _P.BOOK,
        _P.CHANGE_DETAILS,
        _P.LOG_CALL,
        _P.ATTACH_DOCUMENT,
        _P.SEND_QUESTIONNAIRE,
    }
)
_SENIOR_ADD = _ADD | {_P.WITHDRAW_NOTE}
_SENIOR_RISK = _SENIOR_ADD | _ABOUT_RISK | {_P.AGREE_ENDING}
_LEAD = _READ | _TAKE | _ABOUT_RISK | {_P.REASSIGN, _P.AGREE_ENDING, _P.HANDLE_FLAG}
# Who somebody is, and fields of the data set: no phone, note, score or risk.
_DATA_SET = frozenset({_P.VIEW_IDENTITY, _P.CORRECT_DATA_SET})
_NONE: frozenset[Permission] = frozenset()

_R = Relation

# What each role may do on a record, by how it stands to the referral. An absent cell is a 404.
RECORD_ACCESS: dict[Role, dict[Relation, frozenset[Permission]]] = {
    Role.PWP: {
        _R.MINE: _WRITE,
        _R.SAME_TEAM: _ADD,
        _R.WAITING: _READ | _TAKE,
        _R.ENDED_RECENT: _ADD,
    },
    Role.SENIOR_PWP: {
        _R.MINE: _WRITE | {_P.WITHDRAW_NOTE, _P.REASSIGN},
        _R.SUPERVISEE: _SENIOR_RISK | {_P.REASSIGN, _P.HANDLE_FLAG, _P.LABEL},
        _R.SAME_TEAM: _SENIOR_ADD,
        _R.WAITING: _READ | _TAKE | {_P.REASSIGN, _P.TRIAGE},
        _R.ENDED_RECENT: _SENIOR_ADD,
    },
    Role.DUTY_LEAD: {
        _R.MINE: _WRITE | {_P.WITHDRAW_NOTE},
        _R.SUPERVISEE: _SENIOR_ADD,
        _R.SAME_TEAM: _SENIOR_RISK,
        _R.WAITING: _READ | _TAKE | _ABOUT_RISK | {_P.TRIAGE},
        _R.ENDED_RECENT: _SENIOR_ADD,
    },
    Role.SERVICE_LEAD: {
        _R.MINE: _WRITE | {_P.REASSIGN, _P.AGREE_ENDING},
        _R.SUPERVISEE: _LEAD,
        _R.SAME_TEAM: _LEAD,
        _R.OTHER_TEAM: _LEAD,
        _R.WAITING: _WRITE | {_P.REASSIGN, _P.AGREE_ENDING, _P.TRIAGE},
        _R.ENDED_RECENT: _READ | _TAKE,
        _R.ENDED_OLDER: _READ | _TAKE,
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
    Role.DATA_MANAGER: dict.fromkeys(Relation, _DATA_SET),
    Role.PRIVACY_OFFICER: dict.fromkeys(Relation, frozenset({_P.VIEW_IDENTITY, _P.READ_WITHDRAWN})),
    Role.SYSTEM_ADMINISTRATOR: {},
}
RECORD_ACCESS[Role.TRAINEE_PWP] = RECORD_ACCESS[Role.PWP]
# Two people of these say that two records are one person, each on every record they may read.
for _role in (Role.SENIOR_PWP, Role.SERVICE_LEAD):
    for _relation, _rights in RECORD_ACCESS[_role].items():
        RECORD_ACCESS[_role][_relation] = _rights | {_P.MERGE_RECORDS}

# The lead answers for the return too.
for _relation, _rights in RECORD_ACCESS[Role.SERVICE_LEAD].items():
    RECORD_ACCESS[Role.SERVICE_LEAD][_relation] = _rights | {_P.CORRECT_DATA_SET}

# A duty senior reads another team's record only while a risk action is open on it (safety part 3).
DUTY_ON_OPEN_RISK: frozenset[Permission] = _SENIOR_RISK

# What each role may do that is about no single record.
_DAY = frozenset({_P.SEE_TODAY, _P.FIND_PATIENT, _P.LOG_UNKNOWN_CALL, _P.RECEIVE_REFERRAL})
_ROTA = frozenset({_P.SEE_DUTY, _P.CHANGE_ROTA})
_SUPERVISION = frozenset({_P.SEE_SUPERVISION, _P.SUPERVISE})
ELSEWHERE: dict[Role, frozenset[Permission]] = {
    Role.PWP: _DAY | {_P.CARRY_CASELOAD, _P.SEE_SUPERVISION},
    Role.TRAINEE_PWP: _DAY | {_P.CARRY_CASELOAD, _P.SEE_SUPERVISION},
    Role.SENIOR_PWP: _DAY
    | _ROTA
    | _SUPERVISION
    | {_P.CARRY_CASELOAD, _P.SEE_TEAM_CASELOADS, _P.CHANGE_POLICY, _P.SEE_MESSAGES}
    | {_P.SEE_WAITING, _P.TRIAGE, _P.SEE_MERGES}
    | {_P.SEE_DASHBOARD, _P.SEE_PEOPLE_BEHIND},
    Role.DUTY_LEAD: _DAY
    | _ROTA
    | {_P.SEE_TEAM_CASELOADS, _P.SEE_MESSAGES, _P.SEE_WAITING, _P.TRIAGE},
    Role.SERVICE_LEAD: _DAY
    | _ROTA
    | _SUPERVISION
    | {_P.SEE_TEAM_CASELOADS, _P.CHANGE_POLICY, _P.DEFINE_LABELS, _P.SEE_COVERAGE}
    | {_P.SEE_MESSAGES, _P.CHANGE_MESSAGE_RULES, _P.SEE_BACKGROUND_WORK}
    | {_P.MANAGE_SENDERS}
    | {_P.SEE_LONG_SILENCES, _P.SEE_EXPIRY, _P.SEE_AGREED_NUMBERS, _P.SEE_WAITING}
    | {_P.TRIAGE, _P.SEE_MERGES}
    | {_P.SEE_DASHBOARD, _P.SEE_PEOPLE_BEHIND, _P.MAKE_RETURNS, _P.MOVE_IN},
    Role.ADMINISTRATOR: _DAY | {_P.SEE_MESSAGES, _P.SEE_EXPIRY, _P.SEE_WAITING},
    Role.DATA_MANAGER: frozenset({_P.SEE_DASHBOARD, _P.MAKE_RETURNS, _P.MOVE_IN}),
    Role.PRIVACY_OFFICER: frozenset({_P.FIND_PATIENT}),
    Role.SYSTEM_ADMINISTRATOR: frozenset(
        {_P.MANAGE_ACCOUNTS, _P.SEE_BACKGROUND_WORK, _P.MANAGE_SENDERS}
    ),
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
