"""One session of a skills group: what is planned, or what was signed, with what was put right."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from django.db.models import Prefetch

from clinical import competences, wording
from clinical.competences import Competence
from clinical.policy import Policy
from clinical.working_days import local_date
from staff.models import StaffMember
from supervision.models import (
    SkillsAttendance,
    SkillsGroup,
    SkillsKind,
    SkillsPractice,
    SkillsSession,
)
from supervision.skills import days


@dataclass(frozen=True, slots=True)
class Attendance:
    """Whether one person came, as it stands now; `was` says what was put right, when and why."""

    person_id: int
    name: str
    words: str
    practised: str
    was: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything on the page of one session."""

    group: SkillsGroup
    session: SkillsSession | None
    leader: StaffMember
    planned_on: date
    starts_at: datetime
    when: str
    length: str
    moved_from: str
    not_held: str
    signed: str
    has_begun: bool
    people: tuple[StaffMember, ...]
    attendance: tuple[Attendance, ...]
    discussed: tuple[str, ...]
    words: str
    listed: tuple[Competence, ...]

    @property
    def is_settled(self) -> bool:
        """Signed, or noted as not held."""
        return bool(self.signed or self.not_held)


def read(group: SkillsGroup, planned_on: date, *, now: datetime, policy: Policy) -> Sheet:
    """The session of that day. Four queries, however many came."""
    row = (
        group.sessions.filter(planned_on=planned_on)
        .select_related("signed_by", "supervisor")
        .prefetch_related(
            Prefetch(
                "attendance", SkillsAttendance.objects.select_related("person").order_by("pk")
            ),
            Prefetch("practised", SkillsPractice.objects.order_by("pk")),
        )
        .first()
    )
    on = local_date(now)
    starts_at = (
        row.starts_at if row else days.starts_at(group, planned_on, calendar=policy.calendar)
    )
    day = local_date(starts_at)
    is_held = row is not None and row.signed_at is not None
    return Sheet(
        group=group,
        session=row,
        leader=row.supervisor if row else group.supervisor,
        planned_on=planned_on,
        starts_at=starts_at,
        when=wording.day_and_time(starts_at, on),
        length=wording.count(row.minutes if row else group.minutes, "minute"),
        moved_from="" if day == planned_on else wording.table_date(planned_on, on),
        not_held=row.not_held_why if row else "",
        signed=_signed(row, on=on),
        has_begun=starts_at <= now,
        people=() if is_held else _people(group, planned_on),
        attendance=tuple(_attendance(row, on=on)) if row else (),
        discussed=competences.labels(row.competences) if row else (),
        words=row.words if row else "",
        listed=competences.listed(day, supervising=group.kind == SkillsKind.OF_SUPERVISORS),
    )


def _signed(row: SkillsSession | None, *, on: date) -> str:
    if row is None or row.signed_at is None or row.signed_by is None:
        return ""
    return f"{row.signed_by.full_name}, {wording.sentence_time(row.signed_at, on)}"


def _people(group: SkillsGroup, on: date) -> tuple[StaffMember, ...]:
    places = group.members.on(on).select_related("person").order_by("person__given_name", "pk")
    return tuple(place.person for place in places)


def _attendance(session: SkillsSession, *, on: date) -> Iterator[Attendance]:
    """Each person once, as they first stood; what stands now is the last of their rows."""
    how = {one.person_id: one.get_how_display() for one in session.practised.all()}
    rows: dict[int, list[SkillsAttendance]] = {}
    for row in session.attendance.all():
        rows.setdefault(row.person_id, []).append(row)
    for person_id, chain in sorted(rows.items(), key=lambda one: one[1][0].person.full_name):
        yield Attendance(
            person_id,
            chain[0].person.full_name,
            _came(chain[-1]),
            how.get(person_id, ""),
            tuple(
                f"Was “{_came(before)}” until {wording.sentence_date(local_date(row.at), on)}: "
                f"{row.why}"
                for before, row in pairwise(chain)
            ),
        )


def _came(row: SkillsAttendance) -> str:
    said = row.get_attended_display()
    return said if row.minutes is None else f"{said}, {wording.count(row.minutes, 'minute')}"
