"""/dashboard/<measure>/: its definition, its year, its groups; and the people behind it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from reporting import (
    download,
    filters,
    grid,
    measure_page,
    one_practitioner,
    people_behind,
    remembered,
)
from reporting.dashboard.page import complete_to
from reporting.dimensions import DIMENSIONS
from reporting.download import Taken
from reporting.forms.picked import PickedForm
from reporting.metrics.measure import Measure
from reporting.metrics.registry import measure_called
from reporting.people_behind import Behind, Which
from reporting.views.asks import Asks, asks_of, record_taken
from staff.decorators import requires
from staff.roles import Permission

# More digits than a key has; Python refuses to read thousands of them.
_LONGEST_KEY = 18


@requires(Permission.SEE_DASHBOARD)
@require_safe
def show(request: HttpRequest, measure: str) -> HttpResponse:
    """The page of one measure; `by` breaks it down."""
    return _page(request, _measure(measure), asks_of(request))


def _page(request: HttpRequest, found: Measure, asks: Asks) -> HttpResponse:
    picked = PickedForm(request.GET, by=DIMENSIONS)
    by = picked.picked("by")
    counted = remembered.counted(asks.asked, now=asks.now)
    # Exact counts of teams: for whoever may open the people behind them.
    page, mix = measure_page.read(
        found, asks.asked, by=by, exact=asks.scope.opens_people, now=asks.now, counted=counted
    )
    has_errors = bool(asks.form.errors or picked.errors)
    shown = {
        "page": page,
        "title": found.name,
        "mix": mix,
        "form": asks.form,
        "filters": filters.drawn(
            asks.form, reverse("dashboard:measure", args=(found.slug,)), more={"by": by}
        ),
        "asked": asks.asked,
        "by": by,
        "picked": picked,
        "dimensions": measure_page.dimensions(),
        "opens_people": asks.scope.opens_people,
        "counted": complete_to(counted.at, now=asks.now),
        "no_file": grid.why_none(
            asks.asked.named.period, asks.asked.chosen, by=by, on=asks.asked.on
        ),
        "has_errors": has_errors,
    }
    return render(request, "reporting/measure.html", shown, status=422 if has_errors else 200)


@requires(Permission.SEE_DASHBOARD)
@require_safe
def counts(request: HttpRequest, measure: str) -> HttpResponse:
    """Its counts as a table to keep, rounded and hidden; that they were taken is on the trail. What
    cannot be told so is said on the page.
    """
    found, asks = _measure(measure), asks_of(request)
    picked = PickedForm(request.GET, by=DIMENSIONS)
    by = picked.picked("by")
    if asks.form.errors or picked.errors:
        return redirect(
            f"{reverse('dashboard:measure', args=(measure,))}?{request.GET.urlencode()}"
        )
    taken = Taken(by=asks.member.full_name, at=asks.now)
    try:
        text = download.as_csv(found, asks.asked, by=by, taken=taken)
    except Refused as refusal:
        asks.form.add_error("period", str(refusal))
        return _page(request, found, asks)
    record_taken(asks, measure=found.slug, by=by)
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    name = f"{found.slug}-{asks.asked.named.period.end.isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@requires(Permission.SEE_PEOPLE_BEHIND)
@require_safe
def people(request: HttpRequest, measure: str) -> HttpResponse:
    """Who stands behind it, one page after another; one line on the trail for each page."""
    found, asks = _measure(measure), asks_of(request, needs=Permission.SEE_PEOPLE_BEHIND)
    offered = people_behind.offered(found)
    picked = PickedForm(request.GET, which=[one.which for one in offered])
    which = Which(picked.picked("which") or Which.COUNTED)
    if which is not Which.MISSING and _is_of_one(found, asks):
        asks.form.add_error("team", one_practitioner.RULE)
        behind = Behind((), 0, 0, 0, 0)
    else:
        behind = people_behind.read(
            found,
            asks.asked,
            which=which,
            after=_key(request.GET.get("after", "")),
            standing=asks.standing,
            on=asks.on,
        )
    trail.record_view(Event.LIST_VIEWED, by=asks.member, at=asks.now, shown=behind.shown)
    has_errors = bool(asks.form.errors or picked.errors)
    shown = {
        "measure": found,
        "title": f"People behind: {found.name}",
        "said": people_behind.said_of(which, found),
        "behind": behind,
        "which": which,
        "offered": offered,
        "form": asks.form,
        "filters": filters.drawn(
            asks.form, request.path, more={"which": which.value}, compares=False
        ),
        "picked": picked,
        "asked": asks.asked,
        "has_errors": has_errors,
    }
    return render(request, "reporting/people.html", shown, status=422 if has_errors else 200)


def _is_of_one(measure: Measure, asks: Asks) -> bool:
    """Who came well out of it would be one PWP's outcome."""
    asked = asks.asked
    return one_practitioner.is_outcome(measure) and bool(
        one_practitioner.alone(asked.chosen, [asked.named.period])
    )


def _measure(slug: str) -> Measure:
    try:
        return measure_called(slug)
    except Refused as refusal:
        raise Http404 from refusal


def _key(asked: str) -> int:
    """Anything that is no key is the beginning."""
    is_key = asked.isascii() and asked.isdigit() and len(asked) <= _LONGEST_KEY
    return int(asked) if is_key else 0
