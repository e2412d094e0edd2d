"""Today's appointments as rows: when, who and why to look twice, which session, one button."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.safestring import SafeString

from caseload.models import Attendance, ContactKind
from caseload.models.contact import ATTENDED, TREATMENT_KINDS
from caseload.today.cases import Case
from caseload.today.diary import Booked
from clinical import wording
from clinical.measures import GAD7, PHQ9
from clinical.reason import Reason
from clinical.working_days import local_date
from outcomes import charts
from referrals.models import Medium

_KEYS = 9
_BY_VOICE = (Medium.PHONE, Medium.VIDEO)


class Do(StrEnum):
    """What can be done with an appointment now."""

    NOTHING = "nothing"
    FINISH = "finish"
    START = "start"


@dataclass(frozen=True, slots=True)
class Appointment:
    """One row of the table."""

    time: str
    minutes: str
    reference: str
    session: str
    patient_id: int
    listed_name: str
    full_name: str
    age: int
    chip: str
    beside: str
    which: str
    how: str
    phq9: SafeString
    gad7: SafeString
    questionnaires: str
    do: Do
    keys: str
    is_next: bool


@dataclass(frozen=True, slots=True)
class Appointments:
    """The rows, and how the day stands in a sentence."""

    rows: tuple[Appointment, ...]
    summary: str


def of_today(
    diary: Sequence[Booked], cases: Mapping[int, Case], *, reader_id: int, now: datetime
) -> Appointments:
    """The appointments of this day whose people still have an open referral, in order."""
    today = local_date(now)
    day = [one for one in diary if one.on == today and one.referral_id in cases]
    coming = next((one for one in day if _do(one, now) is Do.START), None)
    unfinished = next((one for one in day if _do(one, now) is Do.FINISH), None)
    rows = tuple(
        _row(
            one,
            cases[one.referral_id],
            place=place,
            # When the day's last session has begun, N goes on with the first note to be finished.
            coming=coming or unfinished,
            reader_id=reader_id,
            now=now,
        )
        for place, one in enumerate(day, start=1)
    )
    return Appointments(rows, _summary(day, coming, cases, now=now))


def _summary(
    day: Sequence[Booked], coming: Booked | None, cases: Mapping[int, Case], *, now: datetime
) -> str:
    """`9 appointments, 2 done. Next is Priya Nair at 10:30.`"""
    if not day:
        return "No appointments today."
    done = sum(one.is_signed or one.is_over(now) for one in day)
    words = f"{wording.count(len(day), 'appointment')}, {done or 'none'} done."
    if coming is None:
        return words
    who = cases[coming.referral_id].full_name
    return f"{words} Next is {who} at {wording.clock(coming.starts_at)}."


def _row(
    one: Booked, case: Case, *, place: int, coming: Booked | None, reader_id: int, now: datetime
) -> Appointment:
    do, is_next = _do(one, now), one is coming
    chip, beside = _flag(case)
    return Appointment(
        time=wording.clock(one.starts_at),
        minutes=f"{one.minutes} min",
        reference=case.reference,
        session=one.reference,
        patient_id=case.patient_id,
        listed_name=case.listed_name,
        full_name=case.full_name,
        age=case.age,
        chip=chip,
        beside=beside,
        which=_which(one, case),
        how=_how(one, case, reader_id=reader_id),
        phq9=charts.score_cell(case.phq9, PHQ9),
        gad7=charts.score_cell(case.gad7, GAD7),
        questionnaires=_questionnaires(one, now=now),
        do=do,
        keys=_keys(do, place, is_next=is_next),
        is_next=is_next,
    )


def _do(one: Booked, now: datetime) -> Do:
    """Earlier and unsigned, or begun: to be finished. Otherwise to be started."""
    if one.is_signed:
        return Do.NOTHING
    return Do.FINISH if one.has_draft or one.is_over(now) else Do.START


def _keys(do: Do, place: int, *, is_next: bool) -> str:
    """Its place in the day, up to nine, where it can be started; N besides for the next one."""
    number = str(place) if do is Do.START and place <= _KEYS else ""
    return f"{number} n".strip() if is_next else number


def _flag(case: Case) -> tuple[str, str]:
    """The first reason's chip with risk in its words; where nothing asks, the problem."""
    if not case.reasons or case.reasons[0].snoozed_until is not None:
        return "", case.problem
    first = case.reasons[0].reason
    return first.value, case.risk_evidence if first is Reason.RISK else ""


def _which(one: Booked, case: Case) -> str:
    """`5 of 6`; words where a number would say less."""
    if one.kind not in TREATMENT_KINDS:
        return ContactKind(one.kind).label
    if one.number == 1 and not one.is_signed:
        return "First session today"
    return f"{one.number} of {case.planned_sessions}"


def _how(one: Booked, case: Case, *, reader_id: int) -> str:
    """`Phone, interpreter`; and whose appointment it is, when covering."""
    medium = Medium(one.medium).label
    words = f"{medium}, {case.needs}" if case.needs else medium
    return words if one.pwp_id == reader_id else f"{words}. For {one.pwp_name}"


def _questionnaires(one: Booked, *, now: datetime) -> str:
    if not one.is_signed:
        return _by_link(one, now=now) or (
            "Ask on call" if one.medium in _BY_VOICE else "Ask in session"
        )
    if one.attendance not in ATTENDED:
        return Attendance(one.attendance).label
    return "Done" if one.has_scores else "Not done"


def _by_link(one: Booked, *, now: datetime) -> str:
    """`Back 07:48`; or sent, until the session begins and they are asked."""
    if one.back_at is not None:
        is_today = local_date(one.back_at) == local_date(now)
        return f"Back {wording.clock(one.back_at) if is_today else _day(one.back_at)}"
    return "Sent" if one.sent_at is not None and one.starts_at > now else ""


def _day(at: datetime) -> str:
    return wording.table_date(local_date(at))
