"""/referrals/: who is to be triaged, who waits."""

from django.urls import path

from caseload.views import closed, directory, letters, referrals, triage, waits

urlpatterns = [
    path("", referrals.show, name="waiting"),
    path("new", letters.new, name="letter_new"),
    path("new/known", letters.known, name="letter_known"),
    path("overdue/", waits.overdue, name="overdue_steps"),
    path("late/", triage.late, name="late_triage"),
    path("directory/", directory.listed, name="directory"),
    path("directory/new", directory.new, name="place_new"),
    path("directory/<int:elsewhere>/", directory.change, name="place"),
    path("directory/<int:elsewhere>/retire", directory.retire, name="place_retire"),
    # Last: every name above would be a reference.
    path("<slug:reference>/", triage.triage, name="triage"),
    path("<slug:reference>/call", triage.call, name="triage_call"),
    path("<slug:reference>/taken-up", closed.taken_up, name="taken_up"),
]
