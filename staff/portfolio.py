"""Everything of one's own record, to take along: one list of rows for paper, table and machine."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from clinical import spreadsheet
from clinical.working_days import local_date
from staff.models import (
    AgreedOffset,
    Competency,
    CompetencySignOff,
    Contract,
    CpdEntry,
    Credential,
    CredentialKind,
    Grade,
    Induction,
    InductionStep,
    JobPlan,
    Reflection,
    StaffMember,
    Weekday,
)
from staff.record_lines import duration, offset_name

HEADS = ("Part", "What", "Detail", "From", "Until", "By")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the portfolio; days as they are written everywhere, 2026-06-09."""

    part: str
    what: str
    detail: str = ""
    first: str = ""
    last: str = ""
    by: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """In the order of the heads."""
        return (self.part, self.what, self.detail, self.first, self.last, self.by)


def of(member: StaffMember) -> tuple[Row, ...]:
    """Every row of this person, what has ended too. Seven queries."""
    return (
        *_work(member),
        *_weeks(member.pk),
        *_held(member.pk),
        *_signed(member.pk),
        *_learnt(member.pk),
        *_offsets(member.pk),
        *_reflections(member.pk),
    )


def as_csv(rows: Iterable[Row]) -> str:
    """A table that a spreadsheet opens and runs nothing of."""
    return spreadsheet.written(HEADS, (row.cells for row in rows))


def as_json(rows: Iterable[Row]) -> list[dict[str, str]]:
    """The same for a machine, nothing altered."""
    names = ("part", "what", "detail", "from", "until", "by")
    return [dict(zip(names, row.cells, strict=True)) for row in rows]


def _work(member: StaffMember) -> Iterable[Row]:
    grade, contract = Grade(member.grade).label, Contract(member.contract).label
    yield Row("Work", grade, contract, _day(member.grade_since))
    if member.band:
        yield Row("Work", "Pay band", str(member.band))
    if member.started_on:
        yield Row("Work", "First day here", first=_day(member.started_on))
    if member.agreed_number is not None:
        yield Row("Agreed number", "As agreed, before what lowers it", str(member.agreed_number))
    if member.interests:
        yield Row("Special interests", member.interests)


def _weeks(staff_id: int) -> Iterable[Row]:
    plans = JobPlan.objects.filter(staff=staff_id).select_related("set_by")
    for row in plans.order_by("starts_on", "pk"):
        days = ", ".join(Weekday(day).label for day in row.weekdays)
        size = f"{row.hours_a_week.normalize():f} h, {row.slots_a_week} appointments"
        yield Row(
            "Agreed week",
            days,
            f"{row.begins_at:%H:%M} to {row.ends_at:%H:%M}, {size}",
            _day(row.starts_on),
            _day(row.ends_on),
            f"Agreed with {row.set_by.full_name}",
        )


def _held(staff_id: int) -> Iterable[Row]:
    rows = Credential.objects.filter(staff=staff_id).select_related("checked_by")
    for row in rows.order_by("obtained_on", "pk"):
        yield Row(
            "Registration and training",
            CredentialKind(row.kind).label,
            ", ".join(filter(None, (row.body, row.number))),
            _day(row.obtained_on),
            _day(row.expires_on),
            "" if row.checked_by is None else f"Certificate seen by {row.checked_by.full_name}",
        )


def _signed(staff_id: int) -> Iterable[Row]:
    inducted = InductionStep.objects.filter(staff=staff_id).select_related("signed_by")
    for step in inducted.order_by("done_on", "pk"):
        yield Row("Induction", Induction(step.step).label, "", _day(step.done_on), "", _name(step))
    seen = CompetencySignOff.objects.filter(staff=staff_id).select_related("signed_by")
    for one in seen.order_by("seen_on", "pk"):
        yield Row(
            "Competency", Competency(one.competency).label, "", _day(one.seen_on), "", _name(one)
        )


def _learnt(staff_id: int) -> Iterable[Row]:
    for row in CpdEntry.objects.filter(staff=staff_id).order_by("on", "pk"):
        guarded = "in protected time" if row.was_protected else "not in protected time"
        yield Row("CPD", row.what, f"{duration(row.minutes)}, {guarded}", _day(row.on))


def _offsets(staff_id: int) -> Iterable[Row]:
    for row in AgreedOffset.objects.filter(staff=staff_id).order_by("starts_on", "pk"):
        hours = "" if row.hours_a_week is None else f"{row.hours_a_week.normalize():f} h a week"
        yield Row("Agreed number", offset_name(row), hours, _day(row.starts_on), _day(row.ends_on))


def _reflections(staff_id: int) -> Iterable[Row]:
    for row in Reflection.objects.filter(staff=staff_id).order_by("written_at", "pk"):
        yield Row("Reflection", row.text, first=_day(local_date(row.written_at)))


def _name(row: InductionStep | CompetencySignOff) -> str:
    return row.signed_by.full_name


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
