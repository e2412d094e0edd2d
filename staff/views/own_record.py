"""/staff/you/: one's own record, what one writes on it, and a copy to take along."""

from types import MappingProxyType
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinical import wording
from clinical.working_days import local_date
from staff import actions, portfolio, record, record_forms, sight
from staff.models import Credential, StaffMember
from staff.permissions import may
from staff.roles import Permission
from staff.standing import Standing
from staff.telling import telling
from staff.views import filling
from staff.views.filling import Filling

_KINDS = MappingProxyType(
    {
        "training": Filling(
            heading="Add a registration or training",
            form=record_forms.CredentialForm,
            act=lambda form, member, by, now: actions.record_credential(
                member=member, entry=form.entry(), by=by, now=now
            ),
            done="Recorded. It counts once somebody else has seen the certificate.",
            lead="A renewal takes the place of what it renews.",
        ),
        "cpd": Filling(
            heading="Log CPD",
            form=record_forms.CpdForm,
            act=lambda form, _member, by, now: actions.log_cpd(
                line=form.entry(), form_key=form.key(), by=by, now=now
            ),
            done="Logged.",
            today=("on",),
        ),
        "reflection": Filling(
            heading="Write a reflection",
            form=record_forms.ReflectionForm,
            act=lambda form, _member, by, now: actions.write_reflection(
                text=form.cleaned_data["text"], form_key=form.key(), by=by, now=now
            ),
            done="Kept, for your eyes alone.",
        ),
        "interests": Filling(
            heading="Your special interests",
            form=record_forms.InterestsForm,
            act=lambda form, _member, by, now: actions.set_interests(
                words=form.cleaned_data["words"], by=by, now=now
            ),
            done="Saved.",
            begins_with=lambda member: {"words": member.interests},
        ),
    }
)


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Everything of one's own record."""
    member, on = cast(StaffMember, request.user), local_date(timezone.now())
    seen = sight.of(cast(Standing, member.standing), member.pk)
    shown = {
        "record": record.read(member, sight=seen, on=on),
        "has_supervision": may(member, Permission.SEE_SUPERVISION),
        "may_look_at_others": may(member, Permission.SUPERVISE)
        or may(member, Permission.SEE_EXPIRY),
    }
    return render(request, "staff/own_record.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, own_kind: str) -> HttpResponse:
    """Write something on one's own record."""
    if own_kind not in _KINDS:
        raise Http404
    member = cast(StaffMember, request.user)
    return filling.page(request, _KINDS[own_kind], member=member, back=reverse("people:own"))


@require_POST
def take_back(request: HttpRequest, credential: int) -> HttpResponse:
    """Take back what was written down wrongly."""
    member = cast(StaffMember, request.user)
    found = Credential.objects.filter(pk=credential, staff=member).first()
    if found is not None:
        with telling(request, "Taken back."):
            actions.withdraw_credential(credential=found, by=member, now=timezone.now())
    return redirect("people:own")


@require_POST
def remove_reflection(request: HttpRequest, reflection: int) -> HttpResponse:
    """Take a reflection away for good."""
    member = cast(StaffMember, request.user)
    with telling(request, "Removed for good."):
        actions.remove_reflection(reflection=reflection, by=member, now=timezone.now())
    return redirect("people:own")


@require_safe
def copy(request: HttpRequest) -> HttpResponse:
    """The whole record on paper."""
    member, now = cast(StaffMember, request.user), timezone.now()
    actions.note_export(by=member, now=now)
    on = local_date(now)
    shown = {
        "rows": portfolio.of(member),
        "heads": portfolio.HEADS,
        "printed": f"{member.full_name}, {wording.sentence_date(on)} {on.year}",
    }
    return render(request, "staff/portfolio.html", shown)


@require_safe
def copy_csv(request: HttpRequest) -> HttpResponse:
    """The whole record as a table."""
    member = cast(StaffMember, request.user)
    actions.note_export(by=member, now=timezone.now())
    text = portfolio.as_csv(portfolio.of(member))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="record.csv"'
    return response


@require_safe
def copy_json(request: HttpRequest) -> HttpResponse:
    """The whole record for a machine."""
    member, now = cast(StaffMember, request.user), timezone.now()
    actions.note_export(by=member, now=now)
    found = {
        "of": member.full_name,
        "made_on": local_date(now).isoformat(),
        "rows": portfolio.as_json(portfolio.of(member)),
    }
    response = JsonResponse(found, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="record.json"'
    return response
