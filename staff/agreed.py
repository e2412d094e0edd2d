"""The effective agreed number: the agreed one after what lowers it on a day.

One function for everybody who shows or weighs it; what lowers it is for the person and her
supervisor, others see the number and until when she takes nobody new.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from clinical import wording
from clinical.build_up import (
    NEWLY_QUALIFIED,
    TRAINEE,
    newly_qualified_number,
    next_step,
    trainee_cap,
    week_of,
)
from staff.models import AgreedOffset, Grade, OffsetKind, StaffMember


@dataclass(frozen=True, slots=True)
class AgreedNumber:
    """How many people somebody may carry on a day. `agreed` is the number before; `number` is
    empty where none was agreed. `closed_until` is the last day without new people.
    """

    agreed: int | None
    number: int | None
    closed_until: date | None = None

    @property
    def is_lowered(self) -> bool:
        """Does anything lower it that day?"""
        return self.number != self.agreed

    def words(self, on: date) -> str:
        """For others, without a reason: `Agreed number 40. Not taking new people until 5 July`."""
        number = "" if self.number is None else f"Agreed number {self.number}. "
        if self.closed_until is None:
            return number.strip().removesuffix(".")
        until = wording.sentence_date(self.closed_until, on)
        return f"{number}Not taking new people until {until}"


def effective(member: StaffMember, *, on: date) -> AgreedNumber:
    """The number of one person. No query unless something lowers it."""
    lowered = member.lowered_until is not None and member.lowered_until >= on
    rows = AgreedOffset.objects.on(on).filter(staff=member.pk) if lowered else ()
    return number_of(member, rows, on=on)


def effective_for(members: Iterable[StaffMember], *, on: date) -> Mapping[int, AgreedNumber]:
    """The numbers of several people. One query."""
    people = {member.pk: member for member in members}
    found: dict[int, list[AgreedOffset]] = {pk: [] for pk in people}
    for row in AgreedOffset.objects.on(on).filter(staff__in=sorted(people)):
        found[row.staff_id].append(row)
    return {pk: number_of(people[pk], rows, on=on) for pk, rows in found.items()}


def number_of(member: StaffMember, offsets: Iterable[AgreedOffset], *, on: date) -> AgreedNumber:
    """The number after these offsets, which hold that day, and the build-up of whoever is new."""
    rows = list(offsets)
    caps = [row.cap for row in rows if row.cap is not None]
    if member.agreed_number is not None:
        taken_off = sum(row.taken_off for row in rows)
        caps.append(max(0, _built_up(member, on=on) - taken_off))
    return AgreedNumber(
        agreed=member.agreed_number,
        number=min(caps, default=None),
        closed_until=max(
            (row.ends_on for row in rows if row.kind == OffsetKind.PAUSE and row.ends_on),
            default=None,
        ),
    )


def least_taken_off(agreed: int | None, hours_a_week: float) -> int:
    """The share of the agreed number that these hours have of a full week of 37.5 hours."""
    return max(1, round((agreed or 0) * hours_a_week / 37.5))


def build_up_words(member: StaffMember, *, on: date) -> str:
    """`Week 20: 15 people at most, 30 from week 27`; empty once built up, or for whoever is not."""
    if member.grade_since is None:
        return ""
    week = week_of(member.grade_since, on)
    agreed = member.agreed_number or 0
    if member.grade == Grade.TRAINEE_PWP:
        held, table, part = trainee_cap(since=member.grade_since, on=on), TRAINEE, 0
    elif member.grade == Grade.NEWLY_QUALIFIED_PWP:
        held, table = _built_up(member, on=on), NEWLY_QUALIFIED
        part = agreed
    else:
        return ""
    if held >= agreed:
        return ""
    following = next_step(table, week)
    then = ""
    if following is not None:
        first, size = following
        then = f", {min(agreed, part * size // 100 if part else size)} from week {first}"
    return f"Week {week}: {wording.count(held, 'person', 'people')} at most{then}"


def _built_up(member: StaffMember, *, on: date) -> int:
    """The agreed number as far as a trainee or somebody newly qualified has come."""
    agreed = member.agreed_number or 0
    if member.grade_since is None:
        return agreed
    if member.grade == Grade.TRAINEE_PWP:
        return min(agreed, trainee_cap(since=member.grade_since, on=on))
    if member.grade == Grade.NEWLY_QUALIFIED_PWP:
        return newly_qualified_number(agreed, since=member.grade_since, on=on)
    return agreed
