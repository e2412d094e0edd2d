"""/caseload/<reference>/...: letters and scans, what was agreed to, records of one person."""

from django.urls import path

from caseload.views import about_them, consents, documents, merges

app_name = "papers"

_ONE = "<slug:reference>/documents/<slug:document>"

urlpatterns = [
    path("<slug:reference>/documents/", documents.listed, name="documents"),
    path("<slug:reference>/documents/attach", documents.attach, name="attach"),
    path(f"{_ONE}/file", documents.file, name="file"),
    path(f"{_ONE}/read", documents.read, name="read"),
    path(f"{_ONE}/take-off", documents.withdraw, name="withdraw"),
    path("<slug:reference>/consents/", consents.listed, name="consents"),
    path("<slug:reference>/consents/record", consents.record, name="consent_record"),
    path("<slug:reference>/about/", about_them.about, name="about"),
    path("<slug:reference>/about/practice", about_them.practice, name="practice"),
    path("<slug:reference>/same-person", merges.propose, name="same_person"),
]
