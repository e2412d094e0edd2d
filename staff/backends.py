"""Signing in, and reading who somebody is on every request."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone

from clinical.working_days import local_date
from staff import standing
from staff.models import StaffMember
from staff.sign_in import is_refused_demo


class StaffBackend(AuthenticationBackend):
    """allauth's backend, reading the account, its roles and relations in one query."""

    def get_user(self, user_id: Any) -> StaffMember | None:
        """Nobody for an account switched off, or a demo account outside the practice service."""
        now = timezone.now()  # noqa: TID251 - the edge: each request asks who somebody is now
        member = standing.load(staff_id=user_id, now=now, on=local_date(now))
        return None if member is None or is_refused_demo(member.username) else member
