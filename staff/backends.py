"""Signing in, and reading who somebody is on every request."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from staff import standing
from staff.models import StaffMember


class StaffBackend(AuthenticationBackend):
    """allauth's backend, reading the account, its roles and relations in one query."""

    def get_user(self, user_id: Any) -> StaffMember | None:
        now = timezone.now()
        return standing.load(staff_id=user_id, now=now, on=timezone.localdate(now))
