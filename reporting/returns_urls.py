"""/returns/: the national return, month by month."""

from django.urls import path

from reporting.views import return_records, returns

app_name = "returns"
urlpatterns = [
    path("<slug:month>/quality", returns.quality, name="quality"),
    path("<slug:month>/records/<slug:reference>", return_records.record, name="record"),
]
