"""Every route of the service, one line each: what kind it is, which right it needs, how it finds
its patient, which methods it answers. A route that is missing here fails the build.

Add a page in one line, in the order of the sitemap:

    record("caseload:record", needs=P.VIEW_RECORD),
    record("caseload:log_session", "contact", needs=P.LOG_SESSION, methods="GET POST"),
    page("caseload:list", needs=P.CARRY_CASELOAD),
    anyone("staff:keys", methods="GET POST"),

`record` pages open one patient's record through `open_record` and take `reference`; further parts
of the path are named after it ("contact", "risk_action", ...) and made by tests/access/world.py.
"""

from dataclasses import dataclass
from enum import Enum

from staff.roles import Permission

P = Permission


class Kind(Enum):
    """Who is let in, in principle."""

    OPEN = "open to strangers"
    SIGN_IN = "part of signing in; the sign-in package decides"
    ANYONE = "everybody who is signed in"
    PAGE = "needs a right that is about no single record"
    RECORD = "opens one patient's record"
    ADMIN = "Django's admin; accounts and teams only"


@dataclass(frozen=True)
class Route:
    """One URL name and its rules."""

    name: str
    kind: Kind
    needs: tuple[P, ...] = ()
    parts: tuple[str, ...] = ()
    methods: frozenset[str] = frozenset({"GET"})


def open_to_all(name: str, *parts: str, methods: str = "GET") -> Route:
    return Route(name, Kind.OPEN, (), parts, frozenset(methods.split()))


def sign_in(name: str) -> Route:
    return Route(name, Kind.SIGN_IN)


def anyone(name: str, *parts: str, methods: str = "GET") -> Route:
    return Route(name, Kind.ANYONE, (), parts, frozenset(methods.split()))


def page(name: str, *parts: str, needs: P | tuple[P, ...], methods: str = "GET") -> Route:
    """Any one of the rights is enough."""
    wanted = needs if isinstance(needs, tuple) else (needs,)
    return Route(name, Kind.PAGE, wanted, parts, frozenset(methods.split()))


def record(name: str, *parts: str, needs: P, methods: str = "GET") -> Route:
    return Route(name, Kind.RECORD, (needs,), ("reference", *parts), frozenset(methods.split()))


ROUTES = (
    anyone("home"),
    anyone("account", methods="GET POST"),
    page("today", needs=P.SEE_TODAY),
    page("silences", needs=P.SEE_TEAM_CASELOADS),
    page("unread_documents", needs=P.SEE_TODAY),
    page("merges", needs=P.SEE_MERGES),
    page("merge", "merge", needs=P.SEE_MERGES),
    page("merge_confirm", "merge", needs=P.SEE_MERGES, methods="POST"),
    page("merge_decline", "merge", needs=P.SEE_MERGES, methods="POST"),
    page("merge_undo", "merge", needs=P.SEE_MERGES, methods="POST"),
    record("papers:same_person", needs=P.MERGE_RECORDS, methods="GET POST"),
    page("waiting", needs=P.SEE_WAITING),
    page("letter_new", needs=P.RECEIVE_REFERRAL, methods="GET POST"),
    page("messages:begin_for", needs=P.RECEIVE_REFERRAL, methods="GET POST"),
    page("letter_known", needs=P.RECEIVE_REFERRAL, methods="POST"),
    page("overdue_steps", needs=P.SEE_TEAM_CASELOADS),
    page("messages:waiting", needs=P.SEE_WAITING, methods="GET POST"),
    record("triage", needs=P.TRIAGE, methods="GET POST"),
    record("triage_call", needs=P.TRIAGE, methods="POST"),
    record("taken_up", needs=P.TRIAGE, methods="POST"),
    page("late_triage", needs=P.TRIAGE),
    page("directory", needs=P.TRIAGE),
    page("place_new", needs=P.TRIAGE, methods="GET POST"),
    page("place", "elsewhere", needs=P.TRIAGE, methods="GET POST"),
    page("place_retire", "elsewhere", needs=P.TRIAGE, methods="POST"),
    page("reminder_new", needs=P.SEE_TODAY, methods="GET POST"),
    page("reminder_done", "form_key", needs=P.SEE_TODAY, methods="POST"),
    page("team", needs=P.SEE_TEAM_CASELOADS),
    # Of a colleague whose leave and caseload this person arranges, or there is no such page.
    page("team_leave", "staff", needs=P.SEE_TEAM_CASELOADS, methods="GET POST"),
    page("team_hand_over", "staff", needs=P.SEE_TEAM_CASELOADS, methods="GET POST"),
    page("team_pack", "staff", needs=(P.CARRY_CASELOAD, P.SEE_TEAM_CASELOADS)),
    page("policy:rules", needs=P.CHANGE_POLICY),
    page("policy:rule", "name", needs=P.CHANGE_POLICY, methods="GET POST"),
    page("policy:change_approve", "change", needs=P.CHANGE_POLICY, methods="POST"),
    page("policy:change_withdraw", "change", needs=P.CHANGE_POLICY, methods="POST"),
    page("policy:measures", needs=(P.SEE_TODAY, P.CHANGE_POLICY)),
    page("policy:wordings", needs=P.CHANGE_POLICY),
    page("policy:wording", "key", needs=P.CHANGE_POLICY, methods="GET POST"),
    page("policy:wording_approve", "proposal", needs=P.CHANGE_POLICY, methods="POST"),
    page("policy:wording_withdraw", "proposal", needs=P.CHANGE_POLICY, methods="POST"),
    page("policy:closed_days", needs=P.CHANGE_POLICY, methods="GET POST"),
    page("places", needs=P.CHANGE_POLICY),
    page("policy:closed_day_withdraw", "day", needs=P.CHANGE_POLICY, methods="POST"),
    record("papers:documents", needs=P.VIEW_CONTACT_DETAILS),
    record("papers:attach", needs=P.ATTACH_DOCUMENT, methods="GET POST"),
    record("papers:file", "document", needs=P.VIEW_RECORD),
    record("papers:read", "document", needs=P.VIEW_RECORD, methods="POST"),
    record("papers:withdraw", "document", needs=P.ATTACH_DOCUMENT, methods="POST"),
    record("papers:consents", needs=P.VIEW_CONTACT_DETAILS),
    record("papers:consent_record", needs=P.CHANGE_DETAILS, methods="GET POST"),
    record("papers:about", needs=P.CHANGE_RECORD, methods="GET POST"),
    record("papers:practice", needs=P.CHANGE_DETAILS, methods="GET POST"),
    record("record_supervision:record", needs=P.VIEW_RECORD, methods="GET POST"),
    record("record_supervision:agreed", needs=P.VIEW_RECORD),
    record("record_supervision:done", "agreed", needs=P.VIEW_RECORD, methods="POST"),
    page("supervision:meetings", needs=P.SEE_SUPERVISION),
    page("supervision:coverage", needs=P.SEE_COVERAGE),
    page("supervision:week", needs=P.SUPERVISE),
    page("supervision:service", needs=P.SEE_COVERAGE),
    page("supervision:offline_copy", needs=(P.CARRY_CASELOAD, P.SEE_DUTY), methods="GET POST"),
    page("supervision:pairings", needs=P.SUPERVISE),
    page("supervision:pairing", "supervisee", needs=P.SUPERVISE, methods="GET POST"),
    page("supervision:agenda", "meeting", needs=P.SEE_SUPERVISION),
    page("supervision:as_at", "meeting", needs=P.SEE_SUPERVISION),
    page("supervision:pack", "meeting", needs=P.SEE_SUPERVISION),
    page("supervision:list", "meeting", needs=P.SEE_SUPERVISION),
    page("supervision:open", "meeting", needs=P.SEE_SUPERVISION, methods="POST"),
    page("supervision:on_track", "meeting", needs=P.SEE_SUPERVISION, methods="POST"),
    page("supervision:sign_off", "meeting", needs=P.SEE_SUPERVISION, methods="POST"),
    page("supervision:carry", "meeting", needs=P.SEE_SUPERVISION, methods="POST"),
    page("supervision:amendments", "meeting", needs=P.SEE_SUPERVISION, methods="GET POST"),
    page("supervision:turn", "meeting", "place", needs=P.SEE_SUPERVISION, methods="POST"),
    page("supervision:ask", "meeting", needs=P.SEE_SUPERVISION, methods="POST"),
    page("supervision:case", "meeting", "place", needs=P.SEE_SUPERVISION, methods="GET POST"),
    page("supervision:not_held", "meeting", needs=P.SEE_SUPERVISION, methods="POST"),
    page("supervision:move", "meeting", needs=P.SUPERVISE, methods="GET POST"),
    page("supervision:make_up", "meeting", needs=P.SUPERVISE, methods="GET POST"),
    page("supervision:take_over", "meeting", needs=P.SUPERVISE, methods="POST"),
    page("supervision:check_in", "meeting", needs=P.SEE_SUPERVISION, methods="GET POST"),
    page("supervision:recovery", "meeting", needs=P.SEE_SUPERVISION),
    page("supervision:overtime", needs=P.SEE_SUPERVISION, methods="GET POST"),
    page("supervision:overtime_agree", needs=P.SEE_SUPERVISION, methods="POST"),
    page("supervision:overtime_withdraw", needs=P.SEE_SUPERVISION, methods="POST"),
    # Shown by its owner to this reader, or there is no such page.
    page("supervision:overtime_of", "owner", needs=P.SEE_SUPERVISION),
    page("supervision:overtime_share_withdraw", "share", needs=P.SEE_SUPERVISION, methods="POST"),
    page("supervision:overtime_together", needs=P.SEE_COVERAGE),
    page("supervision:skills", needs=P.SEE_SUPERVISION),
    page("supervision:skills_group_new", needs=P.SUPERVISE, methods="GET POST"),
    page("supervision:skills_group", "group", needs=P.SUPERVISE, methods="GET POST"),
    page("supervision:skills_group_end", "group", needs=P.SUPERVISE, methods="POST"),
    page(
        "supervision:skills_session",
        "group",
        "planned_on",
        needs=P.SEE_SUPERVISION,
        methods="GET POST",
    ),
    page("supervision:skills_move", "group", "planned_on", needs=P.SEE_SUPERVISION, methods="POST"),
    page(
        "supervision:skills_not_held",
        "group",
        "planned_on",
        needs=P.SEE_SUPERVISION,
        methods="POST",
    ),
    page("supervision:skills_stand_in", "group", "planned_on", needs=P.SUPERVISE, methods="POST"),
    page(
        "supervision:skills_correct", "group", "planned_on", needs=P.SEE_SUPERVISION, methods="POST"
    ),
    page("supervision:hours", needs=P.SEE_SUPERVISION),
    page("supervision:evidence", needs=P.SEE_SUPERVISION),
    page("supervision:evidence_csv", needs=P.SEE_SUPERVISION),
    page("supervision:evidence_of", "supervisee", needs=P.SUPERVISE),
    page("supervision:evidence_of_csv", "supervisee", needs=P.SUPERVISE),
    page("dashboard:show", needs=P.SEE_DASHBOARD),
    page("dashboard:data_quality", needs=P.SEE_DASHBOARD),
    page("dashboard:measure", "measure", needs=P.SEE_DASHBOARD),
    page("dashboard:counts", "measure", needs=P.SEE_DASHBOARD),
    page("dashboard:people", "measure", needs=P.SEE_PEOPLE_BEHIND),
    page("dashboard:early", needs=P.SEE_PEOPLE_BEHIND),
    page("dashboard:moved", needs=P.SEE_PEOPLE_BEHIND),
    page("dashboard:what_if", needs=P.SEE_DASHBOARD),
    page("returns:list", needs=P.MAKE_RETURNS),
    page("returns:start", "month", needs=P.MAKE_RETURNS, methods="GET POST"),
    page("returns:progress", "month", needs=P.MAKE_RETURNS),
    page("returns:findings", "month", needs=P.MAKE_RETURNS),
    page("returns:ready", "month", "run", needs=P.MAKE_RETURNS),
    page("returns:file", "month", "run", needs=P.MAKE_RETURNS),
    page("returns:copies", "month", "run", needs=P.MAKE_RETURNS),
    page("moving_in:page", needs=P.MOVE_IN, methods="GET POST"),
    page("moving_in:blank", "blank", needs=P.MOVE_IN),
    page("moving_in:missing", "lack", needs=P.MOVE_IN),
    page("moving_in:run", "sent", needs=P.MOVE_IN),
    page("moving_in:progress", "sent", needs=P.MOVE_IN),
    page("moving_in:left_out", "sent", needs=P.MOVE_IN),
    page("moving_in:bring_in", "sent", needs=P.MOVE_IN, methods="POST"),
    page("returns:quality", "month", needs=P.MAKE_RETURNS),
    record("returns:record", "month", needs=P.CORRECT_DATA_SET, methods="GET POST"),
    anyone("people:own"),
    anyone("people:own_add", "own_kind", methods="GET POST"),
    anyone("people:take_back", "credential", methods="POST"),
    anyone("people:forget", "reflection", methods="POST"),
    anyone("people:copy"),
    anyone("people:copy_csv"),
    anyone("people:copy_json"),
    # Whose record it is decides what is seen of it; a stranger's does not exist.
    page("people:list", needs=(P.SUPERVISE, P.SEE_EXPIRY)),
    page("people:person", "staff", needs=(P.SUPERVISE, P.SEE_EXPIRY)),
    page("people:add", "staff", "kind", needs=(P.SUPERVISE, P.SEE_EXPIRY), methods="GET POST"),
    page("people:look", "staff", "credential", needs=(P.SUPERVISE, P.SEE_EXPIRY), methods="POST"),
    page("people:end", "staff", "offset", needs=P.SUPERVISE, methods="POST"),
    page("background", needs=P.SEE_BACKGROUND_WORK),
    page("background_take", "entry", needs=P.SEE_BACKGROUND_WORK, methods="POST"),
    page("background_put_back", "entry", needs=P.SEE_BACKGROUND_WORK, methods="POST"),
    page("background_give_up", "entry", needs=P.SEE_BACKGROUND_WORK, methods="POST"),
    page("duty", needs=P.SEE_DUTY),
    record("duty_take", "action", needs=P.RISK_ACTION, methods="POST"),
    record("duty_record", "action", needs=P.RISK_ACTION, methods="POST"),
    page("duty_rota", needs=P.SEE_DUTY),
    page("duty_rota_add", needs=P.CHANGE_ROTA, methods="POST"),
    page("duty_rota_give", "turn", needs=P.CHANGE_ROTA, methods="POST"),
    page("duty_rota_remove", "turn", needs=P.CHANGE_ROTA, methods="POST"),
    anyone("staff:keys", methods="GET POST"),
    anyone("staff:stay", methods="POST"),
    anyone("staff:closed"),
    page("calls:new", needs=P.LOG_UNKNOWN_CALL, methods="GET POST"),
    page("calls:settle", "call", needs=(P.SEE_DUTY, P.LOG_UNKNOWN_CALL), methods="GET POST"),
    page("referrals:find", needs=P.FIND_PATIENT, methods="GET POST"),
    page("caseload:caseload", needs=(P.CARRY_CASELOAD, P.SEE_TEAM_CASELOADS), methods="GET POST"),
    page("caseload:colleagues", needs=(P.CARRY_CASELOAD, P.SEE_TEAM_CASELOADS)),
    page("caseload:views", needs=(P.CARRY_CASELOAD, P.SEE_TEAM_CASELOADS), methods="GET POST"),
    page("caseload:view_open", "view", needs=(P.CARRY_CASELOAD, P.SEE_TEAM_CASELOADS)),
    page(
        "caseload:view_remove",
        "view",
        needs=(P.CARRY_CASELOAD, P.SEE_TEAM_CASELOADS),
        methods="POST",
    ),
    page("labels", needs=P.DEFINE_LABELS, methods="GET POST"),
    page("label_retire", "label", needs=P.DEFINE_LABELS, methods="POST"),
    # Whoever may know who it is opens it; what the page holds depends on what else they may.
    record("caseload:record", needs=P.VIEW_IDENTITY),
    record("caseload:sessions", needs=P.VIEW_RECORD),
    record("caseload:measures", needs=P.VIEW_RECORD),
    record("caseload:details", needs=P.VIEW_CONTACT_DETAILS),
    record("caseload:contact_change", needs=P.CHANGE_DETAILS, methods="GET POST"),
    record("caseload:treatment_change", needs=P.CHANGE_RECORD, methods="GET POST"),
    record("caseload:problem_record", needs=P.CHANGE_RECORD, methods="GET POST"),
    record("caseload:risk", needs=P.VIEW_RECORD),
    record("caseload:risk_action_take", "action", needs=P.RISK_ACTION, methods="POST"),
    record("caseload:risk_action_close", "action", needs=P.RISK_ACTION, methods="GET POST"),
    record("caseload:safety_plan", needs=P.VIEW_RECORD),
    record("caseload:safety_plan_write", needs=P.WRITE_SAFETY_PLAN, methods="GET POST"),
    record("caseload:safety_plan_print", needs=P.VIEW_RECORD),
    record("caseload:labels", needs=P.LABEL, methods="GET POST"),
    record("caseload:flag_acknowledge", "reason", needs=P.HANDLE_FLAG, methods="POST"),
    record("caseload:flag_snooze", "reason", needs=P.HANDLE_FLAG, methods="GET POST"),
    record("caseload:flag_wake", "reason", needs=P.HANDLE_FLAG, methods="POST"),
    record("caseload:safeguarding_new", needs=P.VIEW_SAFEGUARDING, methods="GET POST"),
    record("caseload:call_new", needs=P.LOG_CALL, methods="GET POST"),
    record("caseload:internet_therapy", needs=P.LOG_SESSION, methods="GET POST"),
    record("caseload:internet_therapy_withdraw", "week", needs=P.LOG_SESSION, methods="GET POST"),
    record("caseload:risk_action_give", "action", needs=P.RISK_ACTION, methods="GET POST"),
    record("caseload:end", needs=P.END_REFERRAL, methods="GET POST"),
    record("caseload:end_agree", needs=P.AGREE_ENDING, methods="GET POST"),
    record("caseload:end_withdraw", needs=P.RISK_ACTION, methods="POST"),
    record("caseload:alike", needs=P.VIEW_CONTACT_DETAILS),
    record("caseload:alike_else", "pair", needs=P.VIEW_CONTACT_DETAILS, methods="POST"),
    record("caseload:room", needs=P.REASSIGN, methods="GET POST"),
    record("caseload:wishes", needs=P.REASSIGN, methods="GET POST"),
    record("caseload:wait", needs=P.LOG_CALL, methods="GET POST"),
    record("caseload:wait_resume", needs=P.LOG_CALL, methods="POST"),
    record("caseload:put_first", needs=P.REASSIGN, methods="POST"),
    record("caseload:in_turn", needs=P.REASSIGN, methods="POST"),
    record("caseload:opt_in", needs=P.LOG_CALL, methods="POST"),
    record("caseload:book", needs=P.BOOK, methods="GET POST"),
    record("caseload:booking_cancel", "contact", needs=P.BOOK, methods="GET POST"),
    record("caseload:session_new", needs=P.LOG_SESSION, methods="GET POST"),
    # Who may read opens these; a form from somebody who may not write is answered with its text.
    record("caseload:session", "contact", needs=P.VIEW_RECORD),
    record("caseload:session_draft", "contact", needs=P.VIEW_RECORD, methods="POST"),
    record("caseload:session_sign", "contact", needs=P.VIEW_RECORD, methods="GET POST"),
    record("caseload:session_attempt", "contact", needs=P.VIEW_RECORD, methods="POST"),
    record("caseload:session_correction", "contact", needs=P.ADD_CORRECTION, methods="GET POST"),
    record("caseload:session_answers", "contact", needs=P.ADD_CORRECTION, methods="GET POST"),
    record("caseload:session_total", "contact", needs=P.ADD_CORRECTION, methods="GET POST"),
    record("caseload:session_withdraw", "contact", needs=P.VIEW_RECORD, methods="GET POST"),
    record("caseload:session_file_again", "contact", needs=P.VIEW_RECORD, methods="GET POST"),
    record("caseload:session_withdrawn", "contact", needs=P.READ_WITHDRAWN),
    record("links:send", needs=P.SEND_QUESTIONNAIRE, methods="GET POST"),
    record("links:came", needs=P.VIEW_RECORD),
    # Patients, by a link that only they have; behind the first page by their birth date.
    open_to_all("portal:start", "token", methods="GET POST"),
    open_to_all("portal:question", "token", "number", methods="GET POST"),
    open_to_all("portal:support", "token", methods="GET POST"),
    open_to_all("portal:check", "token", methods="GET POST"),
    open_to_all("portal:finished", "token"),
    open_to_all("refer:begun", "begun_token", methods="GET POST"),
    open_to_all("refer:start", methods="GET POST"),
    open_to_all("refer:step", "slug", methods="GET POST"),
    open_to_all("refer:help"),
    open_to_all("refer:check", methods="GET POST"),
    open_to_all("refer:sent"),
    open_to_all("refer:questions", methods="POST"),
    open_to_all("refer:leave"),
    page("messages:inbox", needs=P.SEE_MESSAGES),
    # Clinicians alone: an administrator is told that there is no such page.
    page("messages:stray_read", "stray", needs=P.SEE_MESSAGES, methods="POST"),
    page("messages:rules", needs=P.CHANGE_MESSAGE_RULES, methods="GET POST"),
    page("messages:outbox", needs=P.SEE_TODAY),
    page("senders:list", needs=P.MANAGE_SENDERS, methods="GET POST"),
    page("senders:stop", "sender", needs=P.MANAGE_SENDERS, methods="POST"),
    record("messages:record", needs=P.VIEW_CONTACT_DETAILS),
    record("messages:handled", "message", needs=P.VIEW_CONTACT_DETAILS, methods="POST"),
    record("messages:reply_read", "reply", needs=P.VIEW_RECORD, methods="POST"),
    # By a token too: of a message, to its patient; and of the provider, which tells by POST.
    open_to_all("answers:answer", "message_token", methods="GET POST"),
    open_to_all("provider:receipt", methods="POST"),
    open_to_all("provider:text", methods="POST"),
    # By the token of a sender: another system, which has no account.
    open_to_all("api:referrals", methods="POST"),
    open_to_all("health-live"),
    open_to_all("health-ready"),
    sign_in("account_login"),
    sign_in("account_logout"),
    sign_in("account_inactive"),
    sign_in("account_reauthenticate"),
    sign_in("account_change_password"),
)

# allauth's names behind staff:closed: they resolve, and their pages are 404 here.
CLOSED = frozenset(
    {
        "account_signup",
        "account_email",
        "account_email_verification_sent",
        "account_confirm_email",
        "account_confirm_login_code",
        "account_set_password",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
    }
)
