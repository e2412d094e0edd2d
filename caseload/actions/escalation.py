"""Tells the next person of a risk action that nobody took or closed in time, and of a call that
mentions risk while nobody knows whose it is: named person, duty senior, service lead, each level
once (safety S-R5).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import connection, transaction
from django.db.models import Q

from audit import trail
from audit.events import Event
from caseload import calls, escalations, notices, owners
from caseload.models import Call, RiskAction
from caseload.owners import Service, StandIn
from clinical.escalation import Escalation, Level, levels_due
from clinical.policy import Policy
from staff.models import StaffMember

_LEVELS = ArrayAgg("escalations__level", filter=Q(escalations__isnull=False))
# What is missing is inserted; nobody "remembers" what was sent. The unique constraints on action or
# call and level decide between two runs at once, and what was closed meanwhile is left alone.
_INSERT = """
INSERT INTO caseload_escalation (risk_action_id, call_id, level, due_at, told_id, at)
SELECT due.action, due.call, due.level, due.due_at, due.told, %(now)s
FROM unnest(
    %(actions)s::bigint[], %(calls)s::bigint[], %(levels)s::text[], %(due_at)s::timestamptz[],
    %(told)s::bigint[]
) AS due(action, call, level, due_at, told)
LEFT JOIN caseload_riskaction a ON a.id = due.action AND a.closed_at IS NULL
LEFT JOIN caseload_call c ON c.id = due.call AND c.settled_at IS NULL
WHERE a.id IS NOT NULL OR c.id IS NOT NULL
ORDER BY due.action, due.call, due.level
ON CONFLICT DO NOTHING
RETURNING risk_action_id, call_id, level
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """One level of one risk action or of one call that must be told now, and to whom."""

    level: Level
    due_at: datetime
    told_id: int
    action_id: int | None = None
    call_id: int | None = None
    patient_id: int | None = None
    referral_id: int | None = None

    @property
    def of(self) -> tuple[int | None, int | None]:
        """What it is a level of."""
        return self.action_id, self.call_id

    @property
    def notice(self) -> str:
        """The key of the notice to whoever is told."""
        of = f"call:{self.call_id}" if self.action_id is None else f"risk-action:{self.action_id}"
        return of if self.level is Level.NAMED_PERSON else f"{of}:{self.level.value}"


@transaction.atomic
def escalate(*, now: datetime, policy: Policy, by: None = None) -> Mapping[str, int]:
    """Tell every level whose time has come, of every open risk action and of every call of nobody
    yet that mentions risk; counts by level.

    Safe twice, late and beside itself: after an outage each level is told once.
    """
    service = owners.service_at(now)
    missing = [due for action in _open() for due in _missing(action, service, now, policy)]
    missing += [due for call in _calls() for due in _missing_of(call, service, now, policy)]
    told = _told(missing, now=now)
    counts = {level.value: 0 for level in Level}
    with trail.written_last():
        for due in told:
            counts[due.level.value] += 1
            _record(due, by=by, now=now)
    _notify(told, now=now)
    return counts


def tell_at_once(
    *, risk_action: RiskAction, by: StaffMember | None, now: datetime, policy: Policy
) -> None:
    """Whoever is told of a new risk action without delay, in the transaction that opens it. Nobody
    is sent a notice of what they have just written themselves.
    """
    risk_action.levels_told = []  # type: ignore[attr-defined]
    told = _told(_missing(risk_action, owners.service_at(now), now, policy), now=now)
    _notify([one for one in told if by is None or one.told_id != by.pk], now=now)


def tell_of_call(*, call: Call, by: StaffMember | None, now: datetime, policy: Policy) -> None:
    """The same for a new call of nobody yet that mentions risk."""
    call.levels_told = []  # type: ignore[attr-defined]
    told = _told(_missing_of(call, owners.service_at(now), now, policy), now=now)
    _notify([one for one in told if by is None or one.told_id != by.pk], now=now)


def _open() -> Iterable[RiskAction]:
    return (
        RiskAction.objects.filter(closed_at__isnull=True)
        .select_related("referral")
        .annotate(levels_told=_LEVELS)
        .order_by("pk")
    )


def _calls() -> Iterable[Call]:
    found = calls.unsettled().filter(mentions_risk=True)
    return found.annotate(levels_told=_LEVELS).order_by("pk")


def _missing(action: RiskAction, service: Service, now: datetime, policy: Policy) -> Iterable[_Due]:
    """The levels that are due and not told. One whom nobody can be told of waits for somebody."""
    row = {name: getattr(action, name) for name in escalations.COLUMNS}
    told = action.levels_told or []  # type: ignore[attr-defined]
    gone_since = service.gone_since(action.owner_id, at_latest=action.opened_at)
    named = service.owner_of(action.owner_id)
    stand_in = service.stand_in_for(action.owner_id)
    follow_up = escalations.follow_up(row, gone_since=gone_since)
    for one in levels_due(follow_up, policy=policy, now=now):
        told_id = _whom(one, service, named=named, stand_in=stand_in)
        if one.level.value not in told and told_id is not None:
            yield _Due(
                action_id=action.pk,
                patient_id=action.referral.patient_id,
                referral_id=action.referral_id,
                level=one.level,
                due_at=one.due_at,
                told_id=told_id,
            )


def _missing_of(call: Call, service: Service, now: datetime, policy: Policy) -> Iterable[_Due]:
    """The same of a call."""
    told = call.levels_told or []  # type: ignore[attr-defined]
    if call.owner_id is None or call.due_by is None:
        return
    follow_up = calls.follow_up(at=call.at, due_by=call.due_by)
    named, stand_in = service.call_owner(call.owner_id), service.finds_out()
    for one in levels_due(follow_up, policy=policy, now=now):
        told_id = _whom(one, service, named=named, stand_in=stand_in)
        if one.level.value not in told and told_id is not None:
            yield _Due(call_id=call.pk, level=one.level, due_at=one.due_at, told_id=told_id)


def _whom(due: Escalation, service: Service, *, named: int, stand_in: StandIn | None) -> int | None:
    """The right person of a level; with nobody on duty the service lead; then any stand-in."""
    if due.level is Level.NAMED_PERSON:
        return named
    found = service.duty_senior if due.level is Level.DUTY_LEAD else None
    return found or service.service_lead or (None if stand_in is None else stand_in.staff_id)


def _told(missing: Iterable[_Due], *, now: datetime) -> list[_Due]:
    """Write these levels down; those that another run wrote first are left out."""
    by_key = {(*due.of, due.level.value): due for due in missing}
    if not by_key:
        return []
    given: dict[str, Any] = {
        "now": now,
        "actions": [due.action_id for due in by_key.values()],
        "calls": [due.call_id for due in by_key.values()],
        "levels": [due.level.value for due in by_key.values()],
        "due_at": [due.due_at for due in by_key.values()],
        "told": [due.told_id for due in by_key.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, given)
        return [by_key[action, call, level] for action, call, level in cursor.fetchall()]


def _notify(told: Iterable[_Due], *, now: datetime) -> None:
    """One notice to a person about one thing, however many levels a catch-up tells them of."""
    last: dict[tuple[tuple[int | None, int | None], int], _Due] = {}
    for due in sorted(told, key=lambda due: due.level.order):
        last[due.of, due.told_id] = due
    for due in last.values():
        notices.tell(staff_id=due.told_id, key=due.notice, at=now)


def _record(due: _Due, *, by: None, now: datetime) -> None:
    of_call = due.action_id is None
    trail.record(
        Event.CALL_ESCALATED if of_call else Event.RISK_ACTION_ESCALATED,
        by=by,
        at=now,
        about=Call(pk=due.call_id) if of_call else RiskAction(pk=due.action_id),
        patient_id=due.patient_id,
        referral_id=due.referral_id,
        changes={"level": ("", due.level.value)},
    )
