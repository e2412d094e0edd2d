"""/moving-in/: bringing a service in from its old system's files."""

from django.urls import path

from reporting.views import moving_in as views

app_name = "moving_in"
urlpatterns = [
    path("", views.page, name="page"),
    path("blank/<slug:blank>.csv", views.blank, name="blank"),
    path("missing/<slug:lack>", views.missing, name="missing"),
    path("runs/<int:sent>/", views.run, name="run"),
    path("runs/<int:sent>/progress", views.progress, name="progress"),
    path("runs/<int:sent>/left-out.csv", views.left_out, name="left_out"),
    path("runs/<int:sent>/bring-in", views.bring_in, name="bring_in"),
]
