"""/refer/...: a person refers herself."""

from django.urls import path

from portal.views import begun, refer

app_name = "refer"

urlpatterns = [
    path("", refer.start, name="start"),
    path("help", refer.support, name="help"),
    path("check", refer.check, name="check"),
    path("sent", refer.sent, name="sent"),
    path("questions", refer.questions, name="questions"),
    path("leave", refer.leave, name="leave"),
    path("begun/<str:begun_token>", begun.go_on, name="begun"),
    path("<slug:slug>", refer.step, name="step"),
]
