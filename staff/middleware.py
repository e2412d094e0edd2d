"""Ends a session that nobody has used for a while: 15 minutes idle, 12 hours in all (S-S2)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

IDLE = timedelta(minutes=15)
WARNING_BEFORE = timedelta(minutes=2)
WHOLE_DAY = timedelta(hours=12)
_SEEN = "seen_at"
_SIGNED_IN = "signed_in_at"
# Saving a draft is typing; polling and retries carry this header, so they keep nobody signed in.
NOT_USE = "X-Not-Use"
_WRITE_AT_MOST_EVERY = timedelta(minutes=1)
_ACCOUNT = "_auth_user_id"


def idle_lock(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """End a session that is too old or was left alone, and go to sign-in with the way back."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if _ACCOUNT not in request.session:
            response = get_response(request)
            if _ACCOUNT in request.session:
                _begin(request, timezone.now())
            return response
        now = timezone.now()
        if _too_old(request, now):
            logout(request)
            return _sign_in_again(request)
        _note_use(request, now)
        return get_response(request)

    return middleware


def _begin(request: HttpRequest, now: datetime) -> None:
    """Both clocks run from signing in, so that a session never used ends too."""
    request.session[_SEEN] = request.session[_SIGNED_IN] = now.isoformat()


def _too_old(request: HttpRequest, now: datetime) -> bool:
    seen = _moment(request, _SEEN)
    began = _moment(request, _SIGNED_IN)
    return (seen is not None and now - seen >= IDLE) or (
        began is not None and now - began >= WHOLE_DAY
    )


def _note_use(request: HttpRequest, now: datetime) -> None:
    if NOT_USE in request.headers:
        return
    seen = _moment(request, _SEEN)
    if seen is None or now - seen >= _WRITE_AT_MOST_EVERY:
        request.session[_SEEN] = now.isoformat()
        request.session.setdefault(_SIGNED_IN, now.isoformat())


def _moment(request: HttpRequest, name: str) -> datetime | None:
    text = request.session.get(name)
    return datetime.fromisoformat(text) if text else None


def _sign_in_again(request: HttpRequest) -> HttpResponse:
    """A page goes to sign-in and back; a draft being saved is told plainly and keeps its text."""
    if request.method not in {"GET", "HEAD"} or request.headers.get("HX-Request"):
        return HttpResponse("You have been signed out.", status=401, content_type="text/plain")
    return redirect_to_login(request.get_full_path())
