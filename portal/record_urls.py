"""/caseload/<referral>/questionnaire/...: what staff do with links, from the record."""

from django.urls import path

from portal.views import send

app_name = "links"

urlpatterns = [
    path("<slug:reference>/questionnaire/send", send.send, name="send"),
]
