"""Whom nobody has been in touch with for long, found by query now: a senior sees those of the
people they supervise, whoever answers for the service everybody's (clinical reference 6.3).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window
from django.db.models.functions import Coalesce

from caseload.models import CareContact, CaseSummary, ContactState
from clinical import wording
from clinical.policy import Policy
from clinical.working_days import days_between, local_date, moment
from referrals.models import Referral
from staff.models import SupervisionPairing
from staff.roles import Permission
from staff.standing import Standing

# So many are named on Today; the others on the page that its link opens.
ON_TODAY = 5
ON_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Silence:
    """One person: how long, and whose they are."""

    patient_id: int
    reference: str
    listed_name: str
    full_name: str
    words: str
    carrier: str


@dataclass(frozen=True, slots=True)
class Silences:
    """Some of them, longest first, how many there are, and in words whom the list is about."""

    rows: tuple[Silence, ...]
    total: int
    start: int
    about: str

    @property
    def shown(self) -> tuple[int, ...]:
        """Every patient who is named."""
        return tuple(row.patient_id for row in self.rows)

    @property
    def is_all(self) -> bool:
        """Nobody is left to be named elsewhere."""
        return len(self.rows) == self.total

    @property
    def place(self) -> str:
        """`1 to 100 of 240`."""
        if not self.rows:
            return "0"
        return f"{self.start + 1} to {self.start + len(self.rows)} of {self.total}"

    @property
    def next_from(self) -> int:
        """Where the next page begins, counted from 1; 0 after the last."""
        ends = self.start + len(self.rows)
        return ends + 1 if ends < self.total else 0


def concern(standing: Standing) -> bool:
    """Whether anybody's long silence stands on this person's page."""
    return bool(standing.supervisee_ids) or _sees_all(standing)


def read(
    *, standing: Standing, now: datetime, policy: Policy, start: int = 0, size: int
) -> Silences:
    """Who has been silent for long, the longest first. One query, whatever is in it."""
    on = local_date(now)
    found = list(_query(standing, on=on, policy=policy)[start : start + size])
    if start and not found:
        # Past the end, which may have moved: from the beginning, so that it never seems empty.
        return read(standing=standing, now=now, policy=policy, size=size)
    return Silences(
        rows=tuple(_silence(row, on=on, policy=policy) for row in found),
        total=found[0]["total"] if found else 0,
        start=start,
        about=_about(standing, policy),
    )


def _query(standing: Standing, *, on: date, policy: Policy) -> QuerySet[CaseSummary, Any]:
    within_reach = Referral.objects.visible_to(standing, on=on, needs=Permission.VIEW_RECORD)
    return (
        CaseSummary.objects.filter(is_open=True, referral__in=within_reach)
        .annotate(silent_since=Coalesce("last_attended_on", "allocated_on"))
        .filter(_whose(standing, on=on, policy=policy), ~Exists(_booked_soon(on, policy)))
        .order_by("silent_since", "pk")
        .values(
            *("silent_since", "last_attended_on", "reference", "patient_id", "team__name"),
            *("patient__given_name", "patient__family_name"),
            *("pwp__given_name", "pwp__family_name"),
            total=Window(Count("*")),
        )
    )


def _whose(standing: Standing, *, on: date, policy: Policy) -> Q:
    """Supervisees' after the senior's limit; everybody's after the lead's, and after the senior's
    where nobody supervises whoever carries the person.
    """
    for_seniors = Q(silent_since__lt=on - timedelta(days=policy.contact_overdue_senior_days))
    for_leads = Q(silent_since__lt=on - timedelta(days=policy.contact_overdue_lead_days))
    wanted = for_seniors & Q(pwp_id__in=sorted(standing.supervisee_ids))
    if _sees_all(standing):
        supervised = SupervisionPairing.objects.on(on).filter(
            supervisee=OuterRef("pwp_id"), supervisor__is_active=True
        )
        wanted |= for_leads | for_seniors & ~Q(Exists(supervised))
    return wanted


def _booked_soon(on: date, policy: Policy) -> QuerySet[CareContact]:
    """What ends a silence before anybody is seen: a session soon, this morning's included."""
    ends = on + timedelta(days=policy.booking_horizon_days + 1)
    return CareContact.objects.filter(
        referral=OuterRef("pk"),
        state=ContactState.BOOKED,
        starts_at__gte=moment(on, "00:00"),
        starts_at__lt=moment(ends, "00:00"),
    )


def _sees_all(standing: Standing) -> bool:
    return standing.may_elsewhere(Permission.SEE_LONG_SILENCES)


def _silence(row: Mapping[str, Any], *, on: date, policy: Policy) -> Silence:
    given, family = row["patient__given_name"], row["patient__family_name"]
    days = wording.count(days_between(row["silent_since"], on), "day")
    since = "No contact" if row["last_attended_on"] else "No contact since allocation"
    carrier = f"{row['pwp__given_name'] or ''} {row['pwp__family_name'] or ''}".strip()
    return Silence(
        patient_id=row["patient_id"],
        reference=row["reference"],
        listed_name=wording.listed_name(family, given),
        full_name=wording.full_name(family, given),
        words=f"{since} for {days}, nothing booked in the next {policy.booking_horizon_days}.",
        carrier=f"With {carrier or 'nobody'}, {row['team__name']}.",
    )


def _about(standing: Standing, policy: Policy) -> str:
    """`Over 42 days with those you supervise, over 90 in the service`."""
    parts = (
        f"over {policy.contact_overdue_senior_days} days with those you supervise"
        if standing.supervisee_ids
        else "",
        f"over {policy.contact_overdue_lead_days} days in the service"
        if _sees_all(standing)
        else "",
    )
    words = ", ".join(part for part in parts if part)
    return words[:1].upper() + words[1:]
