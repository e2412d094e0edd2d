"""The staff package; turns Django's own sign-in signals into trail entries."""

from typing import Any

from allauth.account.signals import password_changed
from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.utils import timezone


class StaffConfig(AppConfig):
    name = "staff"

    def ready(self) -> None:
        user_logged_in.connect(_signed_in, dispatch_uid="staff.signed_in")
        user_logged_out.connect(_signed_out, dispatch_uid="staff.signed_out")
        password_changed.connect(_password_changed, dispatch_uid="staff.password_changed")
        user_login_failed.connect(_sign_in_failed, dispatch_uid="staff.sign_in_failed")


def _signed_in(*, user: Any, **_: Any) -> None:
    _record("SIGNED_IN", user)


def _signed_out(*, user: Any, **_: Any) -> None:
    if user is not None:
        _record("SIGNED_OUT", user)


def _password_changed(*, user: Any, **_: Any) -> None:
    _record("PASSWORD_CHANGED", user)


def _sign_in_failed(**_: Any) -> None:
    """Without the name that was typed: people type passwords there."""
    _record("SIGN_IN_FAILED", None)


def _record(event: str, user: Any) -> None:
    from audit import trail  # noqa: PLC0415 - models are not ready when apps are listed
    from audit.events import Event  # noqa: PLC0415

    now = timezone.now()  # noqa: TID251 - the edge: signing in happens now
    trail.record(Event[event], by=user, at=now)
