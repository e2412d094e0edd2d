"""Who supervises whom, and when they meet: a change ends one pairing and begins the next."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from audit import trail
from audit.events import Event
from clinical import wording
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.working_days import clock_parts, local_date, moment
from referrals.models import Referral
from staff.models import Membership, StaffMember, SupervisionPairing
from staff.readiness import has_hours_to_supervise, is_trained_to_supervise
from staff.roles import ELSEWHERE, Permission, Role
from supervision.models import Side, SkillsGroup, SupervisionSession
from supervision.planning.jobs import make_meetings_ahead
from supervision.planning.meeting_times import MeetingTime, time_of
from supervision.planning.times import hold_people
from supervision.skills.clashes import refuse_groups

# Whose role carries supervising others.
MAY_SUPERVISE = tuple(role for role in Role if Permission.SUPERVISE in ELSEWHERE[role])
_FURTHEST = timedelta(days=366)
_ENDED = "Supervision ended"


@transaction.atomic
def agree_time(
    *,
    supervisor: StaffMember,
    supervisee: StaffMember,
    meets: MeetingTime,
    begins_on: date,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> SupervisionPairing:
    """From a day on this person supervises that one, at this time; the pairing before it ends.

    The same twice is one. Raises Refused for a day that is over or lies before the present pairing,
    for a time at which the service is closed or one of them meets somebody else or is in a group
    for clinical skills, for somebody who may not supervise, is not trained to yet or has no hours
    for it, and for themselves.
    """
    hold_people((supervisor, supervisee))
    standing = SupervisionPairing.objects.filter(supervisee=supervisee, ends_on=None).first()
    _refuse_people(supervisor, supervisee, on=begins_on)
    _refuse_hours(meets, policy=policy)
    if standing is not None and _is_same(standing, supervisor, meets):
        return standing
    _refuse_day(begins_on, standing, on=local_date(now))
    _refuse_overlap(supervisor, supervisee, meets, begins_on=begins_on)
    refuse_groups((supervisor, supervisee), meeting=_each_week(meets, begins_on=begins_on))
    was = standing.supervisor_id if standing else ""
    pairing = _begun(standing, supervisor, supervisee, meets, begins_on=begins_on)
    make_meetings_ahead(now=now, policy=policy)
    _record(pairing, was=was, by=by, now=now)
    return pairing


@transaction.atomic
def end_supervision(
    *, supervisee: StaffMember, ends_on: date, by: StaffMember, now: datetime
) -> SupervisionPairing:
    """Supervision ends with this day and nobody follows; meetings after it are called off.

    Raises Refused while they carry open cases, where nobody supervises them, and for a day that is
    over or lies before the pairing.
    """
    hold_people([supervisee])
    standing = SupervisionPairing.objects.filter(supervisee=supervisee, ends_on=None).first()
    if standing is None:
        raise Refused(f"Nobody supervises {supervisee.full_name}.", field="supervisor")
    _refuse_to_leave(supervisee)
    if ends_on < local_date(now) - timedelta(days=1):
        raise Refused("This day is over. Choose today or a later day.", field="begins_on")
    if ends_on < standing.starts_on:
        day = wording.sentence_date(standing.starts_on, local_date(now))
        raise Refused(f"This pairing begins {day}. Choose a later day.", field="begins_on")
    standing.ends_on = ends_on
    standing.save(update_fields=["ends_on"])
    SupervisionSession.objects.filter(
        supervisee=supervisee,
        starts_at__gt=max(now, moment(ends_on + timedelta(days=1), "00:00")),
        opened_at__isnull=True,
        not_held_at__isnull=True,
    ).update(not_held_at=now, not_held_by=by, not_held_why=_ENDED, not_held_side=Side.SERVICE)
    trail.record(
        Event.PAIRING_CHANGED,
        by=by,
        at=now,
        about=standing,
        changes={"ends_on": ("", ends_on.isoformat())},
    )
    return standing


def _refuse_to_leave(supervisee: StaffMember) -> None:
    """Agency or employed, trainee or senior: who carries people is supervised."""
    carried = Referral.objects.carried_by(supervisee.pk).count()
    if carried:
        people = wording.count(carried, "person", "people")
        raise Refused(
            f"{supervisee.full_name} carries {people}: choose who supervises them from this day "
            "on, or hand the caseload on first.",
            field="supervisor",
        )


def _is_same(standing: SupervisionPairing, supervisor: StaffMember, meets: MeetingTime) -> bool:
    return standing.supervisor_id == supervisor.pk and time_of(standing) == meets


def _begun(
    standing: SupervisionPairing | None,
    supervisor: StaffMember,
    supervisee: StaffMember,
    meets: MeetingTime,
    *,
    begins_on: date,
) -> SupervisionPairing:
    """The pairing from that day on. One that begins the very same day is put right instead."""
    if standing is not None and standing.starts_on < begins_on:
        standing.ends_on = begins_on - timedelta(days=1)
        standing.save(update_fields=["ends_on"])
        standing = None
    pairing = standing or SupervisionPairing(supervisee=supervisee, starts_on=begins_on)
    pairing.supervisor = supervisor
    pairing.weekday, pairing.meets_at = meets.weekday, meets.meets_at
    pairing.minutes = meets.minutes
    pairing.save()
    return pairing


def _refuse_people(supervisor: StaffMember, supervisee: StaffMember, *, on: date) -> None:
    if supervisor.pk == supervisee.pk:
        raise Refused("Nobody supervises themselves. Choose somebody else.", field="supervisor")
    if not supervisee.is_active:
        raise Refused(f"{supervisee.full_name} no longer works here.", field="supervisor")
    roles = Membership.objects.on(on).filter(staff=supervisor, role__in=MAY_SUPERVISE)
    if not supervisor.is_active or not roles.exists():
        raise Refused(
            f"{supervisor.full_name} cannot supervise: only seniors and service leads do.",
            field="supervisor",
        )
    _refuse_unready(supervisor, on=on)


def _refuse_unready(supervisor: StaffMember, *, on: date) -> None:
    """Before somebody's first pairing come the training and the hours; who supervises already goes
    on.
    """
    if SupervisionPairing.objects.filter(supervisor=supervisor).exists():
        return
    if not is_trained_to_supervise(supervisor.pk):
        raise Refused(
            f"{supervisor.full_name} has not supervised yet: supervisor training comes first. It "
            "counts once somebody has seen the certificate on their staff record.",
            field="supervisor",
        )
    if not has_hours_to_supervise(supervisor, on=on):
        raise Refused(
            f"{supervisor.full_name} has not supervised yet: agree the supervising role first, "
            "with its hours off the agreed number, on their staff record.",
            field="supervisor",
        )


def _refuse_hours(meets: MeetingTime, *, policy: Policy) -> None:
    opens, closes = (60 * hour + minute for hour, minute in _hours(policy))
    if meets.from_minute < opens or meets.from_minute + meets.minutes > closes:
        raise Refused(
            f"A meeting lies within {policy.opens} and {policy.closes}, when the service is open.",
            field="meets_at",
        )


def _hours(policy: Policy) -> tuple[tuple[int, int], tuple[int, int]]:
    return clock_parts(policy.opens), clock_parts(policy.closes)


def _refuse_day(begins_on: date, standing: SupervisionPairing | None, *, on: date) -> None:
    if begins_on < on:
        raise Refused("This day is over. Choose today or a later day.", field="begins_on")
    if begins_on > on + _FURTHEST:
        raise Refused("Choose a day within the next year.", field="begins_on")
    if standing is not None and begins_on < standing.starts_on:
        raise Refused(
            f"{standing.supervisee.full_name} is paired with {standing.supervisor.full_name} from "
            f"{wording.sentence_date(standing.starts_on, on)}: the two would overlap. Choose that "
            "day or a later one.",
            field="begins_on",
        )


def _refuse_overlap(
    supervisor: StaffMember, supervisee: StaffMember, meets: MeetingTime, *, begins_on: date
) -> None:
    """Neither of them is in another meeting then, as supervisor or as supervisee."""
    both = (supervisor.pk, supervisee.pk)
    others = (
        SupervisionPairing.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=begins_on),
            Q(supervisor__in=both) | Q(supervisee__in=both),
            weekday=meets.weekday,
        )
        .exclude(supervisee=supervisee)
        .select_related("supervisor", "supervisee")
        .order_by("meets_at", "pk")
    )
    for other in others:
        taken = time_of(other)
        if taken is not None and meets.clashes(taken):
            raise Refused(
                f"{other.supervisor.full_name} meets {other.supervisee.full_name} on "
                f"{taken.words}: the two would overlap. Choose another time.",
                field="meets_at",
            )


def _each_week(meets: MeetingTime, *, begins_on: date) -> SkillsGroup:
    """The time of a pairing as a group has it: from its first day on, every week."""
    first = begins_on + timedelta(days=(meets.weekday - begins_on.weekday()) % 7)
    return SkillsGroup(
        starts_on=first, every_weeks=1, meets_at=meets.meets_at, minutes=meets.minutes
    )


def _record(pairing: SupervisionPairing, *, was: int | str, by: StaffMember, now: datetime) -> None:
    trail.record(
        Event.PAIRING_CHANGED,
        by=by,
        at=now,
        about=pairing,
        changes={
            "supervisor": (was, pairing.supervisor_id),
            "starts_on": ("", pairing.starts_on.isoformat()),
            "weekday": ("", pairing.weekday),
            "meets_at": ("", f"{pairing.meets_at:%H:%M}"),
            "minutes": ("", pairing.minutes),
        },
    )
