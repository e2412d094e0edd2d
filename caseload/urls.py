"""/caseload/: the caseload and each record on it."""

from django.urls import path

from caseload.views import (
    bookings,
    calls,
    endings,
    flags,
    labels,
    record,
    record_changes,
    risk_actions,
    safeguarding,
    safety_plans,
    saved_views,
    session_notes,
    sessions,
    worklist,
)

app_name = "caseload"

_SESSION = "<slug:reference>/sessions/<slug:contact>"
_FLAG = "<slug:reference>/flags/<slug:reason>"

urlpatterns = [
    path("", worklist.caseload, name="caseload"),
    path("colleagues/", worklist.colleagues, name="colleagues"),
    path("views/", saved_views.mine, name="views"),
    path("views/<int:view>/", saved_views.open_view, name="view_open"),
    path("views/<int:view>/remove", saved_views.remove, name="view_remove"),
    path("<slug:reference>/", record.overview, name="record"),
    path("<slug:reference>/sessions/", record.sessions, name="sessions"),
    path("<slug:reference>/measures/", record.measures, name="measures"),
    path("<slug:reference>/details/", record.details, name="details"),
    path("<slug:reference>/details/contact", record_changes.contact, name="contact_change"),
    path("<slug:reference>/details/treatment", record_changes.treatment, name="treatment_change"),
    path("<slug:reference>/details/problem", record_changes.problem, name="problem_record"),
    path("<slug:reference>/risk/", risk_actions.page, name="risk"),
    path("<slug:reference>/risk/<int:action>/take", risk_actions.take, name="risk_action_take"),
    path("<slug:reference>/risk/<int:action>/close", risk_actions.close, name="risk_action_close"),
    path("<slug:reference>/safety-plan/", safety_plans.read, name="safety_plan"),
    path("<slug:reference>/safety-plan/write", safety_plans.write, name="safety_plan_write"),
    path("<slug:reference>/safety-plan/print", safety_plans.print_copy, name="safety_plan_print"),
    path("<slug:reference>/labels", labels.of_referral, name="labels"),
    path(f"{_FLAG}/acknowledge", flags.acknowledge, name="flag_acknowledge"),
    path(f"{_FLAG}/snooze", flags.snooze, name="flag_snooze"),
    path(f"{_FLAG}/wake", flags.wake, name="flag_wake"),
    path("<slug:reference>/safeguarding/new", safeguarding.new, name="safeguarding_new"),
    path("<slug:reference>/calls/new", calls.new, name="call_new"),
    path("<slug:reference>/risk/<int:action>/give", risk_actions.give, name="risk_action_give"),
    path("<slug:reference>/end", endings.end, name="end"),
    path("<slug:reference>/end/agree", endings.agree, name="end_agree"),
    path("<slug:reference>/end/withdraw", endings.withdraw, name="end_withdraw"),
    path("<slug:reference>/book", bookings.book, name="book"),
    path("<slug:reference>/bookings/<slug:contact>/cancel", bookings.cancel, name="booking_cancel"),
    path("<slug:reference>/sessions/new/", sessions.new, name="session_new"),
    path(f"{_SESSION}/", sessions.session, name="session"),
    path(f"{_SESSION}/draft", sessions.draft, name="session_draft"),
    path(f"{_SESSION}/sign", sessions.sign, name="session_sign"),
    path(f"{_SESSION}/attempt", sessions.attempt, name="session_attempt"),
    path(f"{_SESSION}/correction", session_notes.correction, name="session_correction"),
    path(f"{_SESSION}/withdraw", session_notes.withdraw, name="session_withdraw"),
    path(f"{_SESSION}/file-again", session_notes.file_again, name="session_file_again"),
    path(f"{_SESSION}/withdrawn", session_notes.withdrawn, name="session_withdrawn"),
]
