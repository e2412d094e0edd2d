"""The door of a self-referral: a token in a cookie for these pages alone, its hash in the database.

In the place of a CSRF token: the cookie never comes along from another site (SameSite), and what a
browser says another site sends begins and shows nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation

from clinical.policy import Policy
from policy import wordings
from policy.current import policy_on
from policy.models import WordingKey
from portal import spoken
from portal.models import ReferralDraft
from portal.questionnaire import help as help_page
from portal.referring import drafts, steps
from portal.views.outside import for_strangers
from staff.addresses import network

BASE = "/refer/"
# A form that is begun or shown in a browser because another site sent it there.
_ELSEWHERE = frozenset({"cross-site", "same-site"})

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at the form, at one moment; `draft` is None before they began."""

    request: HttpRequest
    draft: ReferralDraft | None
    language: str
    address: str
    now: datetime
    policy: Policy
    help: help_page.Help

    def page(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        """A page of the form."""
        shown = {
            "help": self.help,
            "base": BASE,
            "back": "",
            "of": steps.OF,
            "has_errors": False,
            "spoken": spoken.of(self.language),
            **context,
        }
        return render(self.request, f"portal/refer_{template}.html", shown, status=status)

    def go(self, step: str = "") -> HttpResponse:
        """303: the next page is fetched anew."""
        return HttpResponse(status=303, headers={"Location": f"{BASE}{step}"})


@dataclass(frozen=True, slots=True)
class Filling(Visit):
    """Somebody with a form that is still kept."""

    draft: ReferralDraft


def keep_token(response: HttpResponse, token: str, *, policy: Policy) -> HttpResponse:
    """The token, for this browser and these pages, as long as the form is kept."""
    response.set_cookie(
        _cookie(),
        token,
        max_age=int(drafts.lasts(policy).total_seconds()),
        path=_path(),
        secure=settings.COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def forget_token(response: HttpResponse) -> HttpResponse:
    """This browser no longer leads to the form."""
    response.delete_cookie(_cookie(), path=_path(), samesite="Lax")
    return response


def by_anyone(view: Callable[Concatenate[Visit, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that needs no form."""
    return _door(view)


def by_draft(view: Callable[Concatenate[Filling, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of a form that is kept; without one the same calm page, with the words just typed."""

    @wraps(view)
    def opened(visit: Visit, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request = visit.request
        if visit.draft is None:
            if not request.COOKIES.get(_cookie()) and request.method != "POST":
                return visit.go()
            words = request.POST.get("problem", "")
            return forget_token(visit.page("closed", status=410, why="over", words=words))
        filling = Filling(
            request=request,
            draft=visit.draft,
            language=visit.language,
            address=visit.address,
            now=visit.now,
            policy=visit.policy,
            help=visit.help,
        )
        response = view(filling, *args, **kwargs)
        return keep_token(response, request.COOKIES[_cookie()], policy=visit.policy)

    return _door(opened)


def _door(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @for_strangers
    @wraps(view)
    def opened(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "") in _ELSEWHERE:
            return HttpResponse(status=303, headers={"Location": BASE})
        now = timezone.now()
        on = timezone.localdate(now)
        policy = policy_on(on)
        draft = drafts.find(request.COOKIES.get(_cookie(), ""), now=now)
        language = _language(request, draft)
        with translation.override(spoken.interface(language)):
            help_ = help_page.read(policy=policy, now=now, language=language)
            name = wordings.text(WordingKey.SERVICE_NAME, on=on, language=language)
            visit = Visit(
                request=request,
                draft=draft,
                language=language,
                address=network(request),
                now=now,
                policy=policy,
                help=replace(help_, name=name),
            )
            return view(visit, **kwargs)

    return opened


def _cookie() -> str:
    """Over TLS bound to this host: no neighbour's page can plant a form of its own, to read what is
    typed into it.
    """
    return "__Host-referring" if settings.COOKIE_SECURE else "referring"


def _path() -> str:
    """These pages alone; a cookie that is bound to the host must be of all."""
    return "/" if settings.COOKIE_SECURE else BASE


def _language(request: HttpRequest, draft: ReferralDraft | None) -> str:
    """Of the form; before it is begun, the one that was chosen, where the pages speak it."""
    if draft is not None and request.path != BASE:
        return draft.language
    asked = request.POST.get("language", "") or request.GET.get("in", "")
    return asked if asked in dict(spoken.offered()) else spoken.ENGLISH
