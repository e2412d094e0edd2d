"""How signing in is adapted: no self-registration, no demo account outside practice, an honest
page when an account is locked."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from staff.models import StaffMember

# They work in the practice service only; production refuses them, should somebody make them.
DEMO_USERNAMES = frozenset(
    {"pwp", "pwp2", "trainee", "senior", "duty", "lead", "admin", "data", "privacy", "system"}
)


class StaffAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the provider, never by visitors."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> StaffMember | None:
        """Say plainly that a demo account is none here; the form shows it."""
        user: StaffMember | None = super().authenticate(request, **credentials)
        if user is not None and is_refused_demo(user.username):
            raise ValidationError("This is a demo account. It works in the practice service only.")
        return user


def is_refused_demo(username: str) -> bool:
    """A demo account outside the practice service."""
    return username in DEMO_USERNAMES and not settings.PRACTICE_SERVICE


def locked_out(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """After too many wrong passwords for one name from one address."""
    return render(request, "account/locked_out.html", status=429)
