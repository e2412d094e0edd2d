"""On which days a skills group meets. Nothing is made ahead: a day follows from the rhythm, and has
a row only once something became of it.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from clinical.working_days import Calendar, Purpose, moment, working_day_on_or_after
from supervision.models import SkillsGroup


def planned(group: SkillsGroup, *, first: date, last: date) -> Iterator[date]:
    """The days of a group's rhythm from `first` to `last`, both included."""
    step = timedelta(weeks=group.every_weeks)
    if group.ends_on is not None:
        last = min(last, group.ends_on)
    day = group.starts_on
    if step and day < first:
        day += step * -(-(first - day) // step)
    while day <= last:
        if day >= first:
            yield day
        if not step:
            return
        day += step


def is_planned(group: SkillsGroup, day: date) -> bool:
    """Is this a day of the group's rhythm?"""
    return day in planned(group, first=day, last=day)


def starts_at(group: SkillsGroup, day: date, *, calendar: Calendar) -> datetime:
    """When the session of a planned day begins: a closed day gives way to the next open one."""
    open_day = working_day_on_or_after(day, calendar)
    return moment(open_day, f"{group.meets_at:%H:%M}", purpose=Purpose.NOT_BEFORE)


def leader_id(group: SkillsGroup, day: date) -> int:
    """Who leads the group on that day: its supervisor, or who stands in for her."""
    row = group.sessions.filter(planned_on=day).values_list("supervisor_id", flat=True).first()
    return row or group.supervisor_id
