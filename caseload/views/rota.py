"""The duty rota: put somebody on duty, give a turn to somebody else, take a turn off."""

from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from caseload.forms.rota import GiveTurnForm, RemoveTurnForm, TurnForm
from caseload.rota import page as rota_page
from clinical.errors import Refused
from clinical.working_days import local_date
from policy.current import policy_on
from staff import actions, rota
from staff.actions import AlreadyChanged
from staff.decorators import requires
from staff.models import Duty, StaffMember
from staff.permissions import may
from staff.roles import Permission


@requires(Permission.SEE_DUTY)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The rota of five weeks, and its gaps."""
    return _drawn(request, now=timezone.now())


@requires(Permission.CHANGE_ROTA)
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put somebody on duty."""
    now, by = timezone.now(), cast(StaffMember, request.user)
    form = TurnForm(request.POST, people=_people(now))
    if form.is_valid():
        entry = form.entry()
        try:
            actions.put_on_duty(
                staff=entry.staff,
                starts_at=entry.starts_at,
                ends_at=entry.ends_at,
                phone=entry.phone,
                by=by,
                now=now,
            )
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"{entry.staff.full_name} is on the rota.")
            return redirect("duty_rota")
    return _drawn(request, now=now, adding=form, status=422)


@requires(Permission.CHANGE_ROTA)
@require_POST
def give(request: HttpRequest, turn: int) -> HttpResponse:
    """Give a turn to somebody else, in one step."""
    now, by = timezone.now(), cast(StaffMember, request.user)
    form = GiveTurnForm(request.POST, people=_people(now), turn=turn)
    status = 422
    if form.is_valid():
        try:
            actions.give_turn(
                turn=Duty(pk=turn),
                held_by=form.cleaned_data["held_by"],
                to=form.chosen(),
                by=by,
                now=now,
            )
        except AlreadyChanged as changed:
            return _drawn(request, now=now, changed=str(changed), status=409)
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, f"{form.chosen().full_name} has this turn now.")
            return redirect("duty_rota")
    return _drawn(request, now=now, giving={turn: form}, status=status)


@requires(Permission.CHANGE_ROTA)
@require_POST
def remove(request: HttpRequest, turn: int) -> HttpResponse:
    """Take a turn off the rota; one that has begun ends now."""
    now, by = timezone.now(), cast(StaffMember, request.user)
    form = RemoveTurnForm(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        actions.take_off_duty(
            turn=Duty(pk=turn), held_by=form.cleaned_data["held_by"], by=by, now=now
        )
    except AlreadyChanged as changed:
        return _drawn(request, now=now, changed=str(changed), status=409)
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Taken off the rota. Check that nobody is missing.")
    return redirect("duty_rota")


def _people(now: datetime) -> list[StaffMember]:
    return rota.people(on=local_date(now))


def _drawn(
    request: HttpRequest,
    *,
    now: datetime,
    adding: TurnForm | None = None,
    giving: dict[int, GiveTurnForm] | None = None,
    changed: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, with what was typed where something was refused."""
    policy = policy_on(local_date(now))
    page = rota_page.read(now=now, policy=policy)
    shown: dict[str, Any] = {"page": page, "changed": changed}
    if may(cast(StaffMember, request.user), Permission.CHANGE_ROTA):
        people = _people(now)
        begin = {"starts_on": local_date(now), "ends_on": local_date(now)}
        usual = {
            "starts_at": policy.opens,
            "ends_at": policy.closes,
            "phone": page.usual_phone,
        }
        shown["adding"] = adding or TurnForm(people=people, initial=begin | usual)
        shown["giving"] = {
            row.pk: GiveTurnForm(people=people, turn=row.pk, initial={"held_by": row.staff_id})
            for week in page.weeks
            for row in week.turns
            if row.may_change
        } | (giving or {})
    wrong = [form for form in (adding, *(giving or {}).values()) if form is not None]
    shown |= {"wrong": wrong, "has_errors": any(form.errors for form in wrong)}
    return render(request, "caseload/duty/rota.html", shown, status=status)
