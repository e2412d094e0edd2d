"""/api/v1/referrals/: what other systems send."""

from django.urls import path

from portal import api

app_name = "api"

urlpatterns = [path("referrals/", api.Referrals.as_view(), name="referrals")]
