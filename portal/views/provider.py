"""What the provider tells us: that a message arrived or did not, and texts that came in.

It shows a token that only it and the settings know; it has no account and sends no CSRF token.
"""

import hmac
import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from policy.current import policy_on
from portal import failures
from portal.actions import messages, replies
from portal.actions.replies import Incoming
from portal.models import Channel
from portal.recipients import message_of

Told = Mapping[str, Any]
_LONGEST_ID = 80
_FAILED = {
    "permanent-failure": failures.GONE,
    "temporary-failure": failures.UNREACHED,
    "technical-failure": failures.TROUBLE,
}


def from_provider(view: Callable[[Told], HttpResponse]) -> Callable[..., HttpResponse]:
    """Open to whoever shows the provider's token, and sends a JSON object."""

    @login_not_required
    @csrf_exempt
    @wraps(view)
    def opened(request: HttpRequest) -> HttpResponse:
        if not _is_the_provider(request):
            return HttpResponse(status=401)
        try:
            told = json.loads(request.body)
        except (ValueError, RecursionError):
            return HttpResponse(status=400)
        return view(told) if isinstance(told, dict) else HttpResponse(status=400)

    return opened


@require_POST
@from_provider
def receipt(told: Told) -> HttpResponse:
    """A message arrived, or did not. One we do not know is none of ours."""
    message = message_of(str(told.get("reference", "")))
    status = str(told.get("status", ""))
    if message is None:
        return HttpResponse(status=404)
    if status == "delivered":
        messages.note_delivered(message=message, by=None, now=timezone.now())
    elif status in _FAILED:
        messages.note_failed(message=message, why=_FAILED[status], by=None, now=timezone.now())
    return HttpResponse(status=204)


@require_POST
@from_provider
def text(told: Told) -> HttpResponse:
    """A text came in."""
    key, number, words = (told.get(name) for name in ("id", "source_number", "message"))
    if not (isinstance(key, str) and isinstance(number, str) and isinstance(words, str)):
        return HttpResponse(status=400)
    if not key or not number or len(key) > _LONGEST_ID:
        return HttpResponse(status=400)
    now = timezone.now()
    replies.file_reply(
        reply=Incoming(key, Channel.TEXT, number, words),
        by=None,
        now=now,
        policy=policy_on(timezone.localdate(now)),
    )
    return HttpResponse(status=204)


def _is_the_provider(request: HttpRequest) -> bool:
    """Compared in constant time; without a token in the settings nobody is."""
    expected = settings.NOTIFY_CALLBACK_TOKEN
    shown = request.headers.get("Authorization", "")
    return bool(expected) and hmac.compare_digest(shown.encode(), f"Bearer {expected}".encode())
