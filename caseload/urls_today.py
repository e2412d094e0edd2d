"""/today/: the day."""

from django.urls import path

from caseload.views import today

urlpatterns = [
    path("", today.show, name="today"),
    path("reminders/new", today.new_reminder, name="reminder-new"),
    path("reminders/<uuid:key>/done", today.tick_off_reminder, name="reminder-done"),
]
