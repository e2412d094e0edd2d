"""Writes everybody's agreed week, what people who wait ask for, and one caseload handed over."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from caseload import facts, flagging
from caseload.models import Allocation
from clinical.policy import Policy
from pwpservice.practice.generate import Order
from pwpservice.practice.rows import Ids
from pwpservice.practice.team import Colleague
from referrals.models import AskedFor, PartOfDay, Patient, Referral
from staff.models import (
    AskedGender,
    Grade,
    Interest,
    JobPlan,
    Membership,
    StaffMember,
)
from staff.roles import Role

_F, _M = AskedGender.FEMALE, AskedGender.MALE
_AGREED = timedelta(days=170)
# By username: languages, gender as said, interests. Whoever is not here said nothing.
_OFFERS: dict[str, tuple[tuple[str, ...], str, tuple[str, ...]]] = {
    "pwp": (("bn", "ur"), _F, (Interest.LONG_TERM,)),
    "pwp2": ((), _M, (Interest.STUDENTS,)),
    "m.ferris": (("cy",), _F, (Interest.PERINATAL,)),
    "d.coker": ((), _M, (Interest.VETERANS,)),
    "s.pell": ((), _F, (Interest.OLDER,)),
    "r.tomlin": (("pa", "ur"), _M, ()),
    "c.ashworth": ((), _F, (Interest.OLDER, Interest.LONG_TERM)),
    "n.vaughan": (("pl",), _F, (Interest.PERINATAL,)),
    "trainee": ((), _F, (Interest.STUDENTS,)),
    "senior": ((), _M, ()),
}
# Days of the week, hours and appointments of whoever does not work a usual one.
_USUAL = ((0, 1, 2, 3, 4), "37.50", 45)
_WEEKS = {
    "c.ashworth": ((0, 1, 2, 3), "30.00", 38),
    "b.okoro": ((0, 1, 3, 4), "36.00", 42),
    "trainee": ((1, 2, 3, 4), "30.00", 28),
    "k.sidhu": ((0, 1, 2, 4), "30.00", 24),
    "senior": ((0, 1, 2, 3, 4), "37.50", 10),
    "duty": ((0, 1, 2, 3, 4), "37.50", 10),
}
_EVENINGS = ("pwp2", "n.vaughan")
_ASKS: tuple[tuple[str, tuple[PartOfDay, ...]], ...] = (
    (_F, (PartOfDay.MORNING,)),
    ("", (PartOfDay.EVENING,)),
    (_F, ()),
    ("", (PartOfDay.AFTERNOON,)),
    (_M, ()),
)
# Who left, and to whom how many people went.
_LEFT_DAYS_AGO, _HANDED_OVER, _TO = 18, 6, 7


def write_plans(staff: tuple[Colleague, ...], ids: Ids, order: Order, *, policy: Policy) -> None:
    """A dozen statements, however many work here or wait."""
    JobPlan.objects.bulk_create(
        _plan(one, ids, place, today=order.today, now=order.now)
        for place, one in enumerate(staff)
        if one.agreed_number is not None or one.username in _WEEKS
    )
    _write_wishes(order)
    _write_hand_over(staff, ids, order, policy=policy)


def _plan(one: Colleague, ids: Ids, place: int, *, today: date, now: datetime) -> JobPlan:
    weekdays, hours, slots = _WEEKS.get(one.username, _USUAL)
    languages, gender, interests = _OFFERS.get(one.username, ((), "", ()))
    since = min(_AGREED, timedelta(days=one.here_for_days))
    return JobPlan(
        staff_id=ids.staff[place],
        starts_on=today - since,
        weekdays=list(weekdays),
        begins_at=time(9),
        ends_at=time(19) if one.username in _EVENINGS else time(17),
        hours_a_week=Decimal(hours),
        slots_a_week=slots,
        languages=list(languages),
        gender=gender,
        interests=list(interests),
        set_at=now - since,
        set_by_id=ids.staff[-1],
    )


def _write_wishes(order: Order) -> None:
    """Of every other person who waits."""
    waiting = list(
        Referral.objects.open()
        .filter(carried_by__isnull=True)
        .select_related("patient")
        .order_by("received_on", "pk")[::2]
    )
    AskedFor.objects.bulk_create(_wishes(waiting, order))
    for place, language in ((0, "ur"), (3, "pl")):
        if place < len(waiting):
            Patient.objects.filter(pk=waiting[place].patient_id).update(language=language)


def _wishes(waiting: list[Referral], order: Order) -> Iterator[AskedFor]:
    for place, referral in enumerate(waiting):
        gender, times = _ASKS[place % len(_ASKS)]
        yield AskedFor(
            referral=referral, gender=gender, times=list(times), set_at=order.now, set_by=None
        )


def _write_hand_over(
    staff: tuple[Colleague, ...], ids: Ids, order: Order, *, policy: Policy
) -> None:
    """Greta Quill left; whom she carried went to one colleague on one day."""
    at = order.now - timedelta(days=_LEFT_DAYS_AGO)
    held = Allocation.objects.filter(
        pwp=ids.staff[_TO], ends_at__isnull=True, starts_at__lt=at - timedelta(days=14)
    )
    moved = list(held.order_by("pk")[:_HANDED_OVER])
    if not moved:
        return
    greta = _leaver(staff, ids, on=at.date())
    lead = ids.staff[next(n for n, one in enumerate(staff) if one.role is Role.SERVICE_LEAD)]
    Allocation.objects.filter(pk__in=[one.pk for one in moved]).update(
        starts_at=at, by=lead, why="Greta Quill left"
    )
    Allocation.objects.bulk_create(
        Allocation(
            referral_id=one.referral_id,
            pwp=greta,
            starts_at=one.starts_at,
            ends_at=at,
            by_id=one.by_id,
            why=one.why,
        )
        for one in moved
    )
    referrals = [one.referral_id for one in moved]
    facts.refresh(referrals)
    flagging.refresh(referrals, now=order.now, policy=policy)


def _leaver(staff: tuple[Colleague, ...], ids: Ids, *, on: date) -> StaffMember:
    greta = StaffMember.objects.create(
        username="g.quill",
        given_name="Greta",
        family_name="Quill",
        grade=Grade.PWP,
        agreed_number=64,
        is_active=False,
    )
    Membership.objects.create(
        staff=greta,
        team_id=ids.teams[staff[_TO].teams[0]],
        role=Role.PWP,
        starts_on=on - timedelta(days=600),
        ends_on=on,
    )
    return greta
