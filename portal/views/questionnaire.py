"""/q/<token>/: a questionnaire by link, one question a page; no account, no script."""

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from caseload.actions import by_link as calls
from clinical.errors import Refused
from clinical.measures import ITEM_NINE, PHQ9_CODE
from clinical.risk import is_signal
from portal.actions import answers, closing, comments, links
from portal.actions.answers import LinkEnded
from portal.actions.links import TRIES, Entry
from portal.forms import BirthDate, Comments
from portal.links import Standing
from portal.questionnaire import pages
from portal.questionnaire.steps import NOT_APPLICABLE, Step, first_open, given_to, steps_of
from portal.views.door import Visit, by_known_person, by_link, closed

_LEFT_OUT = "skip"
# No question allows it.
_NO_ANSWER = -1
_NUMBERS = {str(value): value for value in (*range(10), NOT_APPLICABLE)}


@require_http_methods(["GET", "POST"])
@by_link
def start(visit: Visit) -> HttpResponse:
    """The birth date; whoever has shown it goes on where they stopped."""
    if visit.is_known:
        return _go_on(visit)
    form = BirthDate(_sent(visit))
    if not form.is_valid():
        return _ask_birth_date(visit, form, status=422 if form.is_bound else 200)
    try:
        came_of_it = links.let_in(
            link=visit.link, birth_date=form.cleaned_data["birth_date"], by=None, now=visit.now
        )
    except Refused:
        return closed(visit)
    if came_of_it is Entry.LET_IN:
        return visit.let_in(_go_on(visit))
    if came_of_it is Entry.LOCKED:
        return visit.page("closed", status=403, why=Standing.LOCKED.value)
    visit.link.refresh_from_db(fields=["wrong_birth_dates"])
    left = TRIES - visit.link.wrong_birth_dates
    form.add_error(None, _("That is not the date we have. Tries left: %(n)d.") % {"n": left})
    return _ask_birth_date(visit, form, status=422)


@require_http_methods(["GET", "POST"])
@by_known_person
def question(visit: Visit, number: int) -> HttpResponse:
    """One question. A tap answers, saves and goes on; item 9 above 0 goes to the help first."""
    steps = steps_of(visit.link)
    if visit.standing.is_over:
        return _over(visit)
    if not 1 <= number <= len(steps):
        return _go_on(visit)
    step = steps[number - 1]
    if visit.request.method == "POST":
        return _take_answer(visit, step, steps)
    return _ask(visit, step, steps)


@require_http_methods(["GET", "POST"])
@by_known_person
def support(visit: Visit) -> HttpResponse:
    """Who can be reached now, before the next question; and a call, if the person asks for one."""
    if visit.request.method == "POST":
        calls.ask_for_a_call(
            referral=visit.link.referral, by=None, now=visit.now, policy=visit.policy
        )
        return visit.go("support")
    steps, given = steps_of(visit.link), given_to(visit.link)
    ninth = next((step for step in steps if step.is_item_nine), None)
    following = first_open(steps, given, after=ninth.number if ninth else 0)
    return visit.page(
        "support",
        said_so=is_signal(given.get((PHQ9_CODE, ITEM_NINE))),
        meeting=pages.meeting(visit.link, now=visit.now),
        is_call_asked_for=calls.is_call_asked_for(referral_id=visit.link.referral_id),
        is_over=visit.standing.is_over,
        is_sent=visit.standing is Standing.SENT,
        back=f"{visit.base}{ninth.number}" if ninth else visit.base,
        carry_on=f"{visit.base}{following.number if following else 'check'}",
    )


@require_http_methods(["GET", "POST"])
@by_known_person
def check(visit: Visit) -> HttpResponse:
    """Every answer, and Send. Sent twice, it is sent once."""
    if visit.standing.is_over:
        return _over(visit)
    form = Comments(_sent(visit))
    if form.is_valid():
        closing.close(
            link=visit.link,
            by=None,
            now=visit.now,
            policy=visit.policy,
            comments=form.cleaned_data["comments"],
        )
        return visit.go("support" if comments.mention_harm(link=visit.link) else "finished")
    meeting = pages.meeting(visit.link, now=visit.now)
    page = pages.check(
        visit.link, steps=steps_of(visit.link), given=given_to(visit.link), meeting=meeting
    )
    status = 422 if form.is_bound else 200
    return visit.page("check", status=status, page=page, form=form, has_errors=form.is_bound)


@require_http_methods(["GET"])
@by_known_person
def finished(visit: Visit) -> HttpResponse:
    """Sent: who looks at it, and when."""
    if visit.standing is not Standing.SENT:
        return _over(visit) if visit.standing.is_over else _go_on(visit)
    return visit.page(
        "finished",
        meeting=pages.meeting(visit.link, now=visit.now),
        scores=tuple(pages.own_scores(visit.link, policy=visit.policy)),
        is_experience=visit.link.kind == "EXPERIENCE",
    )


def _take_answer(visit: Visit, step: Step, steps: tuple[Step, ...]) -> HttpResponse:
    sent = visit.request.POST.get("a", "")
    try:
        kept = answers.answer(
            link=visit.link,
            step=step,
            value=None if sent == _LEFT_OUT else _NUMBERS.get(sent, _NO_ANSWER),
            by=None,
            now=visit.now,
            policy=visit.policy,
        )
    except LinkEnded:
        return _over(visit)
    except Refused:
        return _ask(visit, step, steps, error=_("Choose one answer, or leave this one out."))
    if step.is_item_nine and is_signal(kept.value):
        return visit.go("support")
    return visit.go(_next(visit, step, steps))


def _ask_birth_date(visit: Visit, form: BirthDate, *, status: int) -> HttpResponse:
    return visit.page("start", status=status, form=form, has_errors=bool(form.errors))


def _ask(visit: Visit, step: Step, steps: tuple[Step, ...], *, error: str = "") -> HttpResponse:
    page = pages.question(
        step,
        steps=steps,
        given=given_to(visit.link),
        base=visit.base,
        from_check="check" in visit.request.GET,
        error=error,
    )
    return visit.page("question", status=422 if error else 200, page=page, has_errors=bool(error))


def _next(visit: Visit, step: Step, steps: tuple[Step, ...]) -> object:
    if "check" in visit.request.GET or step.number == len(steps):
        return "check"
    return step.number + 1


def _sent(visit: Visit) -> QueryDict | None:
    """What was sent, be it nothing but the button; None for somebody who looks."""
    return visit.request.POST if visit.request.method == "POST" else None


def _go_on(visit: Visit) -> HttpResponse:
    """Where the person stopped: the first question without an answer, or the list of all."""
    if visit.standing.is_over:
        return _over(visit)
    following = first_open(steps_of(visit.link), given_to(visit.link))
    return visit.go(following.number if following else "check")


def _over(visit: Visit) -> HttpResponse:
    """Nothing more can be changed: the page that says so, to a person who is known."""
    return visit.go("finished") if visit.standing is Standing.SENT else closed(visit)
