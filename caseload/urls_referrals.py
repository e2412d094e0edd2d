"""/referrals/: who is to be triaged, who waits."""

from django.urls import path

from caseload.views import letters, referrals, waits

urlpatterns = [
    path("", referrals.show, name="waiting"),
    path("new", letters.new, name="letter_new"),
    path("new/known", letters.known, name="letter_known"),
    path("overdue/", waits.overdue, name="overdue_steps"),
]
