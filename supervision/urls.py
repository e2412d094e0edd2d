"""/supervision/: meetings, who meets whom and when, and who was looked at."""

from django.urls import include, path

from supervision import check_in_urls, planning_urls, skills_urls
from supervision.views import (
    agendas,
    amendments,
    as_at,
    cases,
    meetings,
    offline,
    pack,
    pairings,
    week,
)

app_name = "supervision"

urlpatterns = [
    path("", meetings.show, name="meetings"),
    path("coverage/", meetings.covered, name="coverage"),
    path("offline-copy/", offline.take, name="offline_copy"),
    path("week/", week.show, name="week"),
    path("service/", week.of_service, name="service"),
    path("", include(planning_urls.urlpatterns)),
    path("", include(skills_urls.urlpatterns)),
    path("", include(check_in_urls.urlpatterns)),
    path("pairings/", pairings.listed, name="pairings"),
    path("pairings/<int:supervisee>/", pairings.change, name="pairing"),
    path("sessions/<str:meeting>/not-held", meetings.not_held, name="not_held"),
    path("sessions/<str:meeting>/", agendas.show, name="agenda"),
    path("sessions/<str:meeting>/as-at/", as_at.show, name="as_at"),
    path("sessions/<str:meeting>/pack/", pack.show, name="pack"),
    path("sessions/<str:meeting>/list", agendas.the_list, name="list"),
    path("sessions/<str:meeting>/open", agendas.open_meeting, name="open"),
    path("sessions/<str:meeting>/carry", agendas.carry, name="carry"),
    path("sessions/<str:meeting>/amendments", amendments.amendments, name="amendments"),
    path("sessions/<str:meeting>/on-track", agendas.on_track, name="on_track"),
    path("sessions/<str:meeting>/sign-off", agendas.sign_off, name="sign_off"),
    path("sessions/<str:meeting>/ask", cases.ask, name="ask"),
    path("sessions/<str:meeting>/cases/<int:place>/", cases.case, name="case"),
    path("sessions/<str:meeting>/cases/<int:place>/turn", cases.turn, name="turn"),
]
