"""/staff/: colleagues' records, as far as one sees them; what one does on them."""

from datetime import datetime
from types import MappingProxyType
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinical.working_days import local_date
from staff import actions, people_page, record, record_forms, sight
from staff.decorators import requires
from staff.models import AgreedOffset, Credential, StaffMember
from staff.plan_forms import JobPlanForm, begins_with
from staff.roles import Permission
from staff.sight import Deed, Sight
from staff.standing import Standing
from staff.telling import telling
from staff.views import filling
from staff.views.filling import Filling

_AGREED = "Agreed. It holds from its first day."
_NO_REASON = "No reason is recorded. Others see the number, and until when nobody new is taken."


def _agree(
    form: record_forms.RoleForm, member: StaffMember, by: StaffMember, now: datetime
) -> None:
    actions.agree_offset(member=member, entry=form.entry(), by=by, now=now)


_KINDS = MappingProxyType(
    {
        "training": (
            Deed.CHECK,
            Filling(
                heading="Record a registration or training",
                form=record_forms.CredentialForm,
                act=lambda form, member, by, now: actions.record_credential(
                    member=member, entry=form.entry(), by=by, now=now
                ),
                done="Recorded, and seen by you.",
                lead="You have seen the certificate. A renewal takes the place of what it renews.",
            ),
        ),
        "induction": (
            Deed.INDUCT,
            Filling(
                heading="Sign a step of the induction",
                form=record_forms.InductionForm,
                act=lambda form, member, by, now: actions.sign_induction(
                    member=member,
                    step=form.step(),
                    done_on=form.cleaned_data["on"],
                    by=by,
                    now=now,
                ),
                done="Signed.",
                today=("on",),
            ),
        ),
        "competency": (
            Deed.SIGN,
            Filling(
                heading="Sign off a competency",
                form=record_forms.CompetencyForm,
                act=lambda form, member, by, now: actions.sign_competency(
                    member=member,
                    competency=form.competency(),
                    seen_on=form.cleaned_data["on"],
                    by=by,
                    now=now,
                ),
                done="Signed off.",
                lead="You have seen it done. A signature stands for good.",
                today=("on",),
            ),
        ),
        "role": (
            Deed.AGREE,
            Filling(
                heading="Agree a role",
                form=record_forms.RoleForm,
                act=_agree,
                done=_AGREED,
                lead="A role comes with its hours, never on top.",
                today=("starts_on",),
            ),
        ),
        "phased-return": (
            Deed.AGREE,
            Filling(
                heading="Agree a phased return",
                form=record_forms.PhasedReturnForm,
                act=_agree,
                done=_AGREED,
                lead=_NO_REASON,
                today=("starts_on",),
            ),
        ),
        "job-plan": (
            Deed.AGREE,
            Filling(
                heading="Agree a week",
                form=JobPlanForm,
                act=lambda form, member, by, now: actions.agree_plan(
                    member=member, entry=form.entry(), by=by, now=now
                ),
                done=_AGREED,
                lead="Who has room is counted from it. A new week takes the place of the last one.",
                today=("starts_on",),
                begins_with=begins_with,
            ),
        ),
        "pause": (
            Deed.AGREE,
            Filling(
                heading="Agree a time without new people",
                form=record_forms.PauseForm,
                act=_agree,
                done=_AGREED,
                lead=_NO_REASON,
                today=("starts_on",),
            ),
        ),
    }
)


@requires(Permission.SUPERVISE, Permission.SEE_EXPIRY)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Everybody whose record one may open, and what runs out."""
    member, on = cast(StaffMember, request.user), local_date(timezone.now())
    found = people_page.read(standing=cast(Standing, member.standing), on=on)
    return render(request, "staff/people.html", {"page": found})


@requires(Permission.SUPERVISE, Permission.SEE_EXPIRY)
@require_safe
def person(request: HttpRequest, staff: int) -> HttpResponse:
    """One colleague's record, as far as one sees it."""
    member, seen = _person(request, staff)
    on = local_date(timezone.now())
    shown = {
        "person": member,
        "record": record.read(member, sight=seen, on=on),
        "does": {deed.name for deed in seen.deeds},
    }
    return render(request, "staff/person.html", shown)


@requires(Permission.SUPERVISE, Permission.SEE_EXPIRY)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, staff: int, kind: str) -> HttpResponse:
    """Record, sign or agree something on a colleague's record."""
    member, seen = _person(request, staff)
    deed, one = _KINDS.get(kind, (None, None))
    if deed is None or one is None or not seen.does(deed):
        raise Http404
    return filling.page(request, one, member=member, back=reverse("people:person", args=[staff]))


@requires(Permission.SUPERVISE, Permission.SEE_EXPIRY)
@require_POST
def look(request: HttpRequest, staff: int, credential: int) -> HttpResponse:
    """Say that one has seen this certificate."""
    member, seen = _person(request, staff)
    found = Credential.objects.filter(pk=credential, staff=member).first()
    if found is None or not seen.does(Deed.CHECK):
        raise Http404
    with telling(request, "Seen. It counts from now on."):
        actions.check_credential(
            credential=found, by=cast(StaffMember, request.user), now=timezone.now()
        )
    return redirect("people:person", staff)


@requires(Permission.SUPERVISE)
@require_POST
def end(request: HttpRequest, staff: int, offset: int) -> HttpResponse:
    """End what lowers a colleague's agreed number."""
    member, seen = _person(request, staff)
    found = AgreedOffset.objects.filter(pk=offset, staff=member).first()
    if found is None or not seen.does(Deed.AGREE):
        raise Http404
    with telling(request, "Ended with today."):
        actions.end_offset(offset=found, by=cast(StaffMember, request.user), now=timezone.now())
    return redirect("people:person", staff)


def _person(request: HttpRequest, staff_id: int) -> tuple[StaffMember, Sight]:
    """The colleague, and what is seen of them; one's own record has a page of its own."""
    standing = cast(Standing, cast(StaffMember, request.user).standing)
    seen = sight.of(standing, staff_id)
    found = StaffMember.objects.filter(pk=staff_id, is_active=True).first()
    if found is None or not seen.parts or staff_id == standing.staff_id:
        raise Http404
    return found, seen
