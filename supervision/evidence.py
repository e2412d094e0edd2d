"""One's own record of supervision, for accreditation: what was held and signed, and the totals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from clinical import spreadsheet, wording
from clinical.policy import Policy
from clinical.working_days import LONDON, local_date, moment
from staff.models import StaffMember
from supervision import hours
from supervision.models import SkillsForm, SupervisionSession

_A_YEAR = timedelta(days=365)
HEADS = ("Date", "Kind", "Individual or group", "Supervisor", "Minutes", "Signed on")
_CONTACTS = "Contact with patients"


@dataclass(frozen=True, slots=True)
class Line:
    """One signed session of supervision that this person had."""

    on: date
    kind: str
    form: str
    supervisor: str
    minutes: int
    signed_on: date

    @property
    def day(self) -> str:
        """`9 Jun 2026`."""
        return _dated(self.on)

    @property
    def signed(self) -> str:
        """When its supervisor signed it."""
        return _dated(self.signed_on)


@dataclass(frozen=True, slots=True)
class Month:
    """The contacts of a month: a number and minutes, nobody's name."""

    name: str
    first: date
    contacts: int
    minutes: int

    @property
    def hours(self) -> str:
        """In words."""
        return hours.in_hours(self.minutes)


@dataclass(frozen=True, slots=True)
class Total:
    """The minutes of one kind, against what is needed to qualify; none for who is no trainee. Of
    several kinds together `counted` are those that count: more of one kind makes up for no other.
    """

    label: str
    minutes: int
    needed: int | None = None
    counted: int | None = None

    @property
    def words(self) -> str:
        """`12 h`, `12 h of 20 h`, or `32 h of 40 h; 35 h in all`."""
        said = hours.in_hours(self.minutes)
        if self.needed is None:
            return said
        needed = hours.in_hours(self.needed)
        if self.counted in (None, self.minutes):
            return f"{said} of {needed}"
        return f"{hours.in_hours(self.counted or 0)} of {needed}; {said} in all"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A person's record from a day to a day."""

    person: StaffMember
    first: date
    last: date
    trainee_since: date | None
    lines: tuple[Line, ...]
    months: tuple[Month, ...]
    totals: tuple[Total, ...]

    @property
    def period(self) -> str:
        """From when until when."""
        return f"{wording.sentence_date(self.first)} {self.first.year} to " + (
            f"{wording.sentence_date(self.last)} {self.last.year}"
        )


def usual_period(person: StaffMember, *, on: date) -> tuple[date, date]:
    """A trainee's time here so far; of everybody else the last year. One query."""
    return hours.trainee_since(person.pk, on=on) or on - _A_YEAR, on


def read(person: StaffMember, *, first: date, last: date, on: date, policy: Policy) -> Evidence:
    """The record from a day to a day. Four queries, however long it is."""
    lines = sorted((*_case_management(person, first, last), *_others(person, first, last)), key=_at)
    months = tuple(_months(person, first, last))
    trainee_since = hours.trainee_since(person.pk, on=on)
    return Evidence(
        person,
        first,
        last,
        trainee_since,
        tuple(lines),
        months,
        _totals(lines, months, policy if trainee_since else None),
    )


def as_csv(evidence: Evidence) -> str:
    """The lines as a table, then contacts by month, then the totals; safe to open."""
    rows: list[Sequence[object]] = [
        (
            line.on.isoformat(),
            line.kind,
            line.form,
            line.supervisor,
            line.minutes,
            line.signed_on.isoformat(),
        )
        for line in evidence.lines
    ]
    rows += [
        (
            month.first.isoformat(),
            _CONTACTS,
            wording.count(month.contacts, "contact"),
            "",
            month.minutes,
            "",
        )
        for month in evidence.months
    ]
    rows += [("", f"Total: {one.label}", "", "", one.minutes, "") for one in evidence.totals]
    return spreadsheet.written(HEADS, rows)


def _case_management(person: StaffMember, first: date, last: date) -> Iterable[Line]:
    rows = SupervisionSession.objects.filter(
        supervisee=person,
        signed_at__isnull=False,
        starts_at__gte=moment(first, "00:00"),
        starts_at__lt=moment(last + timedelta(days=1), "00:00"),
    ).select_related("supervisor")
    for row in rows:
        if row.signed_at is not None:
            yield Line(
                local_date(row.starts_at),
                hours.KINDS[hours.CASE_MANAGEMENT],
                SkillsForm.INDIVIDUAL.label,
                row.supervisor.full_name,
                row.minutes,
                local_date(row.signed_at),
            )


def _others(person: StaffMember, first: date, last: date) -> Iterable[Line]:
    rows = hours.attended([person.pk], first=first, last=last).select_related(
        "session__group", "session__supervisor"
    )
    for row in rows:
        session = row.session
        yield Line(
            local_date(session.starts_at),
            session.group.get_kind_display(),
            session.group.get_form_display(),
            session.supervisor.full_name,
            row.minutes,
            local_date(session.signed_at),
        )


def _months(person: StaffMember, first: date, last: date) -> Iterable[Month]:
    rows = (
        hours.contacts(person.pk, first=first, last=last)
        .annotate(month=TruncMonth("starts_at", tzinfo=LONDON))
        .values("month")
        .annotate(contacts=Count("pk"), sum=Sum("minutes"))
        .order_by("month")
    )
    for row in rows:
        day = row["month"].date()
        yield Month(f"{day:%B %Y}", day, row["contacts"], row["sum"])


def _totals(
    lines: Iterable[Line], months: Iterable[Month], policy: Policy | None
) -> tuple[Total, ...]:
    lines = list(lines)
    needed = (
        {
            hours.KINDS[hours.CASE_MANAGEMENT]: 60 * policy.trainee_case_management_hours,
            hours.KINDS["SKILLS"]: 60 * policy.trainee_skills_hours,
        }
        if policy
        else {}
    )
    by_kind = [
        Total(label, sum(line.minutes for line in lines if line.kind == label), needed.get(label))
        for label in hours.KINDS.values()
    ]
    of_contacts = 60 * policy.trainee_contact_hours if policy else None
    together = Total(
        "Supervision together",
        sum(line.minutes for line in lines),
        sum(needed.values()) if policy else None,
        sum(min(one.minutes, one.needed) for one in by_kind if one.needed),
    )
    return (
        *(one for one in by_kind if one.minutes or one.needed),
        together,
        Total(_CONTACTS, sum(month.minutes for month in months), of_contacts),
    )


def _at(line: Line) -> tuple[date, str]:
    return line.on, line.kind


def _dated(day: date) -> str:
    return f"{wording.short_date(day)} {day.year}"
