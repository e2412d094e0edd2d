"""/a/<token>/: yes or no to what a message asked, a call, or no more of them; no account.

As with a questionnaire's link the address is the secret, so no CSRF token is asked for (see door).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from clinical.policy import Policy
from policy.current import policy_on
from portal import answering, spoken
from portal.actions import replies
from portal.models import Meaning, PatientMessage
from portal.questionnaire import help as help_page
from portal.views.outside import for_strangers
from staff.addresses import network

_ANSWERS = {
    "confirm": Meaning.CONFIRM,
    "cancel": Meaning.CANCEL,
    "ring": Meaning.RING,
    "stop": Meaning.STOP,
}


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at the page of a message, at one moment."""

    request: HttpRequest
    message: PatientMessage
    now: datetime
    policy: Policy

    def page(self, *, status: int = 200) -> HttpResponse:
        """The page as it stands now."""
        shown = answering.read(self.message, now=self.now, policy=self.policy)
        return _drawn(
            self.request,
            "answer",
            self.message,
            policy=self.policy,
            now=self.now,
            status=status,
            page=shown,
        )


def by_link(view: Callable[[Visit], HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of a message, found by its token; a token of nobody gets the same calm page."""

    @for_strangers
    @wraps(view)
    def opened(request: HttpRequest, message_token: str) -> HttpResponse:
        now = timezone.now()
        policy = policy_on(timezone.localdate(now))
        message = answering.find(message_token, address=network(request), now=now)
        with translation.override(spoken.interface(_language(message))):
            if message is None:
                return _drawn(
                    request, "closed", None, policy=policy, now=now, status=404, why="unknown"
                )
            return view(Visit(request, message, now, policy))

    return opened


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def answer(visit: Visit) -> HttpResponse:
    """Looking changes nothing; a button answers, and the page says what came of it."""
    if visit.request.method != "POST":
        return visit.page()
    meaning = _ANSWERS.get(visit.request.POST.get("answer", ""))
    if meaning is None:
        return visit.page(status=422)
    replies.answer_by_link(
        message=visit.message, meaning=meaning, by=None, now=visit.now, policy=visit.policy
    )
    return HttpResponse(status=303, headers={"Location": visit.request.path})


def _drawn(
    request: HttpRequest,
    template: str,
    message: PatientMessage | None,
    *,
    policy: Policy,
    now: datetime,
    status: int,
    **context: object,
) -> HttpResponse:
    language = _language(message)
    help_ = help_page.read(policy=policy, now=now, language=language)
    shown = {"help": help_, "spoken": spoken.of(language), "base": "", **context}
    return render(request, f"portal/{template}.html", shown, status=status)


def _language(message: PatientMessage | None) -> str:
    """Of the message that named the page."""
    return spoken.ENGLISH if message is None else message.language
