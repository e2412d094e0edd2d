"""/account/ pages of ours; signing in and out are allauth's."""

from django.urls import path, re_path

from staff.views import account

app_name = "staff"

# allauth offers these; accounts are made and reset by a system administrator, so they are closed.
_CLOSED = r"^(signup|email|confirm-email|login/code|password/set|password/reset)(/.*)?$"

urlpatterns = [
    re_path(_CLOSED, account.closed, name="closed"),
    path("keys", account.keys, name="keys"),
    path("stay", account.stay, name="stay"),
]
