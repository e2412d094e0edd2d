"""Next steps whose time is past, by whose they are: on the page of those who lead."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from caseload.today import due_words
from clinical import wording
from clinical.working_days import days_between, local_date
from referrals.models import NextStep, NextStepKind, Referral
from staff.roles import Permission
from staff.standing import Standing

ON_A_PAGE = 200
_NOBODY = "With nobody"


@dataclass(frozen=True, slots=True)
class Overdue:
    """One next step: of whom, what, since when."""

    patient_id: int
    reference: str
    listed_name: str
    full_name: str
    words: str
    owner: str


@dataclass(frozen=True, slots=True)
class OfOwner:
    """Everything of one person that is overdue, the longest first."""

    owner: str
    rows: tuple[Overdue, ...]


@dataclass(frozen=True, slots=True)
class OverdueSteps:
    """Everybody's, nobody's first; and how many are not shown."""

    groups: tuple[OfOwner, ...]
    total: int

    @property
    def shown(self) -> tuple[int, ...]:
        """Every patient who is named."""
        return tuple(row.patient_id for group in self.groups for row in group.rows)

    @property
    def left_out(self) -> int:
        """How many stand beyond the page."""
        return self.total - len(self.shown)


def read(*, standing: Standing, now: datetime) -> OverdueSteps:
    """The next steps whose time is past, of everybody this person may read. Two queries."""
    mine = Referral.objects.visible_to(standing, on=local_date(now), needs=Permission.VIEW_RECORD)
    # An appointment is not overdue: it is to be logged, which its own list says.
    late = NextStep.objects.filter(
        done_at__isnull=True, due_by__lt=now, referral__in=mine.open()
    ).exclude(kind=NextStepKind.APPOINTMENT)
    steps = late.select_related("referral__patient", "owner").order_by("due_by", "pk")[:ON_A_PAGE]
    rows = sorted((_row(one, now=now) for one in steps), key=lambda row: _first_nobody(row.owner))
    groups = tuple(
        OfOwner(owner, tuple(of_owner)) for owner, of_owner in groupby(rows, lambda row: row.owner)
    )
    return OverdueSteps(groups, late.count())


def _row(step: NextStep, *, now: datetime) -> Overdue:
    patient = step.referral.patient
    owner = step.owner
    days = days_between(local_date(step.due_by), local_date(now))
    late = f", {wording.count(days, 'day')} ago" if days else ""
    gone = ", who no longer works here" if owner is not None and not owner.is_active else ""
    return Overdue(
        patient_id=patient.pk,
        reference=step.referral.reference,
        listed_name=wording.listed_name(patient.family_name, patient.given_name),
        full_name=wording.full_name(patient.family_name, patient.given_name),
        words=f"{step.what}, {due_words.due(step.due_by, now)}{late}",
        owner=_NOBODY if owner is None else f"{owner.full_name}{gone}",
    )


def _first_nobody(owner: str) -> tuple[bool, str]:
    return (owner != _NOBODY, owner)
