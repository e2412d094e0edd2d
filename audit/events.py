"""Every event this system can write, on one page."""

from django.db.models import TextChoices


class Event(TextChoices):
    """What happened. The stored value never changes once released."""

    # Looking
    RECORD_VIEWED = "RECORD_VIEWED", "opened a record"
    LIST_VIEWED = "LIST_VIEWED", "saw a list"
    PATIENTS_SEARCHED = "PATIENTS_SEARCHED", "searched for a patient"
    ACCESS_REFUSED = "ACCESS_REFUSED", "was refused a record"

    # Signing in and accounts
    SIGNED_IN = "SIGNED_IN", "signed in"
    SIGNED_OUT = "SIGNED_OUT", "signed out"
    SIGN_IN_FAILED = "SIGN_IN_FAILED", "failed to sign in"
    STAFF_JOINED_TEAM = "STAFF_JOINED_TEAM", "joined a team"
    STAFF_LEFT_TEAM = "STAFF_LEFT_TEAM", "left a team"
    ACCOUNT_ADDED = "ACCOUNT_ADDED", "added an account, a team or a relation between people"
    ACCOUNT_CHANGED = "ACCOUNT_CHANGED", "changed an account, a team or a relation between people"
    PASSWORD_CHANGED = "PASSWORD_CHANGED", "changed a password"
    STAFF_DEACTIVATED = "STAFF_DEACTIVATED", "account switched off"
    SHORTCUTS_CHANGED = "SHORTCUTS_CHANGED", "turned single-key shortcuts on or off"

    # Service rules
    POLICY_PROPOSED = "POLICY_PROPOSED", "proposed a service rule"
    POLICY_APPROVED = "POLICY_APPROVED", "approved a service rule"
    POLICY_WITHDRAWN = "POLICY_WITHDRAWN", "withdrew a proposed service rule"
    WORDING_DECIDED = "WORDING_DECIDED", "proposed, approved or withdrew a wording"
    CLOSED_DAY_SET = "CLOSED_DAY_SET", "set or withdrew a day the service is closed"
    LANDING_CHANGED = "LANDING_CHANGED", "chose their own landing page"

    # What somebody who works here holds and learns. Of a reflection only that there is one.
    CREDENTIAL_RECORDED = "CREDENTIAL_RECORDED", "recorded a registration or training"
    CREDENTIAL_CHECKED = "CREDENTIAL_CHECKED", "saw the certificate of a registration or training"
    CREDENTIAL_WITHDRAWN = "CREDENTIAL_WITHDRAWN", "took back a registration or training"
    INDUCTION_SIGNED = "INDUCTION_SIGNED", "signed a step of an induction"
    FIRST_BOOKING_CLEARED = "FIRST_BOOKING_CLEARED", "found induction and training complete"
    AGREED_OFFSET_SET = "AGREED_OFFSET_SET", "agreed or ended what lowers an agreed number"
    COMPETENCY_SIGNED = "COMPETENCY_SIGNED", "signed off a competency"
    CPD_LOGGED = "CPD_LOGGED", "logged CPD"
    REFLECTION_WRITTEN = "REFLECTION_WRITTEN", "wrote or removed a reflection"
    INTERESTS_CHANGED = "INTERESTS_CHANGED", "changed their special interests"
    PORTFOLIO_EXPORTED = "PORTFOLIO_EXPORTED", "took a copy of their own record"

    # Referrals
    REFERRAL_RECEIVED = "REFERRAL_RECEIVED", "received a referral"
    REFERRAL_MOVED = "REFERRAL_MOVED", "moved a referral on"
    REFERRAL_ENDED = "REFERRAL_ENDED", "ended a referral"
    PATIENT_DETAILS_CHANGED = "PATIENT_DETAILS_CHANGED", "changed a patient's details"
    TREATMENT_SUMMARY_CHANGED = "TREATMENT_SUMMARY_CHANGED", "changed the treatment summary"
    PROBLEM_DESCRIPTOR_RECORDED = "PROBLEM_DESCRIPTOR_RECORDED", "recorded a problem descriptor"
    NEXT_STEP_SET = "NEXT_STEP_SET", "set the next step"

    # Measures
    SITTING_RECORDED = "SITTING_RECORDED", "recorded questionnaires"
    SCORE_CORRECTED = "SCORE_CORRECTED", "corrected a score"

    # The working day
    ALLOCATED = "ALLOCATED", "put a referral on a caseload"
    CONTACT_BOOKED = "CONTACT_BOOKED", "booked an appointment"
    BOOKING_CANCELLED = "BOOKING_CANCELLED", "cancelled an appointment"
    DRAFT_SAVED = "DRAFT_SAVED", "started a draft"
    CALL_ATTEMPTED = "CALL_ATTEMPTED", "logged a call attempt"
    SESSION_LOGGED = "SESSION_LOGGED", "signed a session"
    SESSION_CORRECTED = "SESSION_CORRECTED", "added a correction to a signed note"
    SESSION_WITHDRAWN = "SESSION_WITHDRAWN", "withdrew a note from the wrong record"
    RISK_SIGNALLED = "RISK_SIGNALLED", "opened or joined a risk flag"
    RISK_REVIEWED = "RISK_REVIEWED", "completed a risk section"
    RISK_ACTION_OPENED = "RISK_ACTION_OPENED", "opened a risk action"
    RISK_ACTION_ACKNOWLEDGED = "RISK_ACTION_ACKNOWLEDGED", "took a risk action"
    RISK_ACTION_CLOSED = "RISK_ACTION_CLOSED", "closed a risk action"
    RISK_ACTION_ESCALATED = "RISK_ACTION_ESCALATED", "passed a risk action on by its due time"
    RISK_ACTION_HANDED_OVER = "RISK_ACTION_HANDED_OVER", "gave a risk action another owner"
    SAFETY_PLAN_WRITTEN = "SAFETY_PLAN_WRITTEN", "wrote a version of a safety plan"
    SAFETY_PLAN_PRINTED = "SAFETY_PLAN_PRINTED", "printed a safety plan"
    SAFEGUARDING_REFERRED = "SAFEGUARDING_REFERRED", "made a safeguarding referral"
    CALL_LOGGED = "CALL_LOGGED", "logged a call"
    CALL_SETTLED = "CALL_SETTLED", "said whose call it was"
    CALL_ESCALATED = "CALL_ESCALATED", "passed a call of nobody yet on by its due time"
    CALL_HANDED_OVER = "CALL_HANDED_OVER", "gave a call of nobody yet another owner"
    RISK_ENDING_ASKED = "RISK_ENDING_ASKED", "asked to end a referral while risk is open"
    RISK_ENDING_AGREED = "RISK_ENDING_AGREED", "agreed to end a referral while risk is open"
    RISK_ENDING_WITHDRAWN = "RISK_ENDING_WITHDRAWN", "withdrew an ending while risk is open"
    FLAG_CLEARED = "FLAG_CLEARED", "cleared a flag"
    FLAG_ACKNOWLEDGED = "FLAG_ACKNOWLEDGED", "acknowledged a flag"
    FLAG_SNOOZED = "FLAG_SNOOZED", "put a flag off until a date"
    FLAG_WOKEN = "FLAG_WOKEN", "brought back a flag that was put off"
    LABEL_DEFINED = "LABEL_DEFINED", "defined or retired a label"
    LABELLED = "LABELLED", "put a label on a referral or took it off"
    VIEW_SAVED = "VIEW_SAVED", "kept or removed a view of the caseload"
    CASE_DISCUSSED = "CASE_DISCUSSED", "noted what supervision decided"
    CASE_CONFIRMED_ON_TRACK = "CASE_CONFIRMED_ON_TRACK", "confirmed in supervision as on track"
    MEETING_PLANNED = "MEETING_PLANNED", "planned, moved or closed a supervision meeting"
    MEETING_OPENED = "MEETING_OPENED", "opened a supervision meeting"
    MEETING_SIGNED = "MEETING_SIGNED", "signed off a supervision meeting"
    MEETING_AMENDED = "MEETING_AMENDED", "added to a signed supervision meeting"
    MEETING_REORDERED = "MEETING_REORDERED", "took a case first or later in supervision"
    CASE_BROUGHT = "CASE_BROUGHT", "brought a case to supervision, or took it back"
    AGREED_ACTION_DONE = "AGREED_ACTION_DONE", "did what was agreed in supervision"
    # That there were words, or a choice about one's own signs of overtime; never what
    CHECK_IN_KEPT = "CHECK_IN_KEPT", "kept words of a check-in, for the pair alone"
    OVERTIME_CHOSEN = "OVERTIME_CHOSEN", "agreed to see their own overtime, shared it, or withdrew"
    PAIRING_CHANGED = "PAIRING_CHANGED", "changed who supervises whom, and when they meet"
    MEETING_PACK_PRINTED = "MEETING_PACK_PRINTED", "opened the printed pack of a meeting"
    OFFLINE_COPY_MADE = "OFFLINE_COPY_MADE", "made a copy for when the system is down"
    SKILLS_ARRANGED = "SKILLS_ARRANGED", "arranged who meets for skills supervision"
    SKILLS_MOVED = "SKILLS_MOVED", "moved a skills session, or said that it is not held"
    SKILLS_SIGNED = "SKILLS_SIGNED", "signed a skills session"
    SKILLS_CORRECTED = "SKILLS_CORRECTED", "put right who came to a skills session"
    EVIDENCE_SEEN = "EVIDENCE_SEEN", "saw or took a record of somebody's supervision hours"
    DUTY_CHANGED = "DUTY_CHANGED", "changed the duty rota"
    REMINDER_SET = "REMINDER_SET", "set a reminder"
    REMINDER_DONE = "REMINDER_DONE", "ticked off a reminder"

    # Patients, outside a contact
    LINK_MADE = "LINK_MADE", "made a questionnaire link"
    LINK_OPENED = "LINK_OPENED", "opened a questionnaire by link"
    LINK_REFUSED = "LINK_REFUSED", "was refused a questionnaire by link"
    LINK_FINISHED = "LINK_FINISHED", "finished a questionnaire by link"
    LINK_REVOKED = "LINK_REVOKED", "ended a questionnaire link early"
    MESSAGE_QUEUED = "MESSAGE_QUEUED", "queued a message to a patient"
    MESSAGE_NOTED = "MESSAGE_NOTED", "noted what became of a message"
    MESSAGE_OPT_OUT = "MESSAGE_OPT_OUT", "asked for no more messages"
    MESSAGE_HANDLED = "MESSAGE_HANDLED", "dealt with a failed message"
    REPLY_FILED = "REPLY_FILED", "filed a reply to a message"
    REPLY_READ = "REPLY_READ", "read a reply and said what was done"
    BOOKING_CONFIRMED = "BOOKING_CONFIRMED", "confirmed an appointment"
    MESSAGE_RULE_SET = "MESSAGE_RULE_SET", "set what is sent for a type of contact"
    TRANSLATION_LOADED = "TRANSLATION_LOADED", "loaded a translation of a questionnaire"

    # The system itself
    OUTBOX_PUT_BACK = "OUTBOX_PUT_BACK", "put a parked entry back, took it, or gave it up"
    PRACTICE_SERVICE_MADE = "PRACTICE_SERVICE_MADE", "made the practice service"
    JOB_FINISHED = "JOB_FINISHED", "finished a background job"


def known_events() -> list[tuple[str, str]]:
    """For the stored column: named there as a function, so that a new event needs no migration."""
    return Event.choices
