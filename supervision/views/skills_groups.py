"""/supervision/skills/new/ and a group's own page: who meets, for what, at which rhythm."""

from datetime import date, timedelta
from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from clinical.errors import Refused
from clinical.working_days import local_date, working_day_on_or_after
from policy.current import policy_on
from staff.decorators import requires
from staff.models import Membership, StaffMember
from staff.roles import Permission
from staff.standing import Standing
from supervision.actions.skills_groups import MAY_HAVE, arrange_group, end_group
from supervision.forms.skills import EndGroupForm, SkillsGroupForm
from supervision.models import EveryWeeks, SkillsForm, SkillsGroup, SkillsKind
from supervision.planning import pairs
from supervision.skills import days
from supervision.skills.doors import group_to_arrange

_AHEAD = timedelta(weeks=12)


@requires(Permission.SUPERVISE)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Arrange a group, or sessions with one person."""
    return _arranging(request, None)


@requires(Permission.SUPERVISE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, group: str) -> HttpResponse:
    """Change who is in a group or when it meets, from one of its days on."""
    return _arranging(request, group_to_arrange(request, group))


@requires(Permission.SUPERVISE)
@require_POST
def end(request: HttpRequest, group: str) -> HttpResponse:
    """Say which day is a group's last."""
    found, now, form = group_to_arrange(request, group), timezone.now(), EndGroupForm(request.POST)
    if form.is_valid():
        try:
            end_group(
                group=found,
                on=form.cleaned_data["ends_on"],
                by=cast(StaffMember, request.user),
                now=now,
            )
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "This group ends on that day.")
            return redirect("supervision:skills")
    on = local_date(now)
    return _drawn(request, found, _form(request, found, on=on), ending=form, status=422)


def _arranging(request: HttpRequest, group: SkillsGroup | None) -> HttpResponse:
    now = timezone.now()
    on = local_date(now)
    form = _form(request, group, on=on, is_posted=request.method == "POST")
    if request.method == "POST" and form.is_valid():
        try:
            arrange_group(
                arranged=form.arranged(),
                instead_of=group,
                by=cast(StaffMember, request.user),
                now=now,
                policy=policy_on(on),
            )
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            messages.success(request, "Saved. Its sessions stand on everybody’s page.")
            return redirect("supervision:skills")
    return _drawn(request, group, form, status=422 if form.errors else 200)


def _form(
    request: HttpRequest, group: SkillsGroup | None, *, on: date, is_posted: bool = False
) -> SkillsGroupForm:
    standing = cast(Standing, cast(StaffMember, request.user).standing)
    supervisors = pairs.supervisors(standing=standing, on=on)
    if group is not None and group.supervisor_id not in {one.pk for one in supervisors}:
        supervisors.append(group.supervisor)
    return SkillsGroupForm(
        request.POST if is_posted else None,
        supervisors=supervisors,
        people=_people(on),
        initial=_present(group, on=on) if group else _usual(standing, on=on),
    )


def _people(on: date) -> list[StaffMember]:
    """Everybody who has supervision here, by name."""
    held = Membership.objects.on(on).filter(role__in=MAY_HAVE)
    people = StaffMember.objects.filter(is_active=True, pk__in=held.values("staff_id"))
    return list(people.order_by("given_name", "family_name", "pk"))


def _usual(standing: Standing, *, on: date) -> dict[str, object]:
    return {
        "kind": SkillsKind.SKILLS,
        "form": SkillsForm.GROUP,
        "supervisor": standing.staff_id,
        "people": sorted(standing.supervisee_ids),
        "starts_on": working_day_on_or_after(on + timedelta(days=7)),
        "every_weeks": EveryWeeks.FORTNIGHTLY,
        "meets_at": "14:00",
        "minutes": 60,
    }


def _present(group: SkillsGroup, *, on: date) -> dict[str, object]:
    """What holds, from the next day on which it meets."""
    return {
        "kind": group.kind,
        "form": group.form,
        "supervisor": group.supervisor_id,
        "people": list(
            group.members.filter(ends_on=None).values_list("person_id", flat=True).order_by("pk")
        ),
        "starts_on": next(days.planned(group, first=on, last=on + _AHEAD), on),
        "every_weeks": group.every_weeks,
        "meets_at": f"{group.meets_at:%H:%M}",
        "minutes": group.minutes,
    }


def _drawn(
    request: HttpRequest,
    group: SkillsGroup | None,
    form: SkillsGroupForm,
    *,
    ending: EndGroupForm | None = None,
    status: int,
) -> HttpResponse:
    wrong = [one for one in (form, ending) if one is not None and one.errors]
    shown = {
        "group": group,
        "form": form,
        "ending": ending or EndGroupForm(),
        "wrong": wrong,
        "has_errors": bool(wrong),
    }
    return render(request, "supervision/skills/group.html", shown, status=status)
