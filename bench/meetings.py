"""A meeting about 80 open cases: coming, so that its agenda is worked out, and opened."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from bench.browser import Visitor, drawn_fields
from bench.pages import UnexpectedError, expect
from caseload.actions.allocation import allocate
from caseload.models import CaseSummary
from clinical.policy import Policy
from clinical.working_days import local_date
from policy.current import policy_on
from referrals.models import Referral
from staff import standing as standings
from staff.models import StaffMember
from staff.roles import Permission
from supervision.actions.sessions import open_session
from supervision.models import DecisionCode, SupervisionItem, SupervisionSession

CASES = 80


@dataclass(frozen=True, slots=True)
class Meetings:
    """Of one supervisor with one PWP: the one that comes, the one that is on, and its cases by
    their places; and whoever looks after the whole service.
    """

    senior: StaffMember
    supervisor: Visitor
    lead: Visitor
    coming: str
    opened: str
    places: tuple[int, ...]
    undecided: Iterator[int]


def prepare() -> Meetings:
    """Fill the caseload of a supervised PWP from those who wait, and open the next meeting."""
    now = timezone.now()
    policy = policy_on(local_date(now))
    opened, coming = _two_meetings(now)
    _fill(opened.supervisee, by=opened.supervisor, now=now, policy=policy)
    open_session(session=opened, by=signed_in(opened.supervisor, now=now), now=now, policy=policy)
    places = tuple(
        SupervisionItem.objects.filter(session=opened)
        .order_by("place")
        .values_list("place", flat=True)
    )
    if len(places) != CASES:
        raise UnexpectedError(f"{len(places)} cases in the meeting instead of {CASES}.")
    return Meetings(
        senior=opened.supervisor,
        supervisor=Visitor(opened.supervisor),
        lead=Visitor(lead(now)),
        coming=coming.reference,
        opened=opened.reference,
        places=places,
        undecided=iter(places),
    )


def _two_meetings(now: datetime) -> list[SupervisionSession]:
    """The next two of whoever carries most of those that are supervised and carry no 80 yet."""
    coming = SupervisionSession.objects.filter(starts_at__gt=now, opened_at__isnull=True)
    carried = {
        pwp: CaseSummary.objects.filter(pwp=pwp, is_open=True).count()
        for pwp in coming.values_list("supervisee", flat=True).distinct()
    }
    most = max(carried, key=lambda pwp: (carried[pwp] <= CASES, carried[pwp], pwp))
    found = coming.filter(supervisee=most).select_related("supervisor", "supervisee")
    return list(found.order_by("starts_at")[:2])


def _fill(pwp: StaffMember, *, by: StaffMember, now: datetime, policy: Policy) -> None:
    carries = CaseSummary.objects.filter(pwp=pwp, is_open=True).count()
    waiting = Referral.objects.filter(ended_on__isnull=True, carried_by__isnull=True)
    for referral in waiting.order_by("pk")[: CASES - carries]:
        allocate(referral=referral, pwp=pwp, why="", by=by, now=now, policy=policy)


def signed_in(member: StaffMember, *, now: datetime) -> StaffMember:
    found = standings.load(staff_id=member.pk, now=now, on=local_date(now))
    if found is None:
        raise UnexpectedError("Whoever supervises has left.")
    return found


def lead(now: datetime) -> StaffMember:
    for member in StaffMember.objects.filter(memberships__role="SERVICE_LEAD").order_by("pk"):
        loaded = signed_in(member, now=now)
        if loaded.standing and loaded.standing.may_elsewhere(Permission.SEE_COVERAGE):
            return loaded
    raise UnexpectedError("Nobody sees the coverage of the service.")


def readings(meetings: Meetings, turn: int) -> dict[str, Callable[[], object]]:
    """The pages that only read."""
    case = meetings.places[turn % len(meetings.places)]
    asked, lead = meetings.supervisor, meetings.lead
    return {
        "agenda": lambda: expect(asked.get(_at(meetings.coming)), 200, "<h1"),
        "agenda_opened": lambda: expect(asked.get(_at(meetings.opened)), 200, "<h1"),
        "next_case": lambda: expect(asked.get(_at(meetings.opened, case)), 200, "<svg"),
        "team": lambda: expect(asked.get("/supervision/"), 200, "<h1"),
        "coverage": lambda: expect(lead.get("/supervision/coverage/"), 200, "<h1"),
    }


def supervisees(meetings: Meetings) -> int:
    """How many people the page of the team lists: a larger service gives one senior more."""
    ahead = SupervisionSession.objects.filter(
        supervisor=meetings.senior, starts_at__gt=timezone.now()
    )
    return ahead.values("supervisee").distinct().count()


def decision(meetings: Meetings) -> Callable[[], object] | None:
    """Going on with the next case that is undecided; None when every one is decided."""
    for place in meetings.undecided:
        path = _at(meetings.opened, place)
        page = meetings.supervisor.get(path).body
        if b'name="code"' in page:
            fields = drawn_fields(page)
            fields.pop("csrfmiddlewaretoken", None)
            fields["code"] = DecisionCode.CONTINUE.value
            return lambda: expect(meetings.supervisor.post(path, fields), 302)
    return None


def _at(meeting: str, place: int = 0) -> str:
    case = f"cases/{place}/" if place else ""
    return f"/supervision/sessions/{meeting}/{case}"
