"""The course of an ended referral in numbers: appointments, attendance, scores and intervals.

Calibrated to clinical.md 7.3 (funnel), 7.4 (waits), 6.1 (attendance) and 4.8 (end codes).
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from random import Random

from caseload.models import Attendance, ContactKind
from clinical.problems import Problem
from pwpservice.practice import scores
from pwpservice.practice.draws import drawn
from pwpservice.practice.problems import draw_problem
from pwpservice.practice.scores import Pair
from referrals.models import EndCode


@dataclass(frozen=True, slots=True)
class Beat:
    """One appointment: days after the one before (the first: after receipt), what became of it."""

    gap: int
    kind: ContactKind
    attendance: Attendance
    pair: Pair | None = None
    item_nine: int | None = None

    @property
    def was_attended(self) -> bool:
        return self.attendance in (Attendance.ATTENDED, Attendance.LATE_SEEN)


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole course. `tail` is how long after the last appointment it was ended."""

    problem: Problem | None
    beats: tuple[Beat, ...]
    end_code: EndCode
    tail: int


class _Fate(Enum):
    UNTREATED = 348
    ONCE = 274
    FINISHED = 378


_UNTREATED_CODES = (
    (EndCode.NOT_ASSESSED, 180),
    (EndCode.NOT_SUITABLE_NO_ACTION, 44),
    (EndCode.SIGNPOSTED, 42),
    (EndCode.DECLINED, 44),
    (EndCode.INCOMPLETE_ASSESSMENT, 30),
    (EndCode.NOT_KNOWN_NOT_TREATED, 8),
)
_ONCE_CODES = (
    (EndCode.SIGNPOSTED, 20),
    (EndCode.ADVICE_GIVEN, 42),
    (EndCode.OTHER_THERAPY_SERVICE, 38),
    (EndCode.DECLINED, 50),
    (EndCode.DROPPED_OUT, 74),
    (EndCode.ENDED_AT_PATIENTS_REQUEST, 12),
    (EndCode.COMPLETED, 20),
)
_FINISHED_CODES = (
    (EndCode.COMPLETED, 248),
    (EndCode.DROPPED_OUT, 76),
    (EndCode.ENDED_AT_PATIENTS_REQUEST, 14),
    (EndCode.NOT_KNOWN_TREATED, 14),
    (EndCode.OTHER_THERAPY_SERVICE, 20),
)
# Treatment contacts of those who finished: at least 2, mean 3.55.
_SESSIONS = ((2, 315), (3, 245), (4, 160), (5, 100), (6, 90), (7, 32), (8, 18), (9, 6), (10, 4))
# Per thousand tries, beside those that end a course (clinical.md 6.1 is the whole).
_MISSES = (
    (Attendance.DID_NOT_ATTEND, 51),
    (Attendance.PATIENT_CANCELLED, 85),
    (Attendance.SERVICE_CANCELLED, 62),
    (Attendance.LATE_NOT_SEEN, 2),
)
_LATE_SEEN = 0.025
_CADENCES = ((7, 25), (14, 57), (21, 18))
_LONG_WAIT_FOR_SECOND = 0.19
_COMBINED = 0.28
# Of those who finished 98.7 % have a last score beside the first (clinical.md 1).
_NO_LAST_SCORE = 77


def cadence(rng: Random) -> int:
    """Days between one session and the next, for this person."""
    return drawn(rng, _CADENCES)


def wait_for_treatment(rng: Random) -> int:
    """Days from receipt to the first treatment session."""
    return min(max(round(rng.lognormvariate(math.log(17.8), 0.777)) - 3, 1), 220)


def seen(rng: Random) -> Attendance:
    """Attended, now and then late."""
    return Attendance.LATE_SEEN if rng.random() < _LATE_SEEN else Attendance.ATTENDED


def ended(rng: Random, *, pwp_effect: float) -> Outline:
    """The course of one ended referral."""
    fate = rng.choices(list(_Fate), [one.value for one in _Fate])[0]
    if fate is _Fate.UNTREATED:
        return _untreated(rng)
    return _treated(rng, fate, pwp_effect=pwp_effect)


def _untreated(rng: Random) -> Outline:
    code = drawn(rng, _UNTREATED_CODES)
    wait = max(round(rng.lognormvariate(math.log(15), 0.7)), 1)
    if code is EndCode.NOT_ASSESSED:
        return _never_seen(rng, wait)
    problem = draw_problem(rng) if rng.random() < 0.05 else None
    start = scores.first(rng, problem)
    pair = None if code is EndCode.INCOMPLETE_ASSESSMENT and rng.random() < 0.5 else start
    beats = list(_with_misses(rng, wait, ContactKind.ASSESSMENT, pair))
    if code in (EndCode.INCOMPLETE_ASSESSMENT, EndCode.DECLINED) and rng.random() < 0.5:
        beats.append(Beat(cadence(rng), ContactKind.TREATMENT, _last_miss(rng)))
    return Outline(problem, tuple(beats), code, rng.randint(1, 12))


def _never_seen(rng: Random, wait: int) -> Outline:
    """Could not be reached, or did not come to the assessment."""
    beats: tuple[Beat, ...] = ()
    if rng.random() < 0.62:
        beats = (Beat(wait, ContactKind.ASSESSMENT, _last_miss(rng)),)
    return Outline(None, beats, EndCode.NOT_ASSESSED, rng.randint(8, 24))


def _treated(rng: Random, fate: _Fate, *, pwp_effect: float) -> Outline:
    once = fate is _Fate.ONCE
    problem = draw_problem(rng)
    if once and rng.random() < 0.45:
        problem = None
    sessions = 1 if once else drawn(rng, _SESSIONS)
    wait = wait_for_treatment(rng)
    combined = wait < 8 or rng.random() < (0.45 if once else _COMBINED)
    start = scores.first(rng, problem)
    end = scores.last(rng, start, problem, pwp_effect=pwp_effect)
    pairs = scores.path(rng, start, end, sessions + (0 if combined else 1))
    given: Sequence[Pair | None] = pairs
    if not once and scores.was_asked_once(pairs, one_in=_NO_LAST_SCORE):
        given = [pairs[0], *(None for _ in pairs[1:])]
    beats = list(_beats(rng, given, wait=wait, combined=combined))
    code = drawn(rng, _ONCE_CODES if once else _FINISHED_CODES)
    tail = rng.randint(0, 9)
    if code is EndCode.DROPPED_OUT:
        tail = rng.randint(10, 28)
        if rng.random() < 0.75:
            beats.append(Beat(cadence(rng), ContactKind.TREATMENT, _last_miss(rng)))
    return Outline(problem, tuple(beats), code, tail)


def _beats(
    rng: Random, pairs: Sequence[Pair | None], *, wait: int, combined: bool
) -> Iterator[Beat]:
    """The attended appointments with what was missed before each."""
    rhythm = cadence(rng)
    if combined:
        yield from _with_misses(rng, wait, ContactKind.ASSESSMENT_AND_TREATMENT, pairs[0])
        treatments = pairs[1:]
    else:
        between = rng.randint(4, min(20, wait - 2))
        yield from _with_misses(rng, max(wait - between, 1), ContactKind.ASSESSMENT, pairs[0])
        yield from _with_misses(rng, between, ContactKind.TREATMENT, pairs[1])
        treatments = pairs[2:]
    for number, pair in enumerate(treatments):
        queue = rng.randint(70, 112) if _is_queued(rng, number) else 0
        yield from _with_misses(rng, rhythm + queue, ContactKind.TREATMENT, pair, again=rhythm)


def _is_queued(rng: Random, number: int) -> bool:
    """Some wait long for the second session (clinical.md 7.3, first to second treatment)."""
    return number == 0 and rng.random() < _LONG_WAIT_FOR_SECOND


def _with_misses(
    rng: Random, gap: int, kind: ContactKind, pair: Pair | None, *, again: int = 7
) -> Iterator[Beat]:
    """An attended appointment after as many missed ones as chance has it."""
    for _ in range(3):
        missed = _miss(rng)
        if missed is None:
            break
        yield Beat(gap, kind, missed)
        gap = min(again, 14) if missed is not Attendance.SERVICE_CANCELLED else 5
    yield Beat(gap, kind, seen(rng), pair)


def _miss(rng: Random) -> Attendance | None:
    left = rng.random() * 1000
    for attendance, share in _MISSES:
        left -= share
        if left < 0:
            return attendance
    return None


def _last_miss(rng: Random) -> Attendance:
    return Attendance.DID_NOT_ATTEND if rng.random() < 0.52 else Attendance.PATIENT_CANCELLED
