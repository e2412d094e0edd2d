"""The one door for people without an account: a link by its token, its birth date shown before.

The address is the secret: 144 bits that nobody else knows, so no other site can send these forms,
and Referrer-Policy keeps it out of other logs. That stands in the place of a CSRF token.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from clinical.policy import Policy
from policy.current import policy_on
from portal import links, spoken
from portal.links import Standing
from portal.models import QuestionnaireLink
from portal.questionnaire import help as help_page
from portal.views.outside import for_strangers
from staff.addresses import network

_COOKIE = "answering"
_SALT = "portal.answering"
# A phone that is handed on: after half an hour without use the birth date is asked again.
_LASTS = 30 * 60

P = ParamSpec("P")
_STATUS = {Standing.LOCKED: 403}


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at a link, at one moment."""

    request: HttpRequest
    link: QuestionnaireLink
    base: str
    is_known: bool
    standing: Standing
    now: datetime
    policy: Policy
    help: help_page.Help

    def page(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """A page of this link."""
        shown = {
            "help": self.help,
            "base": self.base,
            "spoken": spoken.of(self.link.language),
            **context,
        }
        return render(self.request, f"portal/{template}.html", shown, status=status)

    def go(self, step: object = "") -> HttpResponse:
        """303: the next page is fetched anew."""
        return HttpResponse(status=303, headers={"Location": f"{self.base}{step}"})

    def let_in(self, response: HttpResponse) -> HttpResponse:
        """Remember on this device alone, for this link alone, that the date was right."""
        response.set_cookie(
            _COOKIE,
            signing.TimestampSigner(salt=_SALT).sign(str(self.link.pk)),
            max_age=_LASTS,
            path=self.base,
            secure=settings.COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response


View = Callable[Concatenate[Visit, P], HttpResponse]


def by_link(view: View[P]) -> Callable[..., HttpResponse]:
    """A page that anybody with a live link may see: where the birth date is asked."""

    def answered(visit: Visit, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if visit.standing is Standing.LIVE or visit.is_known:
            return view(visit, *args, **kwargs)
        return closed(visit)

    return _door(wraps(view)(answered))


def by_known_person(view: View[P]) -> Callable[..., HttpResponse]:
    """A page behind the right birth date; whoever has not shown it is sent to be asked."""

    def answered(visit: Visit, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if visit.is_known:
            return visit.let_in(view(visit, *args, **kwargs))
        return visit.go() if visit.standing is Standing.LIVE else closed(visit)

    return _door(wraps(view)(answered))


def closed(visit: Visit) -> HttpResponse:
    """The same calm page for every link that can no longer be opened, and what to do."""
    status = _STATUS.get(visit.standing, 410)
    return visit.page("closed", status=status, why=visit.standing.value)


def _door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @for_strangers
    @wraps(view)
    def opened(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        now = timezone.now()
        policy = policy_on(timezone.localdate(now))
        link = links.find(token, address=network(request), now=now)
        language = link.language if link else "en"
        with translation.override(spoken.interface(language)):
            help_ = help_page.read(policy=policy, now=now, language=language)
            if link is None:
                return _unknown(request, help_)
            return view(_visit(request, link, token, now, policy, help_), **kwargs)

    return opened


def _visit(
    request: HttpRequest,
    link: QuestionnaireLink,
    token: str,
    now: datetime,
    policy: Policy,
    help_: help_page.Help,
) -> Visit:
    return Visit(
        request=request,
        link=link,
        base=f"/q/{token}/",
        is_known=_is_known(request, link),
        standing=links.standing(link, now=now),
        now=now,
        policy=policy,
        help=help_,
    )


def _is_known(request: HttpRequest, link: QuestionnaireLink) -> bool:
    signer = signing.TimestampSigner(salt=_SALT)
    try:
        whose = signer.unsign(request.COOKIES.get(_COOKIE, ""), max_age=_LASTS)
    except signing.BadSignature:
        return False
    return whose == str(link.pk)


def _unknown(request: HttpRequest, help_: help_page.Help) -> HttpResponse:
    context = {"help": help_, "base": "", "spoken": spoken.of("en"), "why": "unknown"}
    return render(request, "portal/closed.html", context, status=404)
