"""/calls/: calls about somebody who has not been found yet."""

from django.urls import path

from caseload.views import call_settling, calls

app_name = "calls"

urlpatterns = [
    path("new", calls.new_of_nobody, name="new"),
    path("<slug:call>/settle", call_settling.settle, name="settle"),
]
