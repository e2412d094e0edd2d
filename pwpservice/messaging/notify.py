"""Texts and emails through GOV.UK Notify: its HTTPS API, a token signed with the service's key.

One template for each channel, which holds nothing but our words: ((words)), and ((subject)). The
message's key is its reference. Notify takes the same reference twice, so a try that may have
arrived is looked up first.
"""

import base64
import hashlib
import hmac
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.conf import settings

from portal import failures
from portal.models import Channel
from portal.providers import CannotBeSent, NoAnswerNow, Outgoing

TIMEOUT = 10
_UUID = 36
_PATHS = {Channel.TEXT: "/v2/notifications/sms", Channel.EMAIL: "/v2/notifications/email"}


def send(message: Outgoing) -> str:
    """Hand one message to Notify and answer with its id there."""
    if message.may_be_a_repeat:
        before = _found(message)
        if before:
            return before
    return str(_asked(_PATHS[message.channel], body=_body(message))["id"])


def _body(message: Outgoing) -> dict[str, object]:
    if message.channel is Channel.TEXT:
        return {
            "phone_number": message.to,
            "template_id": settings.NOTIFY_TEXT_TEMPLATE,
            "personalisation": {"words": message.words},
            "reference": str(message.key),
        }
    return {
        "email_address": message.to,
        "template_id": settings.NOTIFY_EMAIL_TEMPLATE,
        "personalisation": {"subject": message.subject, "words": message.words},
        "reference": str(message.key),
    }


def _found(message: Outgoing) -> str:
    """Notify's id of this message, if an earlier try arrived."""
    query = urllib.parse.urlencode({"reference": str(message.key)})
    found = _asked(f"/v2/notifications?{query}")["notifications"]
    return str(found[0]["id"]) if found else ""


def _asked(path: str, *, body: Mapping[str, object] | None = None) -> dict[str, Any]:
    """Notify's answer. Raises CannotBeSent for a message it refuses, NoAnswerNow for all else."""
    request = urllib.request.Request(  # noqa: S310 - settings refuse whatever is not https
        f"{settings.NOTIFY_ADDRESS}{path}",
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {_token()}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:  # noqa: S310 - as above
            read: dict[str, Any] = json.load(answer)
            return read
    except urllib.error.HTTPError as refusal:
        # 403 and 429 are about the service's key and its allowance, not about this message.
        if refusal.code == HTTPStatus.BAD_REQUEST:
            raise CannotBeSent(_words_of(refusal)) from refusal
        raise NoAnswerNow from refusal
    except (OSError, ValueError) as trouble:
        raise NoAnswerNow from trouble


def _words_of(refusal: urllib.error.HTTPError) -> str:
    """For staff; what Notify says may name the address, and is not kept."""
    try:
        said = json.loads(refusal.read(20_000))["errors"][0]["message"]
    except (ValueError, KeyError, IndexError, OSError):
        said = ""
    if "phone" in said.lower() or "number" in said.lower():
        return "The provider says that this is not a number it can text."
    if "email" in said.lower():
        return "The provider says that this is not an email address."
    return failures.REFUSED


def _token() -> str:
    """A token for half a minute: the service's id, and now, signed with its secret."""
    key = settings.NOTIFY_API_KEY
    service, secret = key[-2 * _UUID - 1 : -_UUID - 1], key[-_UUID:]
    parts = [{"typ": "JWT", "alg": "HS256"}, {"iss": service, "iat": int(time.time())}]
    signed = ".".join(_encoded(json.dumps(part).encode()) for part in parts)
    return f"{signed}.{_encoded(hmac.digest(secret.encode(), signed.encode(), hashlib.sha256))}"


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
