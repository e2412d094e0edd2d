"""Whom somebody should have decided on by now: named, longest first, for those who triage."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from caseload.triage.rows import due_by, late_since
from caseload.triage.source import queue
from clinical import wording
from clinical.policy import Policy
from clinical.working_days import days_between, local_date
from staff.standing import Standing

SHOWN = 10
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Late:
    """One person: since when somebody should have decided."""

    patient_id: int
    reference: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class LateTriage:
    """The first of them; `has_more` where others stand behind."""

    rows: tuple[Late, ...]
    has_more: bool

    @property
    def shown(self) -> tuple[int, ...]:
        """Every patient who is named."""
        return tuple(one.patient_id for one in self.rows)


def read(*, standing: Standing, now: datetime, policy: Policy) -> LateTriage:
    """One query."""
    on = local_date(now)
    late = queue(standing, on=on).filter(
        triaged_as="", received_on__lte=_latest_that_is_late(now, policy=policy)
    )
    found = list(late.select_related("patient").order_by("received_on", "pk")[: SHOWN + 1])
    rows = tuple(
        Late(
            patient_id=one.patient_id,
            reference=one.reference,
            name=wording.listed_name(one.patient.family_name, one.patient.given_name),
            words=_words(one.received_on, on=on, policy=policy),
        )
        for one in found[:SHOWN]
    )
    return LateTriage(rows, has_more=len(found) > SHOWN)


def _latest_that_is_late(now: datetime, *, policy: Policy) -> date:
    on = local_date(now)
    while due_by(on, policy=policy) >= now:
        on -= _DAY
    return on


def _words(received_on: date, *, on: date, policy: Policy) -> str:
    days = max(days_between(late_since(received_on, policy=policy), on), 1)
    return f"Late by {wording.count(days, 'day')}"
