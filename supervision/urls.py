"""/supervision/: meetings, who meets whom and when, and who was looked at."""

from django.urls import URLPattern

app_name = "supervision"

urlpatterns: list[URLPattern] = []
