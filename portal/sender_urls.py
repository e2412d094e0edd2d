"""/systems/: which systems may send referrals."""

from django.urls import path

from portal.views import senders

app_name = "senders"

urlpatterns = [
    path("", senders.listed, name="list"),
    path("<int:sender>/stop", senders.stop, name="stop"),
]
