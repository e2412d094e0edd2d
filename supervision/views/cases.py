"""/supervision/sessions/<meeting>/cases/<place>/: one case, what is decided, what is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_POST

from audit import trail
from clinical.agenda import look_by_limit
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.risk import ResponseUrgency, due_by
from clinical.working_days import local_date
from referrals.access import OpenedRecord, open_record
from staff.decorators import requires
from staff.models import StaffMember
from staff.roles import Permission
from supervision.access import Meeting, meeting_for
from supervision.actions import decisions, questions, turns
from supervision.forms import blank
from supervision.forms.blank import CHOICES, Offered
from supervision.forms.cases import AboutCase, DecisionForm, QuestionForm
from supervision.meeting import room, since
from supervision.meeting.agenda import AgendaPage, Line
from supervision.meeting.card import card
from supervision.meeting.colleagues import chosen, colleagues
from supervision.meeting.room import Room
from supervision.meeting.since import Beside
from supervision.models import Part, SupervisionSession
from supervision.views import seen


@dataclass(frozen=True, slots=True)
class _Asked:
    """A case of a meeting, as somebody asks for it."""

    session: SupervisionSession
    page: AgendaPage
    line: Line
    member: StaffMember
    now: datetime
    policy: Policy


@requires(Permission.SEE_SUPERVISION)
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, meeting: str, place: int) -> HttpResponse:
    """The case as presented; a decision is posted here, and the next case follows."""
    is_decision = request.method == "POST"
    found = meeting_for(request, meeting, deciding=is_decision)
    with trail.written_last():
        asked = _read(request, found, lambda line: line.place == place)
        opened = None if asked is None else _opened(request, asked)
    if asked is None:
        raise Http404
    if opened is None:
        return _gone(request, asked)
    if not is_decision:
        return _drawn(request, asked, opened)
    form = _form(asked, opened, request)
    if form.is_valid() and _is_decided(form, asked):
        return _onward(request, asked)
    return _drawn(request, asked, opened, form=form)


@requires(Permission.SEE_SUPERVISION)
@require_POST
def ask(request: HttpRequest, meeting: str) -> HttpResponse:
    """Bring a case to the meeting, or to the next one once this one is opened. The case is named by
    its reference: until the list is fixed, its places change.
    """
    reference = request.POST.get("referral", "")
    asked = _asked(request, meeting, lambda line: line.reference == reference, deciding=False)
    opened = open_record(request, asked.line.reference, needs=Permission.VIEW_RECORD)
    form = QuestionForm(request.POST)
    if form.is_valid():
        try:
            questions.ask(
                referral=opened.referral,
                text=form.cleaned_data["text"],
                by=asked.member,
                now=asked.now,
            )
        except Refused as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            is_next = asked.session.opened_at is not None
            which = "the next meeting" if is_next else "this meeting"
            messages.success(request, f"Your question comes to {which}.")
            return redirect("supervision:agenda", meeting)
    return _drawn(request, asked, opened, question=form)


@requires(Permission.SEE_SUPERVISION)
@require_POST
def turn(request: HttpRequest, meeting: str, place: int) -> HttpResponse:
    """Take a case first, and go on with it; or later, and go on with the next one."""
    asked = _asked(request, meeting, lambda line: line.place == place, deciding=True)
    is_first = request.POST.get("to") == "first"
    take = turns.take_first if is_first else turns.take_later
    try:
        take(session=asked.session, place=place, by=asked.member, now=asked.now)
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect(room.case_path(asked.session, place))
    onward = place if is_first else room.next_place(asked.page, place) or place
    return redirect(room.case_path(asked.session, onward))


def _asked(
    request: HttpRequest, meeting: str, wanted: Callable[[Line], bool], *, deciding: bool
) -> _Asked:
    """Both people read a case and ask; only the supervisor decides."""
    found = meeting_for(request, meeting, deciding=deciding)
    asked = _read(request, found, wanted)
    if asked is None:
        raise Http404
    return asked


def _read(request: HttpRequest, found: Meeting, wanted: Callable[[Line], bool]) -> _Asked | None:
    """The case at its place in the list, which was looked at; None where there is no such case."""
    member, now = cast(StaffMember, request.user), timezone.now()
    page = seen.read(
        found.session, member=member, now=now, policy=found.policy, following=found.following
    )
    line = next((one for one in page.everybody if wanted(one)), None)
    if line is None:
        return None
    return _Asked(found.session, page, line, member, now, found.policy)


def _opened(request: HttpRequest, asked: _Asked) -> OpenedRecord | None:
    """The record; None where it is not theirs to open any more, which is on the trail too."""
    try:
        return open_record(request, asked.line.reference, needs=Permission.VIEW_RECORD)
    except Http404:
        return None


def _about(asked: _Asked, opened: OpenedRecord) -> AboutCase:
    on = local_date(asked.now)
    return AboutCase(
        reference=asked.line.reference,
        people=_two(asked),
        colleagues=partial(
            colleagues,
            team_id=opened.referral.team_id,
            without=_not_handed_to(asked, opened),
            on=on,
        ),
        on=on,
        latest=look_by_limit(on, asked.policy),
    )


def _two(asked: _Asked) -> tuple[StaffMember, StaffMember]:
    return asked.session.supervisee, asked.session.supervisor


def _not_handed_to(asked: _Asked, opened: OpenedRecord) -> set[int | None]:
    return {opened.referral.carried_by_id, *(person.pk for person in _two(asked))}


def _form(asked: _Asked, opened: OpenedRecord, request: HttpRequest) -> DecisionForm:
    about = _about(asked, opened)
    given = blank.initial(about, due_on=_due_on(asked))
    return DecisionForm(request.POST, initial=given, about=about)


def _blank(asked: _Asked, opened: OpenedRecord, beside: Beside) -> SafeString:
    """The fields of the decision, nothing typed yet."""
    on = local_date(asked.now)
    return blank.fields(
        Offered(
            people=blank.named(_two(asked)),
            colleagues=chosen(beside.colleagues, without=_not_handed_to(asked, opened)),
            due_on=_due_on(asked),
            risk_due_on=_risk_due_on(asked),
            on=on,
            latest=look_by_limit(on, asked.policy),
        )
    )


def _due_on(asked: _Asked) -> date:
    return max(asked.page.next_on, local_date(asked.now))


def _risk_due_on(asked: _Asked) -> date:
    """The earlier of the two days that a risk action may be due by."""
    calendar = asked.policy.calendar
    return local_date(due_by(urgency=ResponseUrgency.SAME_DAY, now=asked.now, calendar=calendar))


def _is_decided(form: DecisionForm, asked: _Asked) -> bool:
    """Whether it could be recorded; otherwise the form says why not."""
    try:
        decisions.record_decision(
            session=asked.session,
            place=asked.line.place,
            decided=form.decided(next_on=asked.page.next_on),
            by=asked.member,
            now=asked.now,
            policy=asked.policy,
        )
    except Refused as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    return True


def _onward(request: HttpRequest, asked: _Asked) -> HttpResponse:
    """The next case that is open; after the last one, the agenda."""
    following = room.next_place(asked.page, asked.line.place)
    if not following:
        messages.success(request, "Every case on the agenda is decided.")
    return redirect(room.case_path(asked.session, following))


def _drawn(
    request: HttpRequest,
    asked: _Asked,
    opened: OpenedRecord,
    *,
    form: DecisionForm | None = None,
    question: QuestionForm | None = None,
) -> HttpResponse:
    session, line = asked.session, asked.line
    wrong = [one for one in (form, question) if one is not None and one.errors]
    drawn = _room(asked)
    previous, following = _neighbours(asked)
    beside = since.beside(opened.referral.pk, before=session, on=local_date(asked.now))
    # Decided elsewhere meanwhile: what was typed stays in view.
    may_decide_now = drawn.may_decide and session.is_open and (not line.decided or form is not None)
    shown = {
        "room": drawn,
        "line": line,
        "card": card(
            opened.referral,
            line,
            session=session,
            decided=beside.decided,
            standing=asked.member.standing,
            may=opened.may,
            now=asked.now,
            policy=asked.policy,
        ),
        "form": form,
        "risk_due_on": _risk_due_on(asked),
        "fields": _blank(asked, opened, beside) if may_decide_now and form is None else "",
        "may_decide_now": may_decide_now,
        "question": question,
        "question_field": "" if question else blank.question_field(),
        **CHOICES,
        "previous": previous,
        "following": following,
        "may_reorder": may_decide_now and line.part == Part.AGENDA and not line.decided,
        "wrong": wrong,
        "has_errors": bool(wrong),
    }
    status = 422 if wrong else 200
    return render(request, "supervision/case.html", shown, status=status)


def _gone(request: HttpRequest, asked: _Asked) -> HttpResponse:
    """The record is no longer theirs to open: it was handed on, or ended."""
    here = room.next_place(asked.page, asked.line.place)
    shown = {
        "room": _room(asked),
        "onward": room.case_path(asked.session, here),
        "typed": request.POST.get("what", ""),
    }
    return render(request, "supervision/case_gone.html", shown, status=404)


def _room(asked: _Asked) -> Room:
    return room.room(
        asked.session,
        asked.page,
        reader=asked.member,
        current=asked.line.place,
        now=asked.now,
        policy=asked.policy,
    )


def _neighbours(asked: _Asked) -> tuple[str, str]:
    """The case before this one and the one after it, decided or not; empty at either end."""
    places = [line.place for line in asked.page.everybody]
    at = places.index(asked.line.place)
    before, after = places[:at][-1:], places[at + 1 :][:1]
    found = [room.case_path(asked.session, one[0]) if one else "" for one in (before, after)]
    return found[0], found[1]
