"""/today/: the day."""

from django.urls import path

from caseload.views import silences, today

urlpatterns = [
    path("", today.show, name="today"),
    path("out-of-touch/", silences.show, name="silences"),
    path("reminders/new", today.new_reminder, name="reminder_new"),
    path("reminders/<uuid:form_key>/done", today.tick_off_reminder, name="reminder_done"),
]
