"""Nobody is in two places: a group meets while none of its people is in another one."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet

from clinical.errors import Refused
from clinical.working_days import Calendar, local_date
from staff.models import StaffMember
from supervision.models import SkillsGroup, SkillsKind, SkillsMember, SkillsSession
from supervision.planning.meeting_times import MeetingTime
from supervision.skills import days
from supervision.skills.lists import named

# Every rhythm falls into step with every other within so many weeks.
_ROUND = timedelta(weeks=4)
# A closed day gives way to the next open one: at most so much later.
_SHIFTED = timedelta(days=7)
_FOR = {SkillsKind.SKILLS: "for clinical skills", SkillsKind.OF_SUPERVISORS: "as supervisors"}


def refuse_groups(
    people: Collection[StaffMember], *, meeting: SkillsGroup, instead_of: SkillsGroup | None = None
) -> None:
    """Raises Refused where one of these people is in another group while this one would meet, which
    need not be saved.
    """
    ids = {one.pk for one in people}
    for other in _of(ids, meeting=meeting):
        if instead_of is not None and other.pk == instead_of.pk:
            continue
        if _time(meeting).clashes(_time(other)) and _share_a_day(meeting, other):
            raise Refused(
                f"{_who(other, ids)} {_FOR[SkillsKind(other.kind)]} on {_time(other).words}: the "
                "two would overlap. Choose another time.",
                field="meets_at",
            )


def times_of(
    person: StaffMember, *, besides: SkillsSession, calendar: Calendar
) -> Iterator[tuple[datetime, int]]:
    """When somebody is in groups about the day of this session, and for how many minutes: as it
    became of a day that has a row, of every other as it is planned.
    """
    on = local_date(besides.starts_at)
    places = SkillsMember.objects.on(on).filter(person=person)
    theirs = Q(group__in=places.values("group_id"))
    rows = SkillsSession.objects.filter(
        theirs | Q(supervisor=person), not_held_at__isnull=True, starts_at__date=on
    )
    yield from rows.exclude(pk=besides.pk).values_list("starts_at", "minutes")
    groups = SkillsGroup.objects.filter(
        Q(supervisor=person) | Q(pk__in=places.values("group_id"))
    ).exclude(pk=besides.group_id)
    for group in groups.prefetch_related("sessions"):
        written = {row.planned_on for row in group.sessions.all()}
        for day in days.planned(group, first=on - _SHIFTED, last=on):
            if day not in written:
                yield days.starts_at(group, day, calendar=calendar), group.minutes


def _of(ids: Collection[int], *, meeting: SkillsGroup) -> QuerySet[SkillsGroup]:
    places = SkillsMember.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=meeting.starts_on)
    )
    theirs = places.filter(person__in=ids)
    return (
        SkillsGroup.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=meeting.starts_on),
            Q(supervisor__in=ids) | Q(pk__in=theirs.values("group_id")),
        )
        .select_related("supervisor")
        .prefetch_related(Prefetch("members", places.select_related("person").order_by("pk")))
        .order_by("meets_at", "pk")
    )


def _time(group: SkillsGroup) -> MeetingTime:
    return MeetingTime(
        weekday=group.starts_on.weekday(), meets_at=group.meets_at, minutes=group.minutes
    )


def _share_a_day(one: SkillsGroup, other: SkillsGroup) -> bool:
    """Every two weeks and every two weeks may be turn and turn about."""
    first = max(one.starts_on, other.starts_on)
    theirs = (set(days.planned(each, first=first, last=first + _ROUND)) for each in (one, other))
    return bool(set.intersection(*theirs))


def _who(group: SkillsGroup, ids: Collection[int]) -> str:
    """Which of them is in that group, and with whom."""
    people = [place.person for place in group.members.all()]
    if group.supervisor_id in ids:
        return f"{group.supervisor.full_name} meets {named(people)}"
    theirs = next(one for one in people if one.pk in ids)
    return f"{theirs.full_name} meets {group.supervisor.full_name}"
