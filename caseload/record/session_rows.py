"""The list of sessions: every appointment and every week of internet therapy, newest first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from caseload.models import Attendance, ContactState
from caseload.record.online import WeekRow
from caseload.record.source import ContactRow
from caseload.record.story import named_contacts, named_weeks
from clinical import wording
from clinical.measures import MEASURES
from clinical.working_days import local_date, moment
from outcomes.progress import Score
from referrals.models import Medium, Referral
from referrals.paths import path_to
from staff.roles import Permission

_NO_PAGE = {ContactState.CANCELLED, ContactState.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One line of the list; `undo` is what its last link does."""

    when: str
    name: str
    outcome: str
    scores: str
    minutes: str
    by: str
    path: str = ""
    undo_path: str = ""
    undo: str = "Cancel"


def session_rows(
    referral: Referral,
    contacts: Sequence[ContactRow],
    scores: Sequence[Score],
    weeks: Sequence[WeekRow],
    *,
    may: frozenset[Permission],
    on: date,
) -> tuple[SessionRow, ...]:
    """Everything that was or will be, as far as this reader may see it."""
    dated = [
        *_appointments(referral, contacts, scores, weeks, may=may, on=on),
        *_weeks(referral, contacts, weeks, may=may),
    ]
    return tuple(row for _, row in sorted(dated, key=lambda one: one[0], reverse=True))


def _appointments(
    referral: Referral,
    contacts: Sequence[ContactRow],
    scores: Sequence[Score],
    weeks: Sequence[WeekRow],
    *,
    may: frozenset[Permission],
    on: date,
) -> Iterator[tuple[datetime, SessionRow]]:
    by_sitting: dict[int, list[str]] = {}
    for score in scores:
        name = MEASURES[score.measure].name
        by_sitting.setdefault(score.sitting_id, []).append(f"{name} {score.result}")
    reads = Permission.VIEW_RECORD in may
    for one, name in zip(contacts, named_contacts(contacts, weeks), strict=True):
        is_booked = one.state == ContactState.BOOKED
        path = path_to("caseload:session", referral.reference, one.reference)
        cancel = path_to("caseload:booking_cancel", referral.reference, one.reference)
        yield (
            one.starts_at,
            SessionRow(
                when=wording.day_and_time(one.starts_at, on),
                name=name if reads else Medium(one.medium).label,
                outcome=_outcome(one, on=on),
                scores=", ".join(by_sitting.get(one.sitting_id or 0, ())),
                minutes="" if one.minutes is None else str(one.minutes),
                by=one.signed_by or one.pwp,
                path=path if reads and one.state not in _NO_PAGE else "",
                undo_path=cancel if is_booked and Permission.BOOK in may else "",
            ),
        )


def _weeks(
    referral: Referral,
    contacts: Sequence[ContactRow],
    weeks: Sequence[WeekRow],
    *,
    may: frozenset[Permission],
) -> Iterator[tuple[datetime, SessionRow]]:
    """Only for those who may read the record: a week names a therapy."""
    if Permission.VIEW_RECORD not in may:
        return
    for one, name in zip(weeks, named_weeks(contacts, weeks), strict=True):
        undo = path_to("caseload:internet_therapy_withdraw", referral.reference, one.pk)
        may_undo = one.stands and Permission.LOG_SESSION in may
        yield (
            moment(one.ended_on, "23:59"),
            SessionRow(
                when=one.days,
                name=f"{name}, {one.programme}",
                outcome="Logged" if one.stands else "Withdrawn",
                scores="",
                minutes=str(one.minutes),
                by=one.by,
                undo_path=undo if may_undo else "",
                undo="Withdraw",
            ),
        )


def _outcome(one: ContactRow, *, on: date) -> str:
    state = ContactState(one.state)
    if state is ContactState.BOOKED:
        is_late = local_date(one.starts_at) < on
        return "Not logged yet" if is_late else state.label
    # Signed with what became of it, or cancelled by the person herself.
    says_what_became = state in {ContactState.LOGGED, ContactState.CANCELLED} and one.attendance
    return Attendance(one.attendance).label if says_what_became else state.label
