"""Arrange who meets for clinical skills, or as supervisors, and at which rhythm."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.wording import sentence_date
from clinical.working_days import clock_parts, is_working_day, local_date
from staff.models import Membership, StaffMember, SupervisionPairing
from staff.roles import ELSEWHERE, Permission, Role
from supervision.models import SkillsForm, SkillsGroup, SkillsKind, SkillsMember
from supervision.planning.meeting_times import MeetingTime, time_of
from supervision.planning.times import hold_people
from supervision.skills.clashes import refuse_groups

MAY_SUPERVISE = tuple(role for role in Role if Permission.SUPERVISE in ELSEWHERE[role])
MAY_HAVE = tuple(role for role in Role if Permission.SEE_SUPERVISION in ELSEWHERE[role])
# What has been going on is written down from its first meeting of the last weeks.
_FURTHEST_BACK = timedelta(weeks=8)
_FURTHEST = timedelta(days=366)
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """What is arranged: who with whom, from which day on, how often, at what local time."""

    kind: SkillsKind
    form: SkillsForm
    supervisor: StaffMember
    people: tuple[StaffMember, ...]
    starts_on: date
    every_weeks: int
    meets_at: time
    minutes: int


@transaction.atomic
def arrange_group(
    *,
    arranged: Arranged,
    instead_of: SkillsGroup | None = None,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> SkillsGroup:
    """These people meet from that day on. `instead_of` ends the day before, where its time, its
    supervisor or what it is for changes; where only the people do, it goes on with them. The same
    twice is one.

    Raises Refused for people who may not, for a number of people that does not fit, for a time at
    which the service is closed or one of them has case management or is in another group, and for a
    day that is too far off or before what is signed.
    """
    hold_people((arranged.supervisor, *arranged.people))
    if instead_of is None and (twin := _arranged_already(arranged)) is not None:
        return twin
    _refuse_people(arranged)
    _refuse_time(arranged, policy=policy, on=local_date(now))
    _refuse_overlap(arranged)
    refuse_groups(
        (arranged.supervisor, *arranged.people), meeting=_as_group(arranged), instead_of=instead_of
    )
    old = None
    if instead_of is not None:
        old = SkillsGroup.objects.select_for_update(of=("self",)).get(pk=instead_of.pk)
        _refuse_past(old, arranged)
    if old is not None and _is_same_rhythm(old, arranged):
        group = old
        _let_go(group, arranged)
    else:
        if old is not None:
            _give_way(old, arranged)
        group = _begun(arranged)
    _take_in(group, arranged)
    trail.record(
        Event.SKILLS_ARRANGED,
        by=by,
        at=now,
        about=group,
        changes={
            "supervisor": (old.supervisor_id if old else "", group.supervisor_id),
            "starts_on": ("", arranged.starts_on.isoformat()),
            "people": ("", ",".join(str(one.pk) for one in arranged.people)),
        },
    )
    return group


@transaction.atomic
def end_group(*, group: SkillsGroup, on: date, by: StaffMember, now: datetime) -> None:
    """This is the last day of a group. What is to come after it falls away.

    Raises Refused before its first day, before a session that is signed, and once it has ended.
    """
    held = SkillsGroup.objects.select_for_update(of=("self",)).get(pk=group.pk)
    if held.ends_on is not None:
        raise Refused("This group has ended already.", field="ends_on")
    if on < held.starts_on:
        raise Refused("It had not begun by then. Choose a later day.", field="ends_on")
    _refuse_signed_after(held, on, field="ends_on")
    _end(held, on)
    trail.record(
        Event.SKILLS_ARRANGED,
        by=by,
        at=now,
        about=held,
        changes={"ends_on": ("", on.isoformat())},
    )


def _arranged_already(arranged: Arranged) -> SkillsGroup | None:
    """The group that this form has made before."""
    same = SkillsGroup.objects.filter(
        kind=arranged.kind,
        form=arranged.form,
        supervisor=arranged.supervisor,
        starts_on=arranged.starts_on,
        every_weeks=arranged.every_weeks,
        meets_at=arranged.meets_at,
        ends_on=None,
    )
    wanted = {one.pk for one in arranged.people}
    for group in same.prefetch_related("members"):
        if {place.person_id for place in group.members.all()} == wanted:
            return group
    return None


def _is_same_rhythm(group: SkillsGroup, arranged: Arranged) -> bool:
    """The same meeting: only who comes is another matter. Its days must be days of the rhythm."""
    return (
        group.kind == arranged.kind
        and group.form == arranged.form
        and group.supervisor_id == arranged.supervisor.pk
        and group.every_weeks == arranged.every_weeks
        and group.meets_at == arranged.meets_at
        and group.minutes == arranged.minutes
        and (group.every_weeks == 0 or _weeks_fit(group, arranged.starts_on))
    )


def _weeks_fit(group: SkillsGroup, day: date) -> bool:
    return (day - group.starts_on).days % (7 * group.every_weeks) == 0


def _begun(arranged: Arranged) -> SkillsGroup:
    group = _as_group(arranged)
    group.save()
    return group


def _as_group(arranged: Arranged) -> SkillsGroup:
    """Not saved."""
    return SkillsGroup(
        kind=arranged.kind,
        form=arranged.form,
        supervisor=arranged.supervisor,
        starts_on=arranged.starts_on,
        every_weeks=arranged.every_weeks,
        meets_at=arranged.meets_at,
        minutes=arranged.minutes,
    )


def _give_way(old: SkillsGroup, arranged: Arranged) -> None:
    if arranged.starts_on == old.starts_on:
        raise Refused("The group begins on that day. Choose a later one.", field="starts_on")
    _end(old, arranged.starts_on - _A_DAY)


def _take_in(group: SkillsGroup, arranged: Arranged) -> None:
    here = set(group.members.filter(ends_on=None).values_list("person_id", flat=True))
    SkillsMember.objects.bulk_create(
        SkillsMember(group=group, person=one, starts_on=arranged.starts_on)
        for one in arranged.people
        if one.pk not in here
    )


def _let_go(group: SkillsGroup, arranged: Arranged) -> None:
    staying = [one.pk for one in arranged.people]
    _close_places(
        group.members.filter(ends_on=None).exclude(person__in=staying),
        arranged.starts_on - _A_DAY,
    )


def _end(group: SkillsGroup, on: date) -> None:
    group.ends_on = max(on, group.starts_on)
    group.save(update_fields=["ends_on"])
    _close_places(group.members.filter(ends_on=None), group.ends_on)


def _close_places(places: Iterable[SkillsMember], on: date) -> None:
    """Nobody leaves before they came: their place then lasts its first day."""
    for place in places:
        place.ends_on = max(on, place.starts_on)
        place.save(update_fields=["ends_on"])


def _refuse_people(arranged: Arranged) -> None:
    people = [one.pk for one in arranged.people]
    if not people:
        raise Refused("Choose who is supervised.", field="people")
    if arranged.supervisor.pk in people:
        raise Refused("Nobody supervises themselves. Take the supervisor out.", field="people")
    if arranged.form == SkillsForm.INDIVIDUAL and len(people) != 1:
        raise Refused("Individual is with one person. Choose one, or “Group”.", field="people")
    if arranged.form == SkillsForm.GROUP and len(people) == 1:
        raise Refused("A group has two or more. Choose them, or “Individual”.", field="people")
    _refuse_roles(
        [arranged.supervisor],
        MAY_SUPERVISE,
        on=arranged.starts_on,
        words="cannot supervise: only seniors and service leads do.",
        field="supervisor",
    )
    of_supervisors = arranged.kind == SkillsKind.OF_SUPERVISORS
    _refuse_roles(
        arranged.people,
        MAY_SUPERVISE if of_supervisors else MAY_HAVE,
        on=arranged.starts_on,
        words="supervises nobody: this is for supervisors."
        if of_supervisors
        else "has no supervision here.",
        field="people",
    )


def _refuse_roles(
    people: Iterable[StaffMember], roles: Collection[Role], *, on: date, words: str, field: str
) -> None:
    people = list(people)
    held = Membership.objects.on(on).filter(
        staff__in=[one.pk for one in people], staff__is_active=True, role__in=roles
    )
    allowed = set(held.values_list("staff_id", flat=True))
    for one in people:
        if one.pk not in allowed:
            raise Refused(f"{one.full_name} {words}", field=field)


def _refuse_time(arranged: Arranged, *, policy: Policy, on: date) -> None:
    begins = arranged.meets_at.hour * 60 + arranged.meets_at.minute
    opens, closes = (
        60 * hour + minute for hour, minute in map(clock_parts, (policy.opens, policy.closes))
    )
    if begins < opens or begins + arranged.minutes > closes:
        raise Refused(
            f"A session lies within {policy.opens} and {policy.closes}, when the service is open.",
            field="meets_at",
        )
    if not is_working_day(arranged.starts_on, policy.calendar):
        raise Refused("The service is closed that day. Choose another one.", field="starts_on")
    if not on - _FURTHEST_BACK <= arranged.starts_on <= on + _FURTHEST:
        raise Refused(
            "Choose a day within the last eight weeks or the next year.", field="starts_on"
        )


def _refuse_overlap(arranged: Arranged) -> None:
    """Nobody of them has case management at that time of the week."""
    people = [arranged.supervisor.pk, *(one.pk for one in arranged.people)]
    wanted = MeetingTime(
        weekday=arranged.starts_on.weekday(), meets_at=arranged.meets_at, minutes=arranged.minutes
    )
    pairings = (
        SupervisionPairing.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=arranged.starts_on),
            Q(supervisor__in=people) | Q(supervisee__in=people),
            weekday=wanted.weekday,
        )
        .select_related("supervisor", "supervisee")
        .order_by("meets_at", "pk")
    )
    for pairing in pairings:
        taken = time_of(pairing)
        if taken is not None and wanted.clashes(taken):
            raise Refused(
                f"{pairing.supervisor.full_name} meets {pairing.supervisee.full_name} for case "
                f"management on {taken.words}: the two would overlap. Choose another time.",
                field="meets_at",
            )


def _refuse_past(old: SkillsGroup, arranged: Arranged) -> None:
    if old.ends_on is not None:
        raise Refused("This group has ended. Arrange a new one.")
    if arranged.starts_on < old.starts_on:
        begun = sentence_date(old.starts_on, arranged.starts_on)
        raise Refused(f"The group began on {begun}. Choose a later day.", field="starts_on")
    _refuse_signed_after(old, arranged.starts_on - _A_DAY, field="starts_on")


def _refuse_signed_after(group: SkillsGroup, on: date, *, field: str) -> None:
    signed = group.sessions.filter(planned_on__gt=on, signed_at__isnull=False)
    last = signed.order_by("-planned_on").values_list("planned_on", flat=True).first()
    if last is not None:
        raise Refused(
            f"The session of {sentence_date(last, on)} is signed. Choose a later day.", field=field
        )
