"""/supervision/hours/: hours held against what is expected, and one's record for accreditation."""

from datetime import date
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from audit import trail
from audit.events import Event
from clinical import wording
from clinical.working_days import local_date
from policy.current import policy_on
from staff.decorators import requires
from staff.models import StaffMember
from staff.permissions import may
from staff.roles import Permission
from staff.standing import Standing
from supervision import evidence, hours
from supervision.forms.skills import PeriodForm
from supervision.skills.doors import person_for


@requires(Permission.SEE_SUPERVISION)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """One's own hours of the last weeks, one's supervisees', and for the lead everybody's count."""
    member, on = cast(StaffMember, request.user), local_date(timezone.now())
    standing, policy = cast(Standing, member.standing), policy_on(on)
    sees_all = may(member, Permission.SEE_COVERAGE)
    mine = {member.pk} | standing.supervisee_ids
    if sees_all:
        people = hours.carrying(on)
        people += [member] if member.pk not in {one.pk for one in people} else []
    else:
        people = list(StaffMember.objects.filter(pk__in=sorted(mine), is_active=True))
    found = hours.of_people(people, on=on, policy=policy)
    first, last = evidence.usual_period(member, on=on)
    shown = {
        "own": next((one for one in found if one.staff_id == member.pk), None),
        "others": [one for one in found if one.staff_id in standing.supervisee_ids],
        "counts": hours.counts(found) if sees_all else (),
        "evidence": evidence.read(member, first=first, last=last, on=on, policy=policy),
        "weeks": hours.WEEKS,
        "policy": policy,
    }
    return render(request, "supervision/hours/hours.html", shown)


@requires(Permission.SEE_SUPERVISION)
@require_safe
def own_evidence(request: HttpRequest) -> HttpResponse:
    """One's own record, to read and to print."""
    return _evidence(request, cast(StaffMember, request.user), as_csv=False)


@requires(Permission.SEE_SUPERVISION)
@require_safe
def own_csv(request: HttpRequest) -> HttpResponse:
    """One's own record as a table to keep."""
    return _evidence(request, cast(StaffMember, request.user), as_csv=True)


@requires(Permission.SUPERVISE)
@require_safe
def evidence_of(request: HttpRequest, supervisee: int) -> HttpResponse:
    """The record of somebody one supervises; that one saw it stands on the trail."""
    return _evidence(request, person_for(request, supervisee), as_csv=False)


@requires(Permission.SUPERVISE)
@require_safe
def csv_of(request: HttpRequest, supervisee: int) -> HttpResponse:
    """The same as a table."""
    return _evidence(request, person_for(request, supervisee), as_csv=True)


def _evidence(request: HttpRequest, person: StaffMember, *, as_csv: bool) -> HttpResponse:
    member, now = cast(StaffMember, request.user), timezone.now()
    on = local_date(now)
    form = _period(request, evidence.usual_period(person, on=on))
    wanted = form.cleaned_data if form.is_valid() else {}
    if wanted and (as_csv or person.pk != member.pk):
        trail.record(Event.EVIDENCE_SEEN, by=member, at=now, about=person)
    found = wanted and evidence.read(
        person, first=wanted["first"], last=wanted["last"], on=on, policy=policy_on(on)
    )
    if found and as_csv:
        return _file(evidence.as_csv(found), first=found.first, last=found.last)
    shown = {
        "page": found or None,
        "form": form,
        "person": person,
        "is_own": person.pk == member.pk,
        "has_errors": bool(form.errors),
        "printed": f"{member.full_name}, {wording.sentence_date(on)} {on.year}",
    }
    status = 422 if form.errors else 200
    return render(request, "supervision/hours/evidence.html", shown, status=status)


def _period(request: HttpRequest, usual: tuple[date, date]) -> PeriodForm:
    """What is asked for; where nothing is, the usual time."""
    first, last = usual
    asked = request.GET if {"first", "last"} & set(request.GET) else None
    return PeriodForm(asked or {"first": first.isoformat(), "last": last.isoformat()})


def _file(text: str, *, first: date, last: date) -> HttpResponse:
    """A download under a name that names nobody."""
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    name = f"supervision-{first.isoformat()}-{last.isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
