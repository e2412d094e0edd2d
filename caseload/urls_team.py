"""/team/: load, room, leave and cover."""

from django.urls import path

from caseload.views import team

urlpatterns = [
    path("", team.show, name="team"),
    path("<int:staff>/leave", team.leave, name="team_leave"),
    path("<int:staff>/pack", team.printed, name="team_pack"),
]
