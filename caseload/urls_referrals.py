"""/referrals/: who is to be triaged, who waits."""

from django.urls import path

from caseload.views import referrals

urlpatterns = [path("", referrals.show, name="waiting")]
