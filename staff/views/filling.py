"""One page for every form of the staff record: what it asks, what it does, where it leads back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from clinical.errors import Refused
from clinical.working_days import local_date
from staff.models import StaffMember

Act = Callable[[Any, StaffMember, StaffMember, datetime], object]


@dataclass(frozen=True, slots=True)
class Filling:
    """A form and its words. `act` takes the form, whose record it is, by whom and when; the days
    named in `today` begin as today.
    """

    heading: str
    form: type
    act: Act
    done: str
    lead: str = ""
    today: tuple[str, ...] = ()
    begins_with: Callable[[StaffMember], Mapping[str, object]] = field(default=lambda _: {})


def page(request: HttpRequest, one: Filling, *, member: StaffMember, back: str) -> HttpResponse:
    """Ask, do it, and say so; what cannot be stands beside its field with what was typed."""
    now = timezone.now()
    if request.method == "POST":
        form = one.form(request.POST)
        if form.is_valid() and _acted(one, form, request, member=member, now=now):
            messages.success(request, one.done)
            return redirect(back)
    else:
        begins = dict.fromkeys(one.today, local_date(now)) | dict(one.begins_with(member))
        form = one.form(initial=begins)
    shown = {
        "form": form,
        "one": one,
        "back": back,
        "whose": "" if member.pk == request.user.pk else member.full_name,
        "has_errors": bool(form.errors),
    }
    return render(request, "staff/filling.html", shown, status=422 if form.errors else 200)


def _acted(
    one: Filling, form: Any, request: HttpRequest, *, member: StaffMember, now: datetime
) -> bool:
    try:
        one.act(form, member, cast(StaffMember, request.user), now)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True
