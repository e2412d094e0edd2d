"""/q/...: pages for people without an account."""

from django.urls import path

from portal.views import questionnaire

app_name = "portal"

urlpatterns = [
    path("<str:token>/", questionnaire.start, name="start"),
    path("<str:token>/<int:number>", questionnaire.question, name="question"),
    path("<str:token>/support", questionnaire.support, name="support"),
    path("<str:token>/check", questionnaire.check, name="check"),
    path("<str:token>/finished", questionnaire.finished, name="finished"),
]
