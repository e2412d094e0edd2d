"""Every open risk action of the provider, found by query now: what, by when, who has it, who was
told. Sorted by obligation, overdue first, then due soonest; never by person (safety S-R2).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef

from caseload import escalations, notices_sent, owners
from caseload.escalations import Told
from caseload.models import Escalation, RiskAction
from caseload.owners import Service
from clinical.policy import Policy
from referrals.models import Referral
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing

_PATIENT = ("given_name", "family_name", "date_of_birth", "phone", "voicemail_ok", "text_ok")
_COLUMNS = (
    *("pk", "what", "flag__evidence", "flag__is_provisional", "acknowledged_by_id"),
    *("referral__reference", "referral__patient_id", "referral__carried_by_id"),
    *("referral__team__name", *(f"referral__patient__{name}" for name in _PATIENT)),
    *escalations.COLUMNS,
)
_TOLD = ("told__given_name", "told__family_name", "told__email")


@dataclass(frozen=True, slots=True)
class Open:
    """One open risk action as it stands this minute. `owner_id` is the person named; `has_id` has
    it, being here.
    """

    pk: int
    reference: str
    patient_id: int
    carrier_id: int | None
    team: str
    given_name: str
    family_name: str
    date_of_birth: date
    phone: str
    voicemail_ok: bool
    text_ok: bool
    what: str
    evidence: str
    is_provisional: bool
    opened_at: datetime
    due_by: datetime
    taken_at: datetime | None
    taken_by_id: int | None
    owner_id: int
    has_id: int
    stands_in_as: str
    told: tuple[Told, ...]
    to_tell: str
    may_see: bool
    may_act: bool

    @property
    def is_taken(self) -> bool:
        """Somebody who is here has taken it: an owner who is gone has not (safety S-R3)."""
        gone = self.has_id != self.owner_id
        return self.taken_at is not None and not (gone and self.taken_by_id == self.owner_id)


@dataclass(frozen=True, slots=True)
class OpenWork:
    """All of it, the names of everybody it speaks of, and who is here."""

    rows: tuple[Open, ...]
    names: Mapping[int, str]
    service: Service

    @property
    def duty_senior_id(self) -> int | None:
        """Who is on duty by the rota and here."""
        return self.service.duty_senior


def read(*, standing: Standing, now: datetime, policy: Policy) -> OpenWork:
    """Every open risk action, by due time. Four queries, whatever is open.

    Of a record this person may not read, the obligation is here and the patient is not.
    """
    service = owners.service_at(now)
    found = list(_rows(standing))
    told = _told()
    rows = tuple(
        _open(row, told.get(row["pk"], ()), service=service, now=now, policy=policy)
        for row in found
    )
    return OpenWork(rows=rows, names=_names(rows, service), service=service)


def _rows(standing: Standing) -> Iterable[dict[str, Any]]:
    def within(needs: Permission) -> Exists:
        seen = Referral.objects.visible_to(standing, on=standing.on, needs=needs)
        return Exists(seen.filter(pk=OuterRef("referral_id")))

    return (
        RiskAction.objects.filter(closed_at__isnull=True)
        .annotate(may_see=within(Permission.VIEW_RECORD), may_act=within(Permission.RISK_ACTION))
        .order_by("due_by", "pk")
        .values(*_COLUMNS, "may_see", "may_act")
    )


def _told() -> dict[int, list[Told]]:
    """Who was told, by risk action."""
    found: dict[int, list[Told]] = {}
    for row in (
        Escalation.objects.filter(risk_action__closed_at__isnull=True)
        .order_by("at", "pk")
        .annotate(notice=notices_sent.notice(of="risk-action", column="risk_action_id"))
        .values("risk_action_id", "level", "at", "notice", *_TOLD)
    ):
        name = f"{row['told__given_name'] or ''} {row['told__family_name'] or ''}".strip()
        one = escalations.told(
            level=row["level"],
            name=name or "Nobody",
            at=row["at"],
            email=row["told__email"] or "",
            notice=row["notice"],
        )
        found.setdefault(row["risk_action_id"], []).append(one)
    return found


def _names(rows: Iterable[Open], service: Service) -> dict[int, str]:
    wanted = {pk for row in rows for pk in (row.owner_id, row.has_id, row.taken_by_id)}
    wanted |= {row.carrier_id for row in rows} | {service.duty_senior}
    members = StaffMember.objects.filter(pk__in=sorted(pk for pk in wanted if pk is not None))
    return {
        pk: f"{given} {family}"
        for pk, given, family in members.values_list("pk", "given_name", "family_name")
    }


def _open(
    row: Mapping[str, Any],
    told: Sequence[Told],
    *,
    service: Service,
    now: datetime,
    policy: Policy,
) -> Open:
    gone_since = service.gone_since(row["owner_id"], at_latest=row["opened_at"])
    ahead = escalations.still_to_tell(
        escalations.follow_up(row, gone_since=gone_since),
        told={one.level for one in told},
        policy=policy,
    )
    has_id = service.owner_of(row["owner_id"])
    stand_in = service.stand_in_for(row["owner_id"]) if has_id != row["owner_id"] else None
    return Open(
        pk=row["pk"],
        reference=row["referral__reference"],
        patient_id=row["referral__patient_id"],
        carrier_id=row["referral__carried_by_id"],
        team=row["referral__team__name"],
        **{name: row[f"referral__patient__{name}"] for name in _PATIENT},
        what=row["what"],
        evidence=row["flag__evidence"],
        is_provisional=row["flag__is_provisional"],
        opened_at=row["opened_at"],
        due_by=row["due_by"],
        taken_at=row["acknowledged_at"],
        taken_by_id=row["acknowledged_by_id"],
        owner_id=row["owner_id"],
        has_id=has_id,
        stands_in_as="" if stand_in is None else stand_in.why,
        told=tuple(told),
        to_tell=escalations.to_tell_words(ahead, now=now),
        may_see=row["may_see"],
        may_act=row["may_act"],
    )
