"""The strip over the day: how full, how people are doing, who needs a look. No targets or rates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from caseload.meter import Meter, meter
from caseload.models.contact import TREATMENT_KINDS
from caseload.today.cases import Case
from caseload.today.diary import Booked
from clinical import wording
from clinical.reason import Reason
from clinical.working_days import local_date, monday_of
from staff.agreed import AgreedNumber


@dataclass(frozen=True, slots=True)
class Strip:
    """Counts of one's own caseload."""

    carried: int
    agreed: int | None
    nobody_new: str
    load: Meter
    improved: int
    not_improving: int
    flagged: int
    risk_plans: int
    booked: str
    start_and_end: str


def strip(
    cases: Sequence[Case], diary: Sequence[Booked], *, agreed: AgreedNumber, now: datetime
) -> Strip:
    """The counts, all from the same cases that the rows are drawn from."""
    until = agreed.closed_until
    begins = monday_of(local_date(now))
    week = [one for one in diary if begins <= one.on < begins + timedelta(days=7)]
    return Strip(
        carried=len(cases),
        agreed=agreed.number,
        nobody_new=f"Nobody new until {wording.sentence_date(until, local_date(now))}"
        if until
        else "",
        load=meter(counts=_groups(cases), agreed=agreed.number),
        improved=sum(case.has_reliably_improved for case in cases),
        not_improving=sum(case.has(Reason.NOT_IMPROVING, Reason.DETERIORATING) for case in cases),
        flagged=sum(case.needs_action for case in cases),
        risk_plans=sum(case.has_risk_plan for case in cases),
        booked=f"{wording.count(len(week), 'session')} booked",
        start_and_end=_start_and_end(cases, week, begins=begins),
    )


def _groups(cases: Sequence[Case]) -> list[tuple[str, int]]:
    new = sum(case.is_new for case in cases)
    ending = sum(case.is_ending for case in cases)
    return [("new", new), ("in treatment", len(cases) - new - ending), ("ending", ending)]


def _start_and_end(cases: Sequence[Case], week: Sequence[Booked], *, begins: date) -> str:
    """`4 people start, 5 end`: seen for the first time this week; at the last planned session."""
    in_week = {one.referral_id for one in week}
    last_planned = {(one.referral_id, one.number) for one in week if one.kind in TREATMENT_KINDS}
    start = sum(
        case.referral_id in in_week
        and (case.first_attended_on is None or case.first_attended_on >= begins)
        for case in cases
    )
    end = sum((case.referral_id, case.planned_sessions) in last_planned for case in cases)
    return f"{wording.count(start, 'person starts', 'people start')}, {end} end{'s' * (end == 1)}"
