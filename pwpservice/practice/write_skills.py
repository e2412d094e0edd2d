"""Clinical skills supervision of the practice service: groups, trainees alone, supervisors of
supervisors; half a year of signed sessions, some moved or not held, one still to be written down.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from clinical.competences import PRACTICE, SUPERVISING
from clinical.policy import Policy
from clinical.working_days import local_date
from pwpservice.practice import team
from pwpservice.practice.generate import Order
from pwpservice.practice.rows import Ids
from pwpservice.practice.team import Colleague, supervisor_place
from supervision.models import (
    Attended,
    EveryWeeks,
    HowPractised,
    SkillsAttendance,
    SkillsForm,
    SkillsGroup,
    SkillsKind,
    SkillsMember,
    SkillsPractice,
    SkillsSession,
)
from supervision.skills import days

_LARGEST = 8
_WEEKS_BACK = 24
_WEDNESDAY, _THURSDAY, _FRIDAY = 2, 3, 4
# Nobody has case management at noon.
_NOON = 12
_WHY = "Bank holiday week: nobody could come"
_WORDS = (
    "Slower first ten minutes; leave room for what she says before the agenda.",
    "Two role plays of the hot-cross bun; questions got shorter each time.",
    "How to say why exposure is graded, in one sentence.",
    "",
)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A group to be written: who leads it, who is in it, by their places in the list of staff."""

    leader: int
    people: tuple[int, ...]
    kind: SkillsKind
    form: SkillsForm
    every: EveryWeeks
    weekday: int
    meets_at: time
    # Weeks ago that the last session was, so that groups meet in turn.
    last: int = 0


def write_skills(order: Order, ids: Ids, staff: tuple[Colleague, ...], *, policy: Policy) -> None:
    """Groups as they stand, and what became of each of their days so far."""
    wanted = tuple(_wanted(staff))
    groups = SkillsGroup.objects.bulk_create(_group(one, order.today, ids) for one in wanted)
    members = SkillsMember.objects.bulk_create(
        SkillsMember(
            group=group,
            person_id=ids.staff[place],
            starts_on=max(
                group.starts_on, order.today - timedelta(days=staff[place].here_for_days)
            ),
        )
        for group, one in zip(groups, wanted, strict=True)
        for place in one.people
    )
    sessions = SkillsSession.objects.bulk_create(
        session
        for number, group in enumerate(groups)
        for session in _sessions(group, number, order, policy)
    )
    held = [one for one in sessions if one.not_held_at is None]
    came = SkillsAttendance.objects.bulk_create(
        _came(session, member, turn, away_id=ids.staff[team.ON_LEAVE], today=order.today)
        for turn, session in enumerate(held)
        for member in members
        if member.group_id == session.group_id and member.starts_on <= session.planned_on
    )
    SkillsPractice.objects.bulk_create(_practised(came))
    # Last: nothing is added to what is signed.
    for session in held:
        session.signed_at, session.signed_by_id = _written_down(session), session.supervisor_id
    SkillsSession.objects.bulk_update(held, ["signed_at", "signed_by"])


def _wanted(staff: tuple[Colleague, ...]) -> Iterator[_Wanted]:
    """The groups of each senior, their trainees alone, and the seniors with the lead."""
    usernames = [one.username for one in staff]
    seniors = [place for place, one in enumerate(staff) if one.supervisor == "lead"]
    for turn, leader in enumerate(seniors):
        mine = [place for place, one in enumerate(staff) if one.supervisor == usernames[leader]]
        # A senior takes part in another's group.
        others = [place for place in seniors if place != leader]
        everybody = [*others, *mine]
        for first in range(0, len(everybody), _LARGEST):
            chunk = first // _LARGEST
            yield _Wanted(
                leader,
                tuple(everybody[first : first + _LARGEST]),
                SkillsKind.SKILLS,
                SkillsForm.GROUP,
                EveryWeeks.FORTNIGHTLY,
                (_WEDNESDAY + chunk // 3) % 5,
                time(_NOON + chunk % 3),
                turn % 2,
            )
        for place in mine:
            if staff[place].is_trainee:
                yield _Wanted(
                    leader,
                    (place,),
                    SkillsKind.SKILLS,
                    SkillsForm.INDIVIDUAL,
                    EveryWeeks.FORTNIGHTLY,
                    _FRIDAY,
                    time(_NOON),
                    1 - turn % 2,
                )
    yield _Wanted(
        supervisor_place(staff, seniors[0]),
        tuple(seniors),
        SkillsKind.OF_SUPERVISORS,
        SkillsForm.GROUP,
        EveryWeeks.FOUR_WEEKLY,
        _THURSDAY,
        time(_NOON),
        1,
    )


def _group(wanted: _Wanted, today: date, ids: Ids) -> SkillsGroup:
    """Begun half a year ago, on a day from which its last session falls where it should."""
    back = (today.weekday() - wanted.weekday) % 7 or 7
    last = today - timedelta(days=back, weeks=wanted.last)
    return SkillsGroup(
        kind=wanted.kind,
        form=wanted.form,
        supervisor_id=ids.staff[wanted.leader],
        starts_on=last - timedelta(weeks=_WEEKS_BACK),
        every_weeks=wanted.every,
        meets_at=wanted.meets_at,
        minutes=60,
    )


def _sessions(
    group: SkillsGroup, number: int, order: Order, policy: Policy
) -> Iterator[SkillsSession]:
    """What became of each day; they are signed once it stands there who came."""
    yesterday = order.today - timedelta(days=1)
    past = list(days.planned(group, first=group.starts_on, last=yesterday))
    for turn, day in enumerate(reversed(past)):
        at = days.starts_at(group, day, calendar=policy.calendar)
        # The last one of the first senior's trainee waits to be written down.
        if at > order.now or (turn == 0 and number == 1):
            continue
        session = SkillsSession(
            group=group,
            supervisor_id=group.supervisor_id,
            planned_on=day,
            starts_at=at,
            minutes=group.minutes,
        )
        if turn == 4 and number % 2 == 0:
            session.not_held_at, session.not_held_why = at, _WHY
            session.not_held_by_id = group.supervisor_id
        else:
            _hold(session, turn, is_moved=turn == 2 and number == 0)
        yield session


def _hold(session: SkillsSession, turn: int, *, is_moved: bool) -> None:
    listed = SUPERVISING if session.group.kind == SkillsKind.OF_SUPERVISORS else PRACTICE
    if is_moved:
        session.moved_at, session.moved_by_id = session.starts_at, session.supervisor_id
        session.starts_at += timedelta(days=1)
    session.competences = [listed[(2 * turn + step) % len(listed)].code for step in range(2)]
    session.words = _WORDS[turn % len(_WORDS)]


def _written_down(session: SkillsSession) -> datetime:
    return session.starts_at + timedelta(minutes=70)


def _came(
    session: SkillsSession, member: SkillsMember, turn: int, *, away_id: int, today: date
) -> SkillsAttendance:
    """Nearly everybody came; each time somebody else sent apologies, now and then nobody heard."""
    first, last = team.leave(today)
    attended = Attended.ATTENDED
    if member.person_id == away_id and first <= local_date(session.starts_at) <= last:
        attended = Attended.APOLOGIES
    elif session.group.form == SkillsForm.GROUP and (member.person_id + turn) % 11 == 0:
        attended = Attended.NOT_ATTENDED if turn % 5 == 0 else Attended.APOLOGIES
    return SkillsAttendance(
        session=session,
        person_id=member.person_id,
        attended=attended,
        minutes=session.minutes if attended == Attended.ATTENDED else None,
        by_id=session.supervisor_id,
        at=_written_down(session),
    )


def _practised(came: Iterable[SkillsAttendance]) -> Iterator[SkillsPractice]:
    """One or two of whoever came brought a recording, or played a part."""
    for number, one in enumerate(came):
        is_clinical = one.session.group.kind == SkillsKind.SKILLS
        if number % 4 or one.attended != Attended.ATTENDED or not is_clinical:
            continue
        how = HowPractised.RECORDING if number % 8 else HowPractised.ROLE_PLAY
        yield SkillsPractice(
            session=one.session,
            person_id=one.person_id,
            how=how,
            consent_noted=how == HowPractised.RECORDING,
        )
