"""/supervision/pairings/: who meets whom and when, and a change of it."""

from datetime import timedelta
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clinical.errors import Refused
from clinical.policy import Policy
from clinical.working_days import local_date
from policy.current import policy_on
from staff.decorators import requires
from staff.models import StaffMember, SupervisionPairing
from staff.roles import Permission
from staff.standing import Standing
from supervision.actions.pairings import agree_time, end_supervision
from supervision.forms.meetings import PairingForm
from supervision.planning import pairs


@requires(Permission.SUPERVISE)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Everybody whose supervision one may arrange."""
    member, on = cast(StaffMember, request.user), local_date(timezone.now())
    found = pairs.read(standing=cast(Standing, member.standing), on=on)
    return render(request, "supervision/pairings.html", {"pairs": found})


@requires(Permission.SUPERVISE)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, supervisee: int) -> HttpResponse:
    """Set who supervises somebody and when they meet, from a day on."""
    member, now = cast(StaffMember, request.user), timezone.now()
    standing, on = cast(Standing, member.standing), local_date(now)
    if not pairs.may_arrange(standing, supervisee, on=on):
        raise Http404
    person = StaffMember.objects.get(pk=supervisee)
    people = [one for one in pairs.supervisors(standing=standing, on=on) if one.pk != supervisee]
    present = pairs.standing_pairing(supervisee)
    policy = policy_on(on)
    if request.method == "POST":
        form = PairingForm(request.POST, people=people, may_end=present is not None)
        if form.is_valid() and _agreed(form, person, by=member, policy=policy):
            done = "supervision ends then" if form.ends else "meetings follow this time"
            messages.success(request, f"{person.full_name}’s {done}.")
            return redirect("supervision:pairings")
    else:
        initial = _present(present) | {"begins_on": on}
        form = PairingForm(people=people, may_end=present is not None, initial=initial)
    shown = {"form": form, "person": person, "present": present, "has_errors": bool(form.errors)}
    return render(request, "supervision/pairing.html", shown, status=422 if form.errors else 200)


def _agreed(form: PairingForm, person: StaffMember, *, by: StaffMember, policy: Policy) -> bool:
    """Do it, or put the reason why not beside the field it is about."""
    now = timezone.now()
    try:
        if form.ends:
            last = form.begins() - timedelta(days=1)
            end_supervision(supervisee=person, ends_on=last, by=by, now=now)
            return True
        agree_time(
            supervisor=form.chosen(),
            supervisee=person,
            meets=form.meets(),
            begins_on=form.begins(),
            by=by,
            now=now,
            policy=policy,
        )
    except Refused as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return False
    return True


def _present(pairing: SupervisionPairing | None) -> dict[str, object]:
    """What holds now, as the form shows it."""
    if pairing is None:
        return {"minutes": 60}
    return {
        "supervisor": pairing.supervisor_id,
        "weekday": pairing.weekday,
        "meets_at": pairing.meets_at and f"{pairing.meets_at:%H:%M}",
        "minutes": pairing.minutes,
    }
