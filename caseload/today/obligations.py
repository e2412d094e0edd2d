"""Risk actions and reminders that are somebody's today, found by query now, never by a worker."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from caseload.models import Escalation, Reminder, RiskAction, RiskSignal
from clinical import wording
from referrals.models import Referral
from referrals.prepared import PreparedFor
from staff.models import Absence
from staff.roles import Permission
from staff.standing import Standing

# Stands in the built query for the moment; nothing happens then.
_NOW = datetime(1901, 1, 1, tzinfo=UTC)
_PATIENT = (
    "referral__reference",
    "referral__patient_id",
    "referral__patient__given_name",
    "referral__patient__family_name",
    "referral__patient__phone",
    "referral__patient__voicemail_ok",
)
_REMINDER = (
    *_PATIENT,
    *("form_key", "text", "due_on", "owner_id", "referral_id", "may_see"),
    *("set_by_id", "set_by__given_name", "set_by__family_name"),
)


@dataclass(frozen=True, slots=True)
class RiskDue:
    """One open risk action: what must happen, by when, and whose it is; `has_news` when something
    was said since it was taken.
    """

    pk: int
    patient_id: int
    reference: str
    given_name: str
    family_name: str
    phone: str
    voicemail_ok: bool
    what: str
    evidence: str
    due_by: datetime
    opened_at: datetime
    is_acknowledged: bool
    has_news: bool
    is_provisional: bool
    owner_id: int
    owner_name: str
    owner_works_here: bool
    owner_is_away: bool
    may_open: bool

    @property
    def listed_name(self) -> str:
        """`NAIR, Priya`."""
        return wording.listed_name(self.family_name, self.given_name)

    @property
    def full_name(self) -> str:
        """`Priya Nair`."""
        return wording.full_name(self.family_name, self.given_name)


@dataclass(frozen=True, slots=True)
class ReminderDue:
    """One open reminder; nameless when about nobody, or about a record now out of reach."""

    key: UUID
    text: str
    due_on: date
    owner_id: int
    set_by_name: str
    is_from_somebody_else: bool
    patient_id: int | None
    reference: str
    listed_name: str
    is_out_of_reach: bool


def risk_actions(*, standing: Standing, now: datetime) -> tuple[RiskDue, ...]:
    """Every open risk action of one's own, and those of others that one must know of. One query.

    Of others, on records where this person may act: what is overdue, what they were told of, and
    whose owner has left or is away; and what a supervisee's unsigned note raised.
    """
    return tuple(_risk(row) for row in _RISK_ACTIONS.rows(standing.reach, given={_NOW: now}))


def _risk_actions(standing: Standing) -> QuerySet[RiskAction, Any]:
    within_reach = Referral.objects.visible_to(
        standing, on=standing.on, needs=Permission.RISK_ACTION
    )
    away = Absence.objects.on(standing.on).filter(staff=OuterRef("owner"))
    told = Escalation.objects.filter(risk_action=OuterRef("pk"), told_id=standing.staff_id)
    news = RiskSignal.objects.filter(flag=OuterRef("flag_id"), at__gt=OuterRef("acknowledged_at"))
    neglected = Q(due_by__lte=_NOW) | Q(owner__is_active=False) | Q(is_away=True) | Q(Exists(told))
    return (
        RiskAction.objects.filter(closed_at__isnull=True)
        .annotate(
            may_act=Exists(within_reach.filter(pk=OuterRef("referral_id"))), is_away=Exists(away)
        )
        .filter(
            Q(owner_id__in=sorted(standing.carried_ids))
            | neglected & Q(may_act=True)
            | Q(flag__is_provisional=True, owner_id__in=sorted(standing.supervisee_ids))
        )
        .annotate(
            patient_evidence=F("flag__evidence"),
            provisional=F("flag__is_provisional"),
            has_news=Exists(news),
        )
        .order_by("due_by", "pk")
        .values(
            *_PATIENT,
            *("pk", "what", "due_by", "opened_at", "acknowledged_at", "owner_id"),
            *("owner__given_name", "owner__family_name", "owner__is_active"),
            *("patient_evidence", "provisional", "has_news", "may_act", "is_away"),
        )
    )


def reminders(*, standing: Standing, until: date) -> tuple[ReminderDue, ...]:
    """Open reminders of one's own and of those one covers, due by then. One query."""
    found = _REMINDERS.rows(standing.reach, until, given={})
    return tuple(reminder(one["row"]) for one in found)


def reminder_rows(standing: Standing, until: date) -> QuerySet[Reminder, Any]:
    """The same as JSON, for a larger query."""
    within_reach = Referral.objects.visible_to(
        standing, on=standing.on, needs=Permission.VIEW_RECORD
    )
    return (
        Reminder.objects.filter(
            owner_id__in=sorted(standing.carried_ids), done_at__isnull=True, due_on__lte=until
        )
        .annotate(may_see=Exists(within_reach.filter(pk=OuterRef("referral_id"))))
        .order_by("due_on", "pk")
        .values(row=JSONObject(**{name: name for name in _REMINDER}))
    )


_RISK_ACTIONS = PreparedFor(_risk_actions)
_REMINDERS = PreparedFor(reminder_rows, one_json=("row",))


def _risk(row: Mapping[str, Any]) -> RiskDue:
    return RiskDue(
        pk=row["pk"],
        patient_id=row["referral__patient_id"],
        reference=row["referral__reference"],
        given_name=row["referral__patient__given_name"],
        family_name=row["referral__patient__family_name"],
        phone=row["referral__patient__phone"],
        voicemail_ok=row["referral__patient__voicemail_ok"],
        what=row["what"],
        evidence=row["patient_evidence"],
        due_by=row["due_by"],
        opened_at=row["opened_at"],
        is_acknowledged=row["acknowledged_at"] is not None,
        has_news=row["has_news"],
        is_provisional=row["provisional"],
        owner_id=row["owner_id"],
        owner_name=f"{row['owner__given_name']} {row['owner__family_name']}",
        owner_works_here=row["owner__is_active"],
        owner_is_away=row["is_away"],
        may_open=row["may_act"],
    )


def reminder(row: Mapping[str, Any]) -> ReminderDue:
    """One of those rows."""
    about, may_see = row["referral_id"], row["may_see"]
    name = wording.listed_name(
        row["referral__patient__family_name"] or "", row["referral__patient__given_name"] or ""
    )
    return ReminderDue(
        key=UUID(row["form_key"]),
        text=row["text"],
        due_on=date.fromisoformat(row["due_on"]),
        owner_id=row["owner_id"],
        set_by_name=f"{row['set_by__given_name']} {row['set_by__family_name']}",
        is_from_somebody_else=row["set_by_id"] not in {None, row["owner_id"]},
        patient_id=row["referral__patient_id"] if may_see else None,
        reference=row["referral__reference"] if may_see else "",
        listed_name=name if may_see else "",
        is_out_of_reach=about is not None and not may_see,
    )
