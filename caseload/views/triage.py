"""/referrals/?stage=triage and /referrals/<reference>/: the queue, and one person beside it."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from audit import trail
from audit.events import Event
from caseload.actions import screening
from caseload.actions import triage as actions
from caseload.actions.placing import Placement
from caseload.forms.allocating import PlaceForm
from caseload.forms.triage import CHOICES, ScreeningCallForm, TriageForm, new_call
from caseload.triage import late as late_triage
from caseload.triage import queue, source
from caseload.triage.directory import Area, directory
from caseload.triage.frame import LONGEST_REFERENCE, Frame, Stage, frame
from caseload.triage.order import place_of
from caseload.triage.pane import pane
from caseload.triage.queue import Queue
from caseload.views.room import panel_of
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.working_days import local_date
from policy.current import policy_on
from referrals.access import OpenedRecord, open_record
from referrals.models import ConsentMethod, ScreeningOutcome, TriageDecision
from staff.decorators import requires
from staff.models import StaffMember
from staff.permissions import may
from staff.roles import Permission
from staff.standing import Standing


@dataclass(frozen=True, slots=True)
class _Asked:
    """A person to be triaged, as somebody asks for them."""

    opened: OpenedRecord
    member: StaffMember
    now: datetime
    policy: Policy
    start: str

    @property
    def standing(self) -> Standing:
        return cast(Standing, self.member.standing)


def listed(
    request: HttpRequest, frame: Frame, *, member: StaffMember, now: datetime
) -> HttpResponse:
    """The queue alone: nobody's record is opened before somebody asks for it."""
    shown = {"queue": _queue(request, frame, member=member, now=now), "frame": frame}
    return render(request, "caseload/referrals/triage.html", shown)


@requires(Permission.TRIAGE)
@require_safe
def late(request: HttpRequest) -> HttpResponse:
    """Whom somebody should have decided on: the panel alone for Today, a page otherwise."""
    member, now = cast(StaffMember, request.user), timezone.now()
    found = late_triage.read(
        standing=cast(Standing, member.standing), now=now, policy=policy_on(local_date(now))
    )
    trail.record_view(Event.LIST_VIEWED, by=member, at=now, shown=found.shown)
    part = "late_panel" if request.headers.get("HX-Request") else "late"
    return render(request, f"caseload/referrals/{part}.html", {"late": found})


@require_http_methods(["GET", "HEAD", "POST"])
def triage(request: HttpRequest, reference: str) -> HttpResponse:
    """One person beside the queue; a decision is posted here, and the next person follows."""
    try:
        asked = _asked(request, reference)
    except Http404:
        if request.method == "POST":
            return _gone(request, reference)
        raise
    if request.method != "POST":
        return _drawn(request, asked)
    areas = directory()
    form = TriageForm(request.POST, places=_ids(areas))
    if form.is_valid() and (onward := _decide(request, asked, form)):
        return redirect(onward)
    return _drawn(request, asked, form=form, areas=areas)


@require_POST
def call(request: HttpRequest, reference: str) -> HttpResponse:
    """One attempt to ring somebody before it is decided."""
    asked = _asked(request, reference)
    form = ScreeningCallForm(request.POST)
    if form.is_valid():
        try:
            screening.log_screening_call(
                referral=asked.opened.referral,
                outcome=form.cleaned_data["outcome"],
                said=form.cleaned_data["said"],
                form_key=form.cleaned_data["form_key"],
                by=asked.member,
                now=asked.now,
                policy=asked.policy,
            )
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return redirect(_path(reference, asked.start))
    return _drawn(request, asked, call_form=form)


def _asked(request: HttpRequest, reference: str) -> _Asked:
    opened = open_record(request, reference, needs=Permission.TRIAGE)
    now = timezone.now()
    return _Asked(
        opened=opened,
        member=cast(StaffMember, request.user),
        now=now,
        policy=policy_on(local_date(now)),
        start=_start(request),
    )


def _decide(request: HttpRequest, asked: _Asked, form: TriageForm) -> str:
    """Where to go on; empty where it was refused, and the form says why."""
    placement = _placement(request, form, opened=asked.opened)
    if form.errors:
        return ""
    # Where they stood: what is decided may change it.
    place = place_of(asked.opened.referral.reference)
    try:
        actions.triage(
            referral=asked.opened.referral,
            entry=form.entry(),
            placement=placement,
            by=asked.member,
            now=asked.now,
            policy=asked.policy,
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return ""
    following = place and source.next_after(asked.standing, on=local_date(asked.now), place=place)
    if not following:
        messages.success(request, "Saved. This is the end of the queue.")
        return f"{reverse('waiting')}?stage={Stage.TRIAGE}"
    messages.success(request, "Saved. This is the next person.")
    return _path(following, asked.start)


def _placement(request: HttpRequest, form: TriageForm, *, opened: OpenedRecord) -> Placement | None:
    """Whom the panel "Who has room" names; none where it was not there, or they wait for it. Who
    decides is not always who puts on a caseload: a duty senior does not.
    """
    said = form.cleaned_data
    is_step_2 = said.get("decision") == TriageDecision.STEP_2
    if not is_step_2 or said.get("later") or "pwp" not in request.POST:
        return None
    if Permission.REASSIGN not in opened.may:
        form.add_error(None, "Somebody who allocates puts them on a caseload.")
        return None
    chosen = PlaceForm(request.POST)
    if chosen.is_valid():
        return chosen.placement()
    for error in chosen.errors.values():
        form.add_error(None, error)
    return None


def _drawn(
    request: HttpRequest,
    asked: _Asked,
    *,
    form: TriageForm | None = None,
    call_form: ScreeningCallForm | None = None,
    areas: tuple[Area, ...] | None = None,
) -> HttpResponse:
    """With what was typed."""
    referral = asked.opened.referral
    around = frame(standing=asked.standing, stage=Stage.TRIAGE, on=local_date(asked.now))
    shown = pane(referral, may=asked.opened.may, now=asked.now, policy=asked.policy)
    areas = directory() if areas is None else areas
    wrong = [one for one in (form, call_form) if one is not None and one.errors]
    context = {
        "frame": around,
        "queue": _queue(
            request, around, member=asked.member, now=asked.now, current=referral.reference
        ),
        "pane": shown,
        "form": form
        or TriageForm(
            initial={"decided": shown.number, "problem": shown.problem}, places=_ids(areas)
        ),
        "call_form": call_form or ScreeningCallForm(initial=new_call()),
        "areas": areas,
        "choices": CHOICES,
        "outcomes": ScreeningOutcome.choices,
        "methods": ConsentMethod.choices,
        "wrong": wrong,
        "has_errors": bool(wrong),
    }
    if shown.may_place:
        context |= _room(request, asked)
    status = 422 if wrong else 200
    return render(request, "caseload/referrals/triage.html", context, status=status)


def _room(request: HttpRequest, asked: _Asked) -> dict[str, object]:
    """Who has room, with whom was chosen: part of the page, so that no key comes before it."""
    chosen = PlaceForm(request.POST if "pwp" in request.POST else None)
    return panel_of(
        asked.opened.referral, chosen, now=asked.now, policy=asked.policy, within="triage"
    )


def _gone(request: HttpRequest, reference: str) -> HttpResponse:
    """Taken on meanwhile: to those who may read the record it is said what was decided. Nobody else
    learns that there is one.
    """
    if not may(cast(StaffMember, request.user), Permission.TRIAGE):
        raise Http404
    opened = open_record(request, reference, needs=Permission.VIEW_RECORD)
    now = timezone.now()
    shown = pane(opened.referral, may=opened.may, now=now, policy=policy_on(local_date(now)))
    context = {"pane": shown, "typed": request.POST.get("reason", "")[:600]}
    return render(request, "caseload/referrals/gone.html", context, status=404)


def _queue(
    request: HttpRequest, frame: Frame, *, member: StaffMember, now: datetime, current: str = ""
) -> Queue:
    """The page of the queue around somebody; one line on the trail holds everybody shown."""
    found = queue.read(
        standing=cast(Standing, member.standing),
        start=_start(request),
        current=current,
        total=str(frame.tabs[0].count or 0),
        is_clinical=frame.may_triage,
        now=now,
        policy=policy_on(local_date(now)),
    )
    trail.record_view(Event.LIST_VIEWED, by=member, at=now, shown=found.shown)
    return found


def _start(request: HttpRequest) -> str:
    return request.GET.get("from", "")[:LONGEST_REFERENCE]


def _path(reference: str, start: str) -> str:
    path = reverse("triage", args=(reference,))
    return f"{path}?from={start}" if start else path


def _ids(areas: tuple[Area, ...]) -> tuple[int, ...]:
    return tuple(place.pk for area in areas for place in area.places)
