"""/referrals/: who is to be triaged, who waits."""

from django.urls import path

from caseload.views import referrals, waits

urlpatterns = [
    path("", referrals.show, name="waiting"),
    path("overdue/", waits.overdue, name="overdue_steps"),
]
