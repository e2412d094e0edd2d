"""Letters and scans that nobody has read, and which of them late: one's own people's, and those
nobody carries; for whoever watches over a team, everybody's.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from caseload.models import Document, DocumentKind
from clinical import wording
from clinical.policy import Policy
from clinical.working_days import add_working_days, local_date, moment
from referrals.models import Referral
from staff.roles import Permission
from staff.standing import Standing

MOST = 100
_SHOWN = (
    *("kind", "dated_on", "attached_at", "referral__reference", "referral__patient_id"),
    *("referral__patient__title", "referral__patient__given_name"),
    *("referral__patient__family_name", "referral__carried_by_id"),
    *("referral__carried_by__given_name", "referral__carried_by__family_name"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One unread document: whose, what, since when, and who carries the person."""

    patient_id: int
    name: str
    what: str
    since: str
    whose: str
    late: str
    path: str


@dataclass(frozen=True, slots=True)
class Unread:
    """The oldest first; with more than are shown, that is said."""

    rows: tuple[Row, ...]
    has_more: bool

    @property
    def shown(self) -> tuple[int, ...]:
        """Whom the reader sees named, for the trail."""
        return tuple(sorted({row.patient_id for row in self.rows}))


def read(*, standing: Standing, now: datetime, policy: Policy) -> Unread:
    """What waits for this reader, or for those they watch over. One query."""
    on = local_date(now)
    late = late_before(now, policy=policy)
    rows = list(_waiting(standing).order_by("attached_at", "pk").values(*_SHOWN)[: MOST + 1])
    return Unread(
        rows=tuple(_row(row, standing=standing, late=late, on=on) for row in rows[:MOST]),
        has_more=len(rows) > MOST,
    )


def _waiting(standing: Standing) -> QuerySet[Document, Any]:
    """Clinicians: their own and nobody's, seniors and leads their teams'; administrators, who see
    that there is something and never what, everybody's.
    """
    watches = standing.may_elsewhere(Permission.SEE_TEAM_CASELOADS)
    reads = watches or standing.may_elsewhere(Permission.CARRY_CASELOAD)
    needs = Permission.VIEW_RECORD if reads else Permission.VIEW_CONTACT_DETAILS
    visible = Referral.objects.visible_to(standing, on=standing.on, needs=needs)
    found = Document.objects.filter(settled_at__isnull=True, referral__in=visible)
    if reads and not watches:
        carried = Q(referral__carried_by_id__in=sorted(standing.carried_ids))
        found = found.filter(carried | Q(referral__carried_by__isnull=True))
    return found


def late_before(now: datetime, *, policy: Policy, times: int = 1) -> datetime:
    """What was attached before this has waited longer than the service lets a letter wait."""
    days = policy.letter_read_within_days * times
    return moment(add_working_days(local_date(now), -days, policy.calendar), "00:00")


def _row(row: dict[str, Any], *, standing: Standing, late: datetime, on: date) -> Row:
    kind = DocumentKind(row["kind"]).label
    return Row(
        patient_id=row["referral__patient_id"],
        name=wording.banner_name(
            row["referral__patient__family_name"],
            row["referral__patient__given_name"],
            row["referral__patient__title"],
        ),
        what=f"{kind} of {wording.sentence_date(row['dated_on'], on)}",
        since=f"here since {wording.sentence_time(row['attached_at'], on)}",
        whose=_whose(row, standing=standing),
        late="Late." if row["attached_at"] < late else "",
        path=reverse("papers:documents", args=(row["referral__reference"],)),
    )


def _whose(row: dict[str, Any], *, standing: Standing) -> str:
    carrier = row["referral__carried_by_id"]
    if carrier is None:
        return "on nobody’s caseload"
    if carrier == standing.staff_id:
        return "on your caseload"
    given, family = (
        row["referral__carried_by__given_name"],
        row["referral__carried_by__family_name"],
    )
    return f"with {wording.full_name(family, given)}"
