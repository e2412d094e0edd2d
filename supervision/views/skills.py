"""/supervision/skills/: groups for clinical skills and of supervisors, and what became of a day."""

from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinical.errors import Refused
from clinical.working_days import local, local_date
from policy.current import policy_on
from staff.decorators import requires
from staff.models import StaffMember
from staff.permissions import may
from staff.roles import Permission
from staff.standing import Standing
from supervision.actions import skills as actions
from supervision.actions.skills_stand_in import let_stand_in
from supervision.forms.skills import (
    CorrectionForm,
    HeldForm,
    MoveForm,
    NotHeldForm,
    StandInForm,
)
from supervision.models import Attended, SkillsGroup
from supervision.planning import pairs
from supervision.skills import lists, sheets
from supervision.skills.doors import day_to_arrange, group_of_day


@requires(Permission.SEE_SUPERVISION)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """One's own sessions, and the groups one leads."""
    member, now = cast(StaffMember, request.user), timezone.now()
    policy = policy_on(local_date(now))
    shown = {
        "page": lists.read(standing=cast(Standing, member.standing), now=now, policy=policy),
        "supervises": may(member, Permission.SUPERVISE),
        "carries": may(member, Permission.CARRY_CASELOAD),
    }
    return render(request, "supervision/skills/mine.html", shown)


@requires(Permission.SEE_SUPERVISION)
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest, group: str, planned_on: str) -> HttpResponse:
    """What is planned or was held on a day; POST writes it down and signs it."""
    is_post = request.method == "POST"
    found, on = group_of_day(request, group, planned_on, leading=is_post)
    now = timezone.now()
    if not is_post:
        return _drawn(request, found, on, now=now)
    policy = policy_on(local_date(now))
    form = HeldForm(request.POST, sheet=sheets.read(found, on, now=now, policy=policy))
    if form.is_valid():
        try:
            actions.sign_skills(
                group=found,
                planned_on=on,
                held=form.held(),
                by=cast(StaffMember, request.user),
                now=now,
                policy=policy,
            )
        except Refused as refusal:
            _place(form, refusal)
        else:
            messages.success(request, "Signed. It counts towards everybody’s hours.")
            return redirect("supervision:skills")
    return _drawn(request, found, on, now=now, form=form, status=422)


@requires(Permission.SEE_SUPERVISION)
@require_POST
def move(request: HttpRequest, group: str, planned_on: str) -> HttpResponse:
    """Hold a session on another day or at another time."""
    found, on = group_of_day(request, group, planned_on, leading=True)
    now, form = timezone.now(), MoveForm(request.POST)
    if form.is_valid():
        try:
            actions.move_skills(
                group=found,
                planned_on=on,
                to=form.cleaned_data["to"],
                at=form.cleaned_data["at"],
                by=cast(StaffMember, request.user),
                now=now,
                policy=policy_on(local_date(now)),
            )
        except Refused as refusal:
            _place(form, refusal)
        else:
            messages.success(request, "Moved. Everybody in the group sees it.")
            return redirect("supervision:skills")
    return _drawn(request, found, on, now=now, move_form=form, status=422)


@requires(Permission.SEE_SUPERVISION)
@require_POST
def not_held(request: HttpRequest, group: str, planned_on: str) -> HttpResponse:
    """Say why a session was, or will be, not held."""
    found, on = group_of_day(request, group, planned_on, leading=True)
    now, form = timezone.now(), NotHeldForm(request.POST)
    if form.is_valid():
        try:
            actions.say_skills_not_held(
                group=found,
                planned_on=on,
                why=form.cleaned_data["why"],
                by=cast(StaffMember, request.user),
                now=now,
                policy=policy_on(local_date(now)),
            )
        except Refused as refusal:
            _place(form, refusal)
        else:
            messages.success(request, "Recorded: it is not held.")
            return redirect("supervision:skills")
    return _drawn(request, found, on, now=now, why_form=form, status=422)


@requires(Permission.SUPERVISE)
@require_POST
def stand_in(request: HttpRequest, group: str, planned_on: str) -> HttpResponse:
    """Let somebody else lead a session, or take it back."""
    found, on = day_to_arrange(request, group, planned_on)
    now = timezone.now()
    form = StandInForm(request.POST, leaders=list(pairs.who_may_supervise(on=local_date(now))))
    if form.is_valid():
        try:
            let_stand_in(
                group=found,
                planned_on=on,
                leader=form.who(),
                by=cast(StaffMember, request.user),
                now=now,
                policy=policy_on(local_date(now)),
            )
        except Refused as refusal:
            _place(form, refusal)
        else:
            messages.success(request, f"{form.who().full_name} leads this session.")
            return redirect("supervision:skills")
    return _drawn(request, found, on, now=now, stand_in_form=form, status=422)


@requires(Permission.SEE_SUPERVISION)
@require_POST
def correct(request: HttpRequest, group: str, planned_on: str) -> HttpResponse:
    """Put right who came to a signed session."""
    found, on = group_of_day(request, group, planned_on, leading=True)
    now = timezone.now()
    sheet = sheets.read(found, on, now=now, policy=policy_on(local_date(now)))
    form = CorrectionForm(request.POST, sheet=sheet)
    if form.is_valid() and sheet.session is not None:
        given = form.cleaned_data
        try:
            actions.correct_attendance(
                session=sheet.session,
                person=StaffMember.objects.get(pk=given["person"]),
                attended=Attended(given["attended"]),
                minutes=given["minutes"],
                why=given["why"],
                by=cast(StaffMember, request.user),
                now=now,
            )
        except Refused as refusal:
            _place(form, refusal)
        else:
            messages.success(request, "Put right. What stood there before is kept beside it.")
            return redirect("supervision:skills_session", group, planned_on)
    return _drawn(request, found, on, now=now, correction=form, status=422)


def _place(form: forms.Form, refusal: Refused) -> None:
    """The reason beside the field it is about, above the page otherwise."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


def _drawn(
    request: HttpRequest,
    group: SkillsGroup,
    on: date,
    *,
    now: datetime,
    status: int = 200,
    **typed: forms.Form,
) -> HttpResponse:
    """The page of a session, with what was typed where it was refused."""
    sheet = sheets.read(group, on, now=now, policy=policy_on(local_date(now)))
    member = cast(StaffMember, request.user)
    may_arrange = member.pk == group.supervisor_id or may(member, Permission.SEE_COVERAGE)
    shown: dict[str, Any] = {
        "page": sheet,
        "is_mine": member.pk == sheet.leader.pk,
        "may_arrange": may_arrange,
        "stand_in_form": StandInForm(
            leaders=list(pairs.who_may_supervise(on=local_date(now))) if may_arrange else (),
            initial={"leader": sheet.leader.pk},
        ),
        "form": HeldForm(sheet=sheet),
        "move_form": MoveForm(initial={"at": f"{local(sheet.starts_at):%H:%M}"}),
        "why_form": NotHeldForm(),
        "correction": CorrectionForm(sheet=sheet),
    }
    return render(
        request,
        "supervision/skills/session.html",
        shown | typed | {"wrong": list(typed.values()), "has_errors": bool(typed)},
        status=status,
    )
