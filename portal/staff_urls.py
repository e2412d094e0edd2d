"""Pages of staff about messages: what waits, a record's messages, the rules, the local outbox."""

from django.urls import path

from portal.views import begin_for, messages, settings, waiting_messages

app_name = "messages"

urlpatterns = [
    path("messages/", messages.show, name="inbox"),
    path("messages/replies/<int:stray>/read", messages.stray_read, name="stray_read"),
    path("caseload/<slug:reference>/messages/", messages.record, name="record"),
    path(
        "caseload/<slug:reference>/messages/<int:message>/handled",
        messages.handled,
        name="handled",
    ),
    path(
        "caseload/<slug:reference>/messages/replies/<int:reply>/read",
        messages.reply_read,
        name="reply_read",
    ),
    path("referrals/begin-for", begin_for.begin, name="begin_for"),
    path("referrals/messages", waiting_messages.write, name="waiting"),
    path("settings/messages/", settings.rules, name="rules"),
    path("outbox/", settings.outbox, name="outbox"),
]
