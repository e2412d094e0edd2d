"""/supervision/overtime/: signs of one's own overtime, whom one shows them to, and all together."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clinical import wording
from clinical.errors import Refused
from clinical.working_days import local_date
from policy.current import policy_on
from staff.decorators import requires
from staff.models import StaffMember
from staff.permissions import may
from staff.roles import Permission
from staff.telling import telling
from supervision.actions import overtime as choices
from supervision.forms.overtime import ShareForm
from supervision.practitioner import overtime


@requires(Permission.SEE_SUPERVISION)
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """One's own, worked out now if one has agreed; a person to show them to is posted here."""
    member, now = cast(StaffMember, request.user), timezone.now()
    on = local_date(now)
    policy = policy_on(on)
    people = overtime.may_be_shown_to(member.pk, on=on)
    form = ShareForm(request.POST if request.method == "POST" else None, people=people)
    if form.is_bound and form.is_valid() and _is_shared(request, form):
        return redirect("supervision:overtime")
    agreed = overtime.agreement(member.pk) if policy.overtime_signs_on else None
    shown = {
        "is_on": policy.overtime_signs_on,
        "agreed_on": wording.sentence_date(local_date(agreed.agreed_at), on) if agreed else "",
        "weeks": overtime.weeks(member.pk, on=on) if agreed else (),
        "hours": f"{policy.opens} to {policy.closes}",
        "shows_to": overtime.shows_to(member.pk, on=on) if agreed else (),
        "shown_to": overtime.shown_to(member.pk, on=on) if policy.overtime_signs_on else (),
        "sees_all": may(member, Permission.SEE_COVERAGE),
        "form": form,
        "has_errors": form.is_bound and bool(form.errors),
    }
    return render(
        request, "supervision/overtime.html", shown, status=422 if shown["has_errors"] else 200
    )


@requires(Permission.SEE_SUPERVISION)
@require_safe
def of_colleague(request: HttpRequest, owner: int) -> HttpResponse:
    """Somebody else's, while they show them to the reader; otherwise there is no such page."""
    member, on = cast(StaffMember, request.user), local_date(timezone.now())
    policy = policy_on(on)
    shares = overtime.shown_to(member.pk, on=on) if policy.overtime_signs_on else ()
    share = next((one for one in shares if one.staff_id == owner), None)
    if share is None:
        raise Http404
    weeks = overtime.weeks(owner, on=on)
    shown = {"share": share, "weeks": weeks, "hours": f"{policy.opens} to {policy.closes}"}
    return render(request, "supervision/overtime_shared.html", shown)


@requires(Permission.SEE_COVERAGE)
@require_safe
def together(request: HttpRequest) -> HttpResponse:
    """Everybody who agreed, by month, rounded. Nothing narrows it down: it takes no filter."""
    on = local_date(timezone.now())
    policy = policy_on(on)
    is_on = policy.overtime_signs_on
    months = overtime.together(on=on) if is_on else ()
    shown = {"is_on": is_on, "months": months, "hours": f"{policy.opens} to {policy.closes}"}
    return render(request, "supervision/overtime_together.html", shown)


@requires(Permission.SEE_SUPERVISION)
@require_POST
def agree(request: HttpRequest) -> HttpResponse:
    """Agree, for oneself."""
    now = timezone.now()
    with telling(request, "Agreed. You can take it back here at any time."):
        choices.agree(
            by=cast(StaffMember, request.user), now=now, policy=policy_on(local_date(now))
        )
    return redirect("supervision:overtime")


@requires(Permission.SEE_SUPERVISION)
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Take one's agreement back."""
    with telling(request, "Taken back. Nothing is worked out or shown any more."):
        choices.withdraw(by=cast(StaffMember, request.user), now=timezone.now())
    return redirect("supervision:overtime")


@requires(Permission.SEE_SUPERVISION)
@require_POST
def withdraw_share(request: HttpRequest, share: int) -> HttpResponse:
    """Show them to this person no longer."""
    with telling(request, "They are not shown to this person any more."):
        choices.withdraw_share(
            share_id=share, by=cast(StaffMember, request.user), now=timezone.now()
        )
    return redirect("supervision:overtime")


def _is_shared(request: HttpRequest, form: ShareForm) -> bool:
    now = timezone.now()
    person = form.chosen()
    try:
        choices.share(
            shared_with=person,
            by=cast(StaffMember, request.user),
            now=now,
            policy=policy_on(local_date(now)),
        )
    except Refused as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return False
    messages.success(request, f"{person.full_name} sees them from now on, until you take it back.")
    return True
