"""/referrals/: who waits."""

from django.urls import path

from caseload.views import waiting

urlpatterns = [path("", waiting.show, name="waiting")]
