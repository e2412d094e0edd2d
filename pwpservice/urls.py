"""The sitemap, one line per app."""

from django.contrib import admin
from django.urls import include, path

from caseload.views import documents, landing
from pwpservice import health, home, views
from referrals import views as place_views

urlpatterns = [
    path("", home.home, name="home"),
    path("account/", landing.account, name="account"),
    path("account/", include("staff.urls")),
    path("account/", include("allauth.account.urls")),
    path("patients/", include("referrals.urls")),
    path("patients/merges/", include("caseload.urls_merges")),
    path("caseload/", include("caseload.urls")),
    path("caseload/", include("caseload.urls_papers")),
    path("caseload/", include("supervision.record_urls")),
    path("caseload/", include("portal.record_urls")),
    path("calls/", include("caseload.urls_calls")),
    path("today/", include("caseload.urls_today")),
    path("duty/", include("caseload.urls_duty")),
    path("documents/", documents.waiting, name="unread_documents"),
    path("referrals/", include("caseload.urls_referrals")),
    path("team/", include("caseload.urls_team")),
    path("team/", include("supervision.team_urls")),
    path("supervision/", include("supervision.urls")),
    path("dashboard/", include("reporting.urls")),
    path("returns/", include("reporting.returns_urls")),
    path("moving-in/", include("reporting.moving_in_urls")),
    path("staff/", include("staff.people_urls")),
    path("settings/", include("policy.urls")),
    path("settings/places/", place_views.loaded, name="places"),
    path("background/", views.background, name="background"),
    path("background/<int:entry>/take", views.take, name="background_take"),
    path("background/<int:entry>/put-back", views.put_back, name="background_put_back"),
    path("background/<int:entry>/give-up", views.give_up, name="background_give_up"),
    path("settings/labels/", include("caseload.urls_labels")),
    path("q/", include("portal.urls")),
    path("a/", include("portal.answer_urls")),
    path("refer/", include("portal.refer_urls")),
    path("from-provider/", include("portal.provider_urls")),
    path("api/v1/", include("portal.api_urls")),
    path("systems/", include("portal.sender_urls")),
    path("", include("portal.staff_urls")),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("admin/", admin.site.urls),
]

handler400 = "pwpservice.errors.bad_request"
handler403 = "pwpservice.errors.permission_denied"
handler404 = "pwpservice.errors.not_found"
handler500 = "pwpservice.errors.server_error"
