"""/refer/: a person refers herself, one step a page; no account, no script."""

from collections.abc import Mapping

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clinical.errors import Refused
from clinical.working_days import local_date
from portal import links as tokens
from portal import spoken
from portal.actions import links, self_referrals
from portal.referring import choices, drafts, steps, summary, told
from portal.referring.begun import BEGUN
from portal.referring.forms import (
    AboutYou,
    Agree,
    Contact,
    Equality,
    NeedsStep,
    Problem,
    SafeNow,
    Start,
    Step,
)
from portal.views.refer_door import (
    BASE,
    Filling,
    Visit,
    by_anyone,
    by_draft,
    forget_token,
    keep_token,
)
from referrals.models import ConsentKind, YesNo
from referrals.registering import Agreed

# What the steps ask, named here so that every text without sign-in is found beside its pages.
ASKED: tuple[type[Step], ...] = (SafeNow, AboutYou, Problem, Contact, NeedsStep, Equality)
# Says nothing about where somebody has been.
_ELSEWHERE = "https://www.bbc.co.uk/weather"
_HELP, _SENT = "help", "sent"


@require_http_methods(["GET", "POST"])
@by_anyone
def start(visit: Visit) -> HttpResponse:
    """Whom this is for; Start begins a form."""
    form = Start(visit.request.POST if visit.request.method == "POST" else None)
    if not form.is_valid():
        return visit.page(
            "start",
            status=422 if form.is_bound else 200,
            language=visit.language,
            languages=spoken.offered(),
            has_errors=form.is_bound,
            youngest=visit.policy.youngest_age,
            kept_for=visit.policy.referral_form_minutes,
        )
    if not drafts.may_start(visit.address, now=visit.now, policy=visit.policy):
        return visit.page("closed", status=429, why="busy", words="")
    token = drafts.start(
        language=visit.language, address=visit.address, now=visit.now, policy=visit.policy
    )
    return keep_token(visit.go(told.SAFE), token, policy=visit.policy)


@require_http_methods(["GET", "POST"])
@by_draft
def step(visit: Filling, slug: str) -> HttpResponse:
    """One step. What is typed is kept before the next page; what worries goes to the help first."""
    place = steps.named(slug)
    if visit.draft.sent_at is not None:
        return visit.go(_SENT)
    if place is None or not steps.is_reached(visit.draft, place):
        return visit.go(steps.next_open(visit.draft))
    on, youngest = local_date(visit.now), visit.policy.youngest_age
    if visit.request.method != "POST":
        typed = told.said(visit.draft, slug) or _to_begin_with(visit, slug)
        return _ask(visit, place, place.form(on=on, youngest=youngest, initial=typed))
    form = place.form(_sent(visit, slug), on=on, youngest=youngest)
    if not form.is_valid():
        return _ask(visit, place, form)
    worried = told.worries(visit.draft)
    _keep(visit, slug, form)
    if told.worries(visit.draft) and (slug == told.SAFE or not worried):
        return visit.go(_HELP)
    return visit.go(told.CHECK if _from_check(visit) else steps.next_open(visit.draft))


@require_http_methods(["GET"])
@by_draft
def support(visit: Filling) -> HttpResponse:
    """Who can be reached now, before the next question."""
    return visit.page(
        "help", back=f"{BASE}{told.SAFE}", carry_on=f"{BASE}{steps.next_open(visit.draft)}"
    )


@require_http_methods(["GET", "POST"])
@by_draft
def check(visit: Filling) -> HttpResponse:
    """Every answer, what is agreed to, and Send. Sent twice, it is sent once."""
    if visit.draft.sent_at is not None:
        return visit.go(_SENT)
    if steps.next_open(visit.draft) != told.CHECK:
        return visit.go(steps.next_open(visit.draft))
    form = Agree(visit.request.POST if visit.request.method == "POST" else None)
    if not form.is_valid():
        return _check(visit, form)
    try:
        self_referrals.send(
            draft=visit.draft,
            agreed=_agreed(visit, form),
            share_with_gp=form.cleaned_data["gp"] == YesNo.YES,
            equality=told.said(visit.draft, told.EQUALITY),
            by=None,
            now=visit.now,
            policy=visit.policy,
        )
    except Refused:
        return _check(visit, form, refused=True)
    return visit.go(_SENT)


@require_http_methods(["GET"])
@by_draft
def sent(visit: Filling) -> HttpResponse:
    """What happens next."""
    referral = visit.draft.referral
    if referral is None:
        return visit.go(steps.next_open(visit.draft))
    return visit.page(
        "sent",
        worries=referral.risk_open_since is not None,
        may_answer=referral.is_open and not referral.links.exists(),
    )


@require_http_methods(["POST"])
@by_draft
def questions(visit: Filling) -> HttpResponse:
    """The questionnaires, for whoever wants to answer them now; her birth date is asked there."""
    referral = visit.draft.referral
    if referral is None:
        return visit.go(steps.next_open(visit.draft))
    try:
        link = links.make_link(
            referral=referral, contact=None, by=None, now=visit.now, policy=visit.policy
        )
    except Refused:
        return visit.go(_SENT)
    return HttpResponse(status=303, headers={"Location": tokens.path_of(link)})


@require_http_methods(["GET"])
@by_anyone
def leave(visit: Visit) -> HttpResponse:
    """Away from here at once; this browser no longer leads to the form."""
    del visit
    return forget_token(HttpResponse(status=303, headers={"Location": _ELSEWHERE}))


def _to_begin_with(visit: Filling, slug: str) -> Mapping[str, str]:
    """What somebody filled in who began the form for them; the language of the page."""
    begun: Mapping[str, str] = told.said(visit.draft, BEGUN).get(slug, {})
    return {"language": visit.language} if slug == told.NEEDS else begun


def _sent(visit: Filling, slug: str) -> QueryDict | dict[str, str]:
    """What was sent; one button keeps back every answer of the equality questions."""
    posted = visit.request.POST
    if slug == told.EQUALITY and "all" in posted:
        return dict.fromkeys(Equality.base_fields, YesNo.NOT_SAID.value)
    return posted


def _keep(visit: Filling, slug: str, form: Step) -> None:
    typed = form.typed()
    if slug == told.SAFE:
        typed = told.safe_again(visit.draft, typed)
    visit.draft.answers = {**visit.draft.answers, slug: typed}
    drafts.keep(
        visit.draft,
        must_be_seen=told.worries(visit.draft) and told.can_be_reached(visit.draft),
        now=visit.now,
        policy=visit.policy,
    )


def _ask(visit: Filling, place: steps.Place, form: Step) -> HttpResponse:
    earlier = told.CHECK if _from_check(visit) else steps.back_from(place)
    return visit.page(
        "step",
        status=422 if form.is_bound else 200,
        step=place,
        form=form,
        has_errors=form.is_bound,
        back=f"{BASE}{earlier}",
        worries=told.worries(visit.draft),
    )


def _check(visit: Filling, form: Agree, *, refused: bool = False) -> HttpResponse:
    return visit.page(
        "check",
        status=503 if refused else 422 if form.is_bound else 200,
        form=form,
        groups=summary.read(visit.draft, base=BASE),
        has_errors=form.is_bound,
        refused=refused,
        back=f"{BASE}{told.EQUALITY}",
    )


def _agreed(visit: Filling, form: Agree) -> list[Agreed]:
    """Each yes and no with the words that were read; what was not asked is not there."""
    contact = told.said(visit.draft, told.CONTACT)
    asked = (
        (ConsentKind.VOICEMAIL, contact["voicemail"], _("Can we leave a voicemail?")),
        (ConsentKind.TEXT, contact["texts"], _("Can we send texts?")),
        (ConsentKind.EMAIL, contact["emails"], _("Can we send you emails?")),
        (ConsentKind.SHARE_WITH_GP, form.cleaned_data["gp"], str(choices.GP_WORDS)),
        (ConsentKind.RECORD, YesNo.YES, str(choices.RECORD_WORDS)),
    )
    return [Agreed(kind, said == YesNo.YES, words) for kind, said, words in asked if said]


def _from_check(visit: Filling) -> bool:
    return "check" in visit.request.GET
