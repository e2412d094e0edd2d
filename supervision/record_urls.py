"""/caseload/<referral>/supervision/: what supervision decided about one person."""

from django.urls import path

from supervision.views import record

app_name = "record_supervision"

urlpatterns = [
    path("<slug:reference>/supervision/", record.record, name="record"),
    path("<slug:reference>/supervision/agreed", record.panel, name="agreed"),
    path("<slug:reference>/supervision/<int:agreed>/done", record.done, name="done"),
]
