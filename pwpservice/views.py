"""/background/: what runs behind the pages, and what is parked until a person looks after it."""

from collections.abc import Callable
from typing import cast

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from jobs import actions
from jobs.models import OutboxEntry
from pwpservice import background as page
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from staff.telling import telling


class GiveUp(forms.Form):
    """Why an entry will never be sent, and what was done instead."""

    why = forms.CharField(
        label="What was done instead",
        max_length=400,
        error_messages={"required": "Say what was done instead."},
    )


@requires(Permission.SEE_BACKGROUND_WORK)
@require_safe
def background(request: HttpRequest) -> HttpResponse:
    """What is watched, when it was last done, and what is parked."""
    return _drawn(request)


@requires(Permission.SEE_BACKGROUND_WORK)
@require_POST
def take(request: HttpRequest, entry: int) -> HttpResponse:
    """Look after a parked entry."""
    return _done(request, entry, actions.take, said="You look after it now.")


@requires(Permission.SEE_BACKGROUND_WORK)
@require_POST
def put_back(request: HttpRequest, entry: int) -> HttpResponse:
    """Try a parked entry again."""
    return _done(request, entry, actions.put_back, said="It will be tried again at once.")


@requires(Permission.SEE_BACKGROUND_WORK)
@require_POST
def give_up(request: HttpRequest, entry: int) -> HttpResponse:
    """Close a parked entry, saying what was done instead."""
    form = GiveUp(request.POST)
    if not form.is_valid():
        return _drawn(request, giving_up=entry, form=form)
    by = cast(StaffMember, request.user)
    found = _parked(entry)
    with telling(request, "Closed with what was done instead."):
        actions.give_up(entry=found, why=form.cleaned_data["why"], by=by, now=timezone.now())
    return HttpResponseRedirect(reverse("background"), status=303)


def _drawn(
    request: HttpRequest, *, giving_up: int | None = None, form: GiveUp | None = None
) -> HttpResponse:
    member = cast(StaffMember, request.user)
    return render(
        request,
        "pwpservice/background.html",
        {
            "page": page.read(member=member, now=timezone.now()),
            "giving_up": giving_up,
            "form": form or GiveUp(),
        },
        status=422 if form else 200,
    )


def _done(
    request: HttpRequest, entry: int, verb: Callable[..., None], *, said: str
) -> HttpResponse:
    by = cast(StaffMember, request.user)
    with telling(request, said):
        verb(entry=_parked(entry), by=by, now=timezone.now())
    return HttpResponseRedirect(reverse("background"), status=303)


def _parked(entry: int) -> OutboxEntry:
    """An entry that is no longer parked is refused by the action, in words."""
    found = OutboxEntry.objects.filter(pk=entry).first()
    if found is None:
        raise Http404
    return found
