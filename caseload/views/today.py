"""Today, and reminders: set one, tick it off."""

import uuid
from datetime import datetime
from typing import cast

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit import trail
from audit.events import Event
from caseload import today
from caseload.actions import reminders
from caseload.forms.reminders import ReminderForm
from caseload.models import Reminder
from caseload.today import provider_day
from clinical.errors import Refused
from clinical.working_days import local_date
from policy.current import policy_on
from referrals.models import Referral
from referrals.visibility import grants
from staff import standing as standings
from staff.decorators import requires
from staff.models import StaffMember
from staff.permissions import may
from staff.roles import Permission
from staff.standing import Standing


@requires(Permission.SEE_TODAY)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The day of whoever asks: a clinician's own, or an administrator's view of the service's."""
    member, standing = _reader(request)
    now = timezone.now()
    if not _is_clinical(member):
        day = provider_day.read(standing=standing, now=now)
        _note_look(member, day.shown, now=now)
        return render(request, "caseload/today_provider.html", {"day": day})
    page = _page(member, standing, now=now)
    supervises = may(member, Permission.SUPERVISE)
    shown = {
        "today": page,
        "due": page.due,
        "is_fresh": False,
        "supervises": supervises,
        "triages": may(member, Permission.TRIAGE),
    }
    return render(request, "caseload/today.html", shown)


@requires(Permission.SEE_TODAY)
@require_http_methods(["GET", "HEAD", "POST"])
def new_reminder(request: HttpRequest) -> HttpResponse:
    """Leave a reminder for oneself or a colleague, about somebody or nobody, for a day."""
    member, standing = _reader(request)
    now = timezone.now()
    about = str(request.GET.get("about", ""))
    people = _people(standing, about=about)
    form = ReminderForm(
        request.POST if request.method == "POST" else None,
        colleagues=_colleagues(),
        people=people,
        reader=member,
        on=local_date(now),
        initial={
            "owner": member.pk,
            "about": about,
            "due_on": local_date(now),
            "form_key": uuid.uuid4(),
        },
    )
    if request.method == "POST" and form.is_valid() and _is_set(form, member, now=now):
        messages.success(request, "Reminder set.")
        return redirect("today")
    _note_look(member, tuple(referral.patient_id for referral in people), now=now)
    status = 422 if form.errors else 200
    shown = {"form": form, "has_errors": bool(form.errors)}
    return render(request, "caseload/today_reminder.html", shown, status=status)


@requires(Permission.SEE_TODAY)
@require_POST
def tick_off_reminder(request: HttpRequest, form_key: uuid.UUID) -> HttpResponse:
    """Done. With script the list is drawn again in place; without, the page."""
    member, standing = _reader(request)
    now = timezone.now()
    reminder = Reminder.objects.filter(
        form_key=form_key, owner_id__in=sorted(standing.carried_ids)
    ).first()
    if reminder is None:
        raise Http404
    reminders.tick_off(reminder=reminder, by=member, now=now)
    if request.headers.get("HX-Request") and _is_clinical(member):
        page = _page(member, standing, now=now)
        return render(request, "caseload/today_due.html", {"due": page.due, "is_fresh": True})
    messages.success(request, "Reminder done.")
    return redirect("today")


def _reader(request: HttpRequest) -> tuple[StaffMember, Standing]:
    member = cast(StaffMember, request.user)
    return member, cast(Standing, member.standing)


def _is_clinical(member: StaffMember) -> bool:
    """Reads records; an administrator sees contact details only."""
    return may(member, Permission.CARRY_CASELOAD) or may(member, Permission.SEE_TEAM_CASELOADS)


def _page(member: StaffMember, standing: Standing, *, now: datetime) -> today.Today:
    page = today.read(
        member=member,
        standing=standing,
        carries=may(member, Permission.CARRY_CASELOAD),
        now=now,
        policy=policy_on(local_date(now)),
    )
    _note_look(member, page.shown, now=now)
    return page


def _note_look(member: StaffMember, shown: tuple[int, ...], *, now: datetime) -> None:
    trail.record_view(Event.LIST_VIEWED, by=member, at=now, shown=shown)


def _colleagues() -> list[StaffMember]:
    return list(StaffMember.objects.filter(is_active=True).order_by("given_name", "family_name"))


def _people(standing: Standing, *, about: str) -> list[Referral]:
    """One's own caseload, and the person whose record the reader comes from."""
    mine = Q(ended_on__isnull=True, carried_by_id__in=sorted(standing.carried_ids))
    return list(
        Referral.objects.visible_to(standing, on=standing.on)
        .filter(mine | Q(reference=about))
        .select_related("patient")
        .order_by("patient__family_name", "patient__given_name", "pk")
    )


def _is_set(form: ReminderForm, member: StaffMember, *, now: datetime) -> bool:
    """Whether it could be left; otherwise the form says why not."""
    entry = form.entry()
    if entry.referral is not None and not _may_read(entry.owner, entry.referral, now=now):
        form.add_error(
            "owner",
            f"{entry.owner.full_name} cannot open this person's record. "
            "Choose somebody who can, or leave the person out.",
        )
        return False
    try:
        reminders.set_reminder(
            text=entry.text,
            due_on=entry.due_on,
            owner=entry.owner,
            referral=entry.referral,
            form_key=entry.form_key,
            by=member,
            now=now,
        )
    except Refused as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return False
    return True


def _may_read(owner: StaffMember, referral: Referral, *, now: datetime) -> bool:
    on = local_date(now)
    loaded = standings.load(staff_id=owner.pk, now=now, on=on)
    if loaded is None or loaded.standing is None:
        return False
    return Permission.VIEW_RECORD in grants(referral, loaded.standing, on=on)
