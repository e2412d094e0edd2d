"""When an open case's appointments were and will be, told backwards from today."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from caseload.models import Attendance, ContactKind, MissedFollowUp
from clinical.working_days import is_working_day, working_day_on_or_before
from pwpservice.practice.cast import Role
from pwpservice.practice.clock import local_moment
from pwpservice.practice.diary import LONG, SLOTS, USUAL
from pwpservice.practice.draws import drawn
from pwpservice.practice.scenes import Progress, Scene
from pwpservice.practice.scores import Pair, was_asked_once
from pwpservice.practice.telling import Placed
from pwpservice.practice.threads import Setting

_DAY = timedelta(days=1)
_OVERDUE_FROM, _OVERDUE_TO = 22, 28
# A few go on for so long that they stand on the senior's page, or on the service lead's as well.
_LONG_SILENCES = ((44, 60), (92, 110))
_USUAL_SILENCES = 6
# Days between sessions, and how many in a hundred people have them.
_RHYTHMS = ((7, 10), (14, 66), (21, 24))
# Of those with a second session, so many waited long for it; who did is open for longer, so that
# there are more of them than among those who began (clinical.md 7.3).
_WAITED_LONG_FOR_SECOND = 0.45
_LONG_WAIT = (70, 112)
_HERE_FOR_LONG = 330
_SECOND = 2
# Of those with one planned session left, so many were asked for scores at the start alone.
_ASKED_ONCE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Who carries an open case, what situation it is in, and who of the cast plays it, if any."""

    carrier: int
    scene: Scene
    role: Role | None = None
    # Clock time of an appointment today.
    at: str = ""


class OpenDays:
    """Finds a day and a time for every appointment of one open case."""

    def __init__(self, rng: Random, setting: Setting, part: Part, progress: Progress) -> None:
        self._rng = rng
        self._setting = setting
        self._part = part
        self._role = part.role
        self._progress = progress
        self._rhythm = part.role.rhythm if part.role else drawn(rng, _RHYTHMS)
        self._slot = rng.randrange(len(SLOTS))
        self._quiet = self._quiet_days()
        self._waited_long = (
            part.role is None
            and setting.staff[part.carrier].here_for_days > _HERE_FOR_LONG
            and rng.random() < _WAITED_LONG_FOR_SECOND
        )
        self._proposes_ending = (
            part.scene is Scene.READY and part.role is None and not part.at and rng.random() < 0.35
        )
        self._was_asked_once = (
            part.scene is Scene.ON_TRACK
            and part.role is None
            and not part.at
            and progress.treated >= progress.planned - 1
            and was_asked_once(progress.pairs, one_in=_ASKED_ONCE)
        )

    def placed(self) -> list[Placed]:
        """Every appointment, oldest first."""
        coming = self._coming()
        past = [] if self._part.scene is Scene.NEW_BOOKED else self._past()
        return [*past, *coming]

    def _past(self) -> list[Placed]:
        today = self._setting.today
        last_day = today - timedelta(days=self._quiet)
        latest = today
        placed: list[Placed] = []
        for ago in self._missed_since():
            latest, one = self._before(latest, today - timedelta(days=ago), self._miss(ago))
            placed.append(one)
        day = last_day
        for number in range(len(self._progress.pairs) - 1, -1, -1):
            latest, one = self._before(latest, day, self._seen(number))
            placed.append(one)
            day = latest - timedelta(days=self._gap_before(number))
            if number and self._missed_between(number):
                latest, one = self._before(latest, day, self._miss_between())
                placed.append(one)
                day = latest - timedelta(days=self._rhythm)
        return placed[::-1]

    def _before(self, latest: date, wanted: date, one: Placed) -> tuple[date, Placed]:
        """The appointment on the wanted day or before, and before the ones already placed."""
        day, starts_at = self._setting.diary.before(
            self._rng,
            self._part.carrier,
            min(wanted, latest - _DAY),
            slot=self._slot,
            minutes=one.minutes,
        )
        return day, replace(one, starts_at=starts_at)

    def _quiet_days(self) -> int:
        """How long ago the last attended appointment was."""
        rng, scene = self._rng, self._part.scene
        if scene is Scene.RISK:
            return self._days_since_risk()
        if self._part.at:
            return self._rhythm
        if scene is Scene.OVERDUE:
            return self._overdue_days()
        if scene is Scene.MISSED:
            return rng.randint(9, 14)
        if self._role and self._role.draft_from:
            return self._rhythm + self._role.draft_from
        return rng.randint(1, self._rhythm)

    def _days_since_risk(self) -> int:
        """So that what was agreed then is due today, or soon."""
        if not is_working_day(self._setting.today):
            return 3
        return self._role.quiet if self._role else self._rng.randint(1, 6)

    def _overdue_days(self) -> int:
        usual = (_OVERDUE_FROM, _OVERDUE_TO)
        first, end = usual
        if self._role is None:
            first, end = self._rng.choice([*([usual] * _USUAL_SILENCES), *_LONG_SILENCES])
        days = [
            ago
            for ago in range(first, end)
            if is_working_day(self._setting.today - timedelta(days=ago))
        ]
        return self._rng.choice(days)

    def _missed_since(self) -> tuple[int, ...]:
        """Days ago of what was missed since the last attended appointment, latest first."""
        if self._part.scene is Scene.OVERDUE:
            return (self._rng.randint(4, 7), self._rng.randint(11, 14))
        if self._part.scene is Scene.MISSED:
            return (self._rng.randint(1, 3),)
        return ()

    def _missed_between(self, number: int) -> bool:
        if self._role:
            return self._role.family_name == "Nair" and number == 3
        return self._rng.random() < 0.2

    def _gap_before(self, number: int) -> int:
        """Days since the appointment before; a little longer after the assessment."""
        if number == 1 and not self._role:
            return self._rng.randint(6, 15)
        if number == _SECOND and self._waited_long:
            return self._rng.randint(*_LONG_WAIT)
        return self._rhythm

    # What each one was

    def _seen(self, number: int) -> Placed:
        scene = self._part.scene
        is_latest = number == len(self._progress.pairs) - 1
        pair: Pair | None = self._progress.pairs[number]
        if (is_latest and scene is Scene.GAP) or (number and self._was_asked_once):
            pair = None
        return Placed(
            kind=ContactKind.TREATMENT if number else ContactKind.ASSESSMENT,
            starts_at=self._setting.now,
            minutes=USUAL if number else LONG,
            attendance=Attendance.ATTENDED,
            pair=pair,
            item_nine=self._item_nine(number, is_latest=is_latest),
            risk_stays_open=is_latest and scene is Scene.RISK and not self._is_over_today(),
            risk_same_day=self._role is None and self._rng.random() < 0.08,
            question=is_latest and scene is Scene.NOT_IMPROVING and self._rng.random() < 0.6,
            ending_proposed=is_latest and self._proposes_ending,
        )

    def _item_nine(self, number: int, *, is_latest: bool) -> int | None:  # noqa: FBT001
        if self._role and self._role.item_nine:
            return self._role.item_nine[number]
        if self._part.scene is Scene.RISK and is_latest:
            return self._rng.choice((1, 1, 1, 2, 2, 3))
        return None

    def _miss(self, ago: int) -> Placed:
        writes = self._part.scene is Scene.OVERDUE and ago < 8 and self._rng.random() < 0.5
        return Placed(
            kind=ContactKind.TREATMENT,
            starts_at=self._setting.now,
            minutes=USUAL,
            attendance=Attendance.DID_NOT_ATTEND,
            follow_up=MissedFollowUp.WRITE_AND_SUPERVISION
            if writes
            else MissedFollowUp.CALL_AGAIN_TODAY,
        )

    def _miss_between(self) -> Placed:
        attendance = self._rng.choice(
            (
                Attendance.DID_NOT_ATTEND,
                Attendance.PATIENT_CANCELLED,
                Attendance.PATIENT_CANCELLED,
                Attendance.SERVICE_CANCELLED,
            )
        )
        if self._role:
            attendance = Attendance.DID_NOT_ATTEND
        return Placed(
            kind=ContactKind.TREATMENT,
            starts_at=self._setting.now,
            minutes=USUAL,
            attendance=attendance,
            follow_up=MissedFollowUp.SAME_TIME_NEXT_WEEK,
        )

    # What is to come

    def _coming(self) -> list[Placed]:
        part, today = self._part, self._setting.today
        coming = [self._draft(part.role)] if part.role and part.role.draft_from else []
        if part.at:
            coming.append(self._todays())
            if not self._is_followed_up(coming[-1]):
                return coming
        elif part.scene in (Scene.OVERDUE, Scene.MISSED, Scene.NO_NEXT) or self._proposes_ending:
            return coming
        coming.append(self._booked(today + timedelta(days=self._days_to_next())))
        return coming

    def _days_to_next(self) -> int:
        """At their own rhythm after the last appointment; soon where risk is open."""
        if self._part.at:
            return self._rhythm
        if self._part.scene is Scene.RISK:
            return self._rng.randint(1, 6)
        if self._part.scene is Scene.NEW_BOOKED:
            return self._rng.randint(1, self._rhythm)
        return max(self._rhythm - self._quiet, 1)

    def _booked(self, wanted: date) -> Placed:
        new = self._part.scene is Scene.NEW_BOOKED and not self._part.at
        minutes = LONG if new else USUAL
        _, starts_at = self._setting.diary.after(
            self._rng, self._part.carrier, wanted, slot=self._slot, minutes=minutes
        )
        kind = ContactKind.ASSESSMENT if new else ContactKind.TREATMENT
        return Placed(kind=kind, starts_at=starts_at, minutes=minutes)

    def _todays(self) -> Placed:
        """Today's appointment: signed if it is over, a draft if so cast, booked otherwise."""
        new = self._part.scene is Scene.NEW_BOOKED
        starts_at = local_moment(self._setting.today, self._part.at)
        minutes = LONG if new else USUAL
        booked = Placed(
            kind=ContactKind.ASSESSMENT if new else ContactKind.TREATMENT,
            starts_at=starts_at,
            minutes=minutes,
        )
        if not self._is_over_today():
            return booked
        if self._role and self._role.draft_missing:
            return replace(
                booked, draft_missing=self._role.draft_missing, pair=self._progress.coming
            )
        return replace(
            booked,
            attendance=Attendance.ATTENDED,
            pair=self._progress.coming,
            risk_stays_open=self._part.scene is Scene.RISK,
            item_nine=self._role.item_nine[-1] if self._role and self._role.item_nine else None,
        )

    def _is_over_today(self) -> bool:
        """Today's appointment, if there is one, has ended and been signed."""
        if not self._part.at:
            return False
        ends_at = local_moment(self._setting.today, self._part.at) + timedelta(minutes=LONG)
        return ends_at <= self._setting.signed_until

    def _is_followed_up(self, todays: Placed) -> bool:
        """Once today's appointment has begun, the next one stands in the diary as a rule."""
        return (
            todays.starts_at <= self._setting.now
            and not todays.draft_missing
            and self._part.scene is not Scene.NO_NEXT
        )

    def _draft(self, role: Role) -> Placed:
        """An appointment of the last days whose note is not signed yet."""
        day = self._setting.today
        for _ in range(role.draft_from or 0):
            day = working_day_on_or_before(day - _DAY)
        _, starts_at = self._setting.diary.before(
            self._rng, self._part.carrier, day, slot=self._slot
        )
        return Placed(
            kind=ContactKind.TREATMENT,
            starts_at=starts_at,
            minutes=USUAL,
            draft_missing=role.draft_missing,
            pair=self._progress.coming,
        )
