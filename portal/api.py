"""POST /api/v1/referrals/: another system refers a person (docs/api.md).

Denied unless a sender shows a token. No cookie counts here, so no other site can make a browser
send anything, and no CSRF token is asked for. Answers hold a reference, and nothing of anybody.
"""

import re
from collections.abc import Mapping
from typing import Any, cast

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from clinical.errors import Refused
from policy.current import policy_on
from portal import letters, senders
from portal.actions import sent_referrals
from portal.actions.sent_referrals import OtherWords
from portal.letter_form import LetterForm
from portal.letters import Letter
from portal.models import ReferralSender

_KEY = re.compile(r"[A-Za-z0-9_.:-]{8,80}")
_KEY_HEADER = "Idempotency-Key"
# What went wrong, in our words: those of the framework may quote what was sent.
_WORDS: dict[type[Exception], str] = {
    exceptions.NotAuthenticated: "Show your token: Authorization: Bearer …",
    exceptions.AuthenticationFailed: "Nobody has this token, or it was stopped.",
    exceptions.ParseError: "The body is not JSON.",
    exceptions.UnsupportedMediaType: "Send application/json.",
    exceptions.Throttled: "Too many requests this minute. Wait, then send it again.",
}


class SenderToken(BaseAuthentication):
    """`Authorization: Bearer <token>`."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, ReferralSender] | None:
        """The sender behind the token; None where none was shown."""
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            return None
        sender = senders.find(token.strip())
        if sender is None:
            raise exceptions.AuthenticationFailed
        return AnonymousUser(), sender

    def authenticate_header(self, request: Request) -> str:  # noqa: ARG002 - as the framework calls it
        """So that the answer is 401."""
        return "Bearer"


class IsSender(BasePermission):
    """Whoever showed a token of a sender, and nobody who is merely signed in."""

    def has_permission(self, request: Request, view: APIView) -> bool:  # noqa: ARG002
        """Who asks."""
        return isinstance(request.auth, ReferralSender)


class OnePerSender(BaseThrottle):
    """So many requests a minute, counted in the database."""

    def allow_request(self, request: Request, view: APIView) -> bool:  # noqa: ARG002
        """Counts this one."""
        now = timezone.now()
        policy = policy_on(timezone.localdate(now))
        return senders.may_ask(_sender(request), now=now, policy=policy)

    def wait(self) -> float:
        """At most until the next minute."""
        return 60


def _sender(request: Request) -> ReferralSender:
    """Who was let in."""
    return cast(ReferralSender, request.auth)


class OneObject(JSONParser):
    """JSON, however deep somebody nests it, and in UTF-8 whatever they call it."""

    def parse(
        self,
        stream: Any,
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Raises ParseError for what is no JSON."""
        context = {**(parser_context or {}), "encoding": "utf-8"}
        try:
            return super().parse(stream, media_type, context)
        except RecursionError as deep:
            raise exceptions.ParseError from deep


@method_decorator(require_POST, name="dispatch")
class Referrals(APIView):
    """Where referrals come in."""

    authentication_classes = (SenderToken,)
    permission_classes = (IsSender,)
    throttle_classes = (OnePerSender,)
    parser_classes = (OneObject,)

    def post(self, request: Request) -> Response:
        """Receive one referral; the same under one key is answered the same."""
        now = timezone.now()
        policy = policy_on(timezone.localdate(now))
        key = request.headers.get(_KEY_HEADER, "")
        if not _KEY.fullmatch(key):
            said = "8 to 80 letters, digits or -_.: that name this referral in your system."
            return Response({"errors": {_KEY_HEADER: [said]}}, status=422)
        form = LetterForm(
            data=request.data,
            context={"on": timezone.localdate(now), "youngest": policy.youngest_age},
        )
        if not form.is_valid():
            return Response({"errors": form.errors}, status=422)
        letter = Letter(said=form.validated_data, body_hash=letters.hash_of(request.data))
        try:
            referral = sent_referrals.receive_sent(
                sender=_sender(request), key=key, letter=letter, by=None, now=now, policy=policy
            )
        except OtherWords as refusal:
            return Response({"error": str(refusal)}, status=409)
        except Refused:
            said = "It was not taken: nobody is there to receive it. Send it again, or ring us."
            return Response({"error": said}, status=503)
        return Response({"reference": referral.reference}, status=201)

    def handle_exception(self, exc: Exception) -> Response:
        """The framework's refusals, in our words and one shape."""
        response = super().handle_exception(exc)
        response.data = {"error": _WORDS.get(type(exc), "It was not taken.")}
        return response
