"""/a/...: the page that a message names."""

from django.urls import path

from portal.views import answers

app_name = "answers"

urlpatterns = [path("<str:message_token>/", answers.answer, name="answer")]
