"""Nobody is in two places: a group meets while none of its people is in another one."""

from collections.abc import Collection
from datetime import timedelta

from django.db.models import Prefetch, Q, QuerySet

from clinical.errors import Refused
from staff.models import StaffMember
from supervision.models import SkillsGroup, SkillsKind, SkillsMember
from supervision.planning.meeting_times import MeetingTime
from supervision.skills import days
from supervision.skills.lists import named

# Every rhythm falls into step with every other within so many weeks.
_ROUND = timedelta(weeks=4)
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
