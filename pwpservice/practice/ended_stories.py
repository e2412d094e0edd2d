"""Referrals that have ended: two and a half years of them, by month as in England."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random

from caseload.models import Attendance, MissedFollowUp
from caseload.models.contact import ContactKind
from clinical.wording import age
from clinical.working_days import local_date, working_day_on_or_after
from pwpservice.practice import homes, outlines, people, threads
from pwpservice.practice.clock import local_moment
from pwpservice.practice.diary import LONG, SLOTS, USUAL
from pwpservice.practice.outlines import Outline
from pwpservice.practice.records import AllocationRecord, Note, Step, Story, Visit
from pwpservice.practice.scale import DAYS_OF_HISTORY
from pwpservice.practice.telling import Placed, Teller
from pwpservice.practice.threads import REVIEW_EVERY, Setting
from pwpservice.practice.voice import Voice
from referrals.models import EndCode, Status
from staff.roles import Role

# Mean of months is 1 (clinical.md 7.4).
_MONTHS = (1.12, 1.04, 1.04, 0.93, 0.97, 0.95, 1.03, 0.94, 1.01, 1.11, 1.04, 0.84)
_WEEKEND_SHARE = 0.35
_NEWEST = 26
# The service has grown: so many came at the beginning and come now, where the mean is 1. Without
# that, those who are open today would be far more than those who end.
_AT_FIRST, _NOW = 0.25, 1.75
# Of those who came lately most are still open.
_MOST_STILL_OPEN = 80
_SPARE = 6


def received_days(rng: Random, today: date, count: int) -> list[date]:
    """When the ended referrals came in, oldest first."""
    days = [today - timedelta(days=ago) for ago in range(DAYS_OF_HISTORY, _NEWEST, -1)]
    weights = [
        _MONTHS[day.month - 1]
        * (_WEEKEND_SHARE if day.weekday() >= 5 else 1.0)
        * min((today - day).days / _MOST_STILL_OPEN, 1.0)
        * _grown((today - day).days)
        for day in days
    ]
    return sorted(rng.choices(days, cum_weights=list(accumulate(weights)), k=count))


def _grown(days_ago: int) -> float:
    return _NOW - (_NOW - _AT_FIRST) * days_ago / DAYS_OF_HISTORY


def ended_story(rng: Random, setting: Setting, number: int, received_on: date) -> Story:
    """One ended referral, received on this day."""
    carrier = _carrier(rng, setting, received_on)
    colleague = setting.staff[carrier]
    effect = colleague.effect + homes.burden(number)
    outline = _outline_that_fits(rng, setting, received_on, effect=effect)
    return _Ending(rng, setting, number, received_on, carrier, outline).story()


def _carrier(rng: Random, setting: Setting, received_on: date) -> int:
    """A PWP who was already here."""
    here = (setting.today - received_on).days
    pwps = [
        place
        for place, one in enumerate(setting.staff)
        if one.role in (Role.PWP, Role.TRAINEE_PWP) and one.here_for_days > here
    ]
    weights = [0.5 if setting.staff[place].is_trainee else 1.0 for place in pwps]
    return rng.choices(pwps, weights)[0]


def _outline_that_fits(
    rng: Random, setting: Setting, received_on: date, *, effect: float
) -> Outline:
    """A course that is over before today."""
    available = (setting.today - received_on).days - _SPARE
    while True:
        outline = outlines.ended(rng, pwp_effect=effect)
        if sum(beat.gap + 1 for beat in outline.beats) + outline.tail <= available:
            return outline


class _Ending:
    """Puts one ended story together."""

    def __init__(
        self,
        rng: Random,
        setting: Setting,
        number: int,
        received_on: date,
        carrier: int,
        outline: Outline,
    ) -> None:
        self._rng = rng
        self._setting = setting
        self._received_on = received_on
        self._carrier = carrier
        self._outline = outline
        self._person = people.person(rng, number, on=received_on)
        self._voice = Voice(rng, age=age(self._person.born, setting.today))
        self._medium = threads.draw_medium(rng)
        self._source = threads.draw_source(rng, received_on)
        self._received = threads.received_at(rng, received_on, self._source)
        self._team = setting.staff[carrier].teams[0]
        self._teller = Teller(
            rng,
            setting.keys,
            self._voice,
            problem=outline.problem,
            medium=self._medium,
            where=self._person.address,
        )

    def story(self) -> Story:
        setting, outline = self._setting, self._outline
        writer = self._teller.writer
        placed = self._placed()
        allocated = self._allocated(placed)
        treated = any(beat.pair for beat in outline.beats) and len(outline.beats) > 1
        visits = self._teller.tell(
            placed,
            booked_at=allocated or self._received,
            goes_on=treated,
            until=placed[-1].starts_at if placed else self._received,
        )
        ended = self._ended(visits)
        seen = any(visit.was_attended for visit in visits)
        in_treatment = threads.first_treatment(visits) is not None
        meetings = self._meetings(visits, ended)
        return Story(
            person=self._person,
            reference=setting.keys.reference(),
            team=self._team,
            carrier=self._carrier if allocated else None,
            source=self._source,
            received_on=self._received_on,
            status=Status.ENDED,
            ended_on=local_date(ended),
            end_code=outline.end_code,
            problem=outline.problem if seen else None,
            problem_on=local_date(visits[0].starts_at) if visits else None,
            problem_statement=writer.statement if in_treatment else "",
            goals=writer.goals() if in_treatment else "",
            treatment=writer.treatment if in_treatment else "",
            medium=self._medium,
            allocation=self._allocation(allocated, ended, meetings),
            steps=self._steps(allocated, visits, ended),
            notes=threads.until(setting.now, self._notes(visits, meetings, ended)),
            visits=tuple(visits),
            updated_at=ended,
        )

    def _steps(
        self, allocated: datetime | None, visits: list[Visit], ended: datetime
    ) -> tuple[Step, ...]:
        return tuple(
            threads.steps_until(
                self._setting,
                received=self._received,
                team=self._team,
                allocated=allocated,
                visits=visits,
                ended=ended,
                why=self._outline.end_code.label,
                carrier=self._carrier,
            )
        )

    def _placed(self) -> list[Placed]:
        rng, diary = self._rng, self._setting.diary
        day, slot = self._received_on, rng.randrange(len(SLOTS))
        beats = self._outline.beats
        placed = []
        for number, beat in enumerate(beats):
            minutes = USUAL if beat.kind is ContactKind.TREATMENT else LONG
            wanted = day + timedelta(days=beat.gap)
            day, starts_at = diary.after(rng, self._carrier, wanted, slot=slot, minutes=minutes)
            is_last = number == len(beats) - 1
            placed.append(
                Placed(
                    kind=beat.kind,
                    starts_at=starts_at,
                    minutes=minutes,
                    attendance=beat.attendance,
                    pair=beat.pair,
                    follow_up=_follow_up(rng, beat.attendance, is_last=is_last),
                    is_last=is_last and self._outline.end_code is EndCode.COMPLETED,
                    ending_proposed=is_last and self._outline.end_code is EndCode.COMPLETED,
                )
            )
        return placed

    def _allocated(self, placed: list[Placed]) -> datetime | None:
        """Some days before the first appointment; nobody carries a referral that never got one."""
        if not placed:
            return None
        first = local_date(placed[0].starts_at)
        earliest = self._received_on + timedelta(days=1)
        day = max(first - timedelta(days=self._rng.randint(3, 9)), earliest)
        return min(local_moment(working_day_on_or_after(day), "10:15"), placed[0].starts_at)

    def _ended(self, visits: list[Visit]) -> datetime:
        last = local_date(visits[-1].starts_at) if visits else self._received_on
        day = working_day_on_or_after(last + timedelta(days=self._outline.tail))
        day = min(day, max(self._setting.today - timedelta(days=1), last))
        at = local_moment(day, "16:45")
        return max(at, visits[-1].signed_at or at) if visits else at

    def _meetings(self, visits: list[Visit], ended: datetime) -> list[date]:
        """Supervision every four weeks while it lasted."""
        first = next((visit for visit in visits if visit.was_attended), None)
        if first is None:
            return []
        day = working_day_on_or_after(local_date(first.starts_at) + timedelta(days=9))
        days = []
        while day < local_date(ended):
            days.append(day)
            day = working_day_on_or_after(day + REVIEW_EVERY - timedelta(days=2))
        return days

    def _allocation(
        self, allocated: datetime | None, ended: datetime, meetings: list[date]
    ) -> AllocationRecord | None:
        if allocated is None:
            return None
        last = meetings[-1] if meetings else None
        return AllocationRecord(
            starts_at=allocated,
            ends_at=ended,
            by=self._setting.senior_of_team(self._team),
            last_discussed_on=last,
            review_due_on=last + REVIEW_EVERY if last else None,
        )

    def _notes(self, visits: list[Visit], meetings: list[date], ended: datetime) -> Iterator[Note]:
        rng, setting = self._rng, self._setting
        yield threads.received_note(rng, self._source, self._received, setting.place_of("admin"))
        yield from threads.letter_after(visits, self._person, self._carrier)
        yield from threads.followed_up(rng, self._voice, visits, self._carrier)
        yield from threads.discussions(
            rng, self._voice, meetings, supervisor=setting.supervisor_of(self._carrier)
        )
        if threads.first_treatment(visits) is not None:
            yield from threads.ending_letter(self._person, ended, self._carrier)


def _follow_up(rng: Random, attendance: Attendance, *, is_last: bool) -> MissedFollowUp | None:
    if attendance in (Attendance.ATTENDED, Attendance.LATE_SEEN):
        return None
    if is_last:
        return MissedFollowUp.WRITE_AND_SUPERVISION
    if rng.random() < 0.3:
        return MissedFollowUp.CALL_AGAIN_TODAY
    return MissedFollowUp.SAME_TIME_NEXT_WEEK
