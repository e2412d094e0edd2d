"""/returns/: the national return, month by month."""

from django.urls import path

from reporting.views import return_records, return_runs, returns

app_name = "returns"
urlpatterns = [
    path("", return_runs.listed, name="list"),
    path("<slug:month>/start", return_runs.start, name="start"),
    path("<slug:month>/progress", return_runs.progress, name="progress"),
    path("<slug:month>/findings", return_runs.findings, name="findings"),
    path("<slug:month>/runs/<int:run>/ready", return_runs.ready, name="ready"),
    path("<slug:month>/runs/<int:run>/file", return_runs.file, name="file"),
    path("<slug:month>/runs/<int:run>/reading-copies", return_runs.copies, name="copies"),
    path("<slug:month>/quality", returns.quality, name="quality"),
    path("<slug:month>/records/<slug:reference>", return_records.record, name="record"),
]
