"""/dashboard/: is the service meeting its standards, for everyone, and where is the cause?"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from clinical import wording
from policy.current import policy_on
from reporting import filters
from reporting.dashboard import fairness, page, quality
from reporting.dashboard.wanted import Wanted
from reporting.forms.picked import PickedForm
from reporting.standards import Standards
from reporting.views.asks import Asks, asks_of, record_taken
from staff.decorators import requires
from staff.roles import Permission

# What `print` may say
_PRINTS = ("1",)


@requires(Permission.SEE_DASHBOARD)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The page; `print=1` is the same with few people held back, and stands on the trail."""
    asks = asks_of(request)
    picked = PickedForm(request.GET, fair=fairness.OFFERED, print=_PRINTS)
    is_print = bool(picked.picked("print"))
    fair = fairness.measure_asked(picked.picked("fair"))
    if is_print:
        record_taken(asks, page="dashboard", fair=fair.slug)
    exact = asks.scope.opens_people and not is_print
    has_errors = asks.has_errors or bool(picked.errors)
    wanted = Wanted(
        asked=asks.asked,
        scope=asks.scope,
        standing=asks.standing,
        fair=fair,
        exact=exact,
        is_print=is_print,
        now=asks.now,
    )
    shown = {
        "form": asks.form,
        "picked": picked,
        "filters": "" if is_print else _filters(asks, fair=picked.picked("fair")),
        "fair_asked": picked.picked("fair"),
        "asked": asks.asked,
        "page": page.read(wanted, policy=policy_on(asks.on)),
        "items": _quality(asks, exact=False) if is_print else None,
        "is_print": is_print,
        "opens_people": exact,
        "printed": f"{asks.member.full_name}, {wording.sentence_time(asks.now, asks.on)}",
        "has_errors": has_errors,
    }
    return render(request, "reporting/dashboard.html", shown, status=422 if has_errors else 200)


def _filters(asks: Asks, *, fair: str) -> str:
    return filters.drawn(asks.form, reverse("dashboard:show"), more={"fair": fair})


@requires(Permission.SEE_DASHBOARD)
@require_safe
def data_quality(request: HttpRequest) -> HttpResponse:
    """What the return asks for and is missing; with script, the same as a part of the dashboard."""
    asks = asks_of(request)
    exact = asks.scope.opens_people
    shown = {
        "form": asks.form,
        "filters": filters.drawn(asks.form, request.path, compares=False),
        "asked": asks.asked,
        "items": _quality(asks, exact=exact),
        "opens_people": exact,
        "may_make_returns": asks.standing.may_elsewhere(Permission.MAKE_RETURNS),
        "return_month": f"{min(asks.asked.named.period.end, asks.on):%Y-%m}",
        "has_errors": asks.has_errors,
    }
    part = "quality_part" if request.headers.get("HX-Request") else "quality"
    return render(request, f"reporting/{part}.html", shown, status=422 if asks.has_errors else 200)


def _quality(asks: Asks, *, exact: bool) -> tuple[quality.Item, ...]:
    return quality.read(asks.asked, Standards(), exact=exact)
