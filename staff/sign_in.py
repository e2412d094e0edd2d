"""How signing in is adapted: no self-registration, and an honest page when an account is locked."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from staff.models import StaffMember

# Demo sign-ins exist in the practice service only; production refuses them even if somebody made them.
DEMO_USERNAMES = frozenset(
    {"pwp", "pwp2", "trainee", "senior", "duty", "lead", "admin", "data", "privacy", "system"}
)


class StaffAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the provider, never by visitors."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def pre_login(self, request: HttpRequest, user: StaffMember, **facts: Any) -> Any:
        """Refuse a demo account outside the practice service."""
        if user.username in DEMO_USERNAMES and not settings.PRACTICE_SERVICE:
            raise ValidationError("This is a demo account. It works in the practice service only.")
        return super().pre_login(request, user, **facts)


def locked_out(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """After too many wrong passwords for one name from one address."""
    return render(request, "account/locked_out.html", status=429)
