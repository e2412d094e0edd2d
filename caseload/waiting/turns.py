"""Whose turn it is: an open risk flag first, then whoever a person put first with a reason, then
the nearest 6-week day, then the longest wait. Pauses change nothing: they are shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import (
    Case,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)

from caseload.models import OverrideKind, WaitingOverride
from clinical import waits
from clinical.policy import Policy
from referrals.models import Referral, Status, WaitPause
from referrals.prepared import PreparedFor
from staff.roles import RECORD_ACCESS, Permission, Relation
from staff.standing import Standing

# Taken on, or left by whoever carried them; who is to be triaged stands in a list of their own.
TO_ALLOCATE = Q(carried_by__isnull=True, ended_on__isnull=True) & ~Q(status=Status.RECEIVED)
# On a caseload without a first treatment session, or without a second.
ALLOCATED = Q(carried_by__isnull=False, ended_on__isnull=True, summary__treatment_contacts__lt=2)
RISK, PUT_FIRST, BY_DAY = 0, 1, 2


# Stand in the built query for the place behind which a page begins; nobody has these values.
_MOMENT, _DAY = datetime(1901, 1, 1, tzinfo=UTC), date(1901, 1, 2)
_CAME, _ID, _REFERENCE = date(1901, 1, 3), -987_654_321, "of one"
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands: since when at risk, by which day, when they came."""

    turn: int
    risk_since: datetime
    day: date
    received_on: date
    pk: int
    reference: str

    @property
    def in_order(self) -> tuple[int, datetime, date, date, int]:
        """What a list is sorted by."""
        return (self.turn, self.risk_since, self.day, self.received_on, self.pk)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which list (of those who wait on a caseload, or of those on nobody's), for whom, by which
    rules: all that decides about a query and its rights. The same question of the same person is
    the same query.
    """

    is_allocated: bool
    standing: Standing
    on: date
    first_days: int
    second_days: int

    @property
    def rules(self) -> tuple[int, int]:
        """Days to a first session, and from it to a second."""
        return self.first_days, self.second_days


def allocated(standing: Standing, *, on: date, policy: Policy) -> Asked:
    """The list of those who wait on a caseload, by the day of the clock that runs."""
    return Asked(
        is_allocated=True,
        standing=standing.reach,
        on=on,
        first_days=policy.first_treatment_within_days,
        second_days=policy.second_session_within_days,
    )


def to_allocate(standing: Standing, *, on: date) -> Asked:
    """The list of those on nobody's caseload: it goes by when they came, whatever the rules."""
    return Asked(is_allocated=False, standing=standing.reach, on=on, first_days=0, second_days=0)


def sees_risk(standing: Standing) -> bool:
    """Whether this person's list may stand in order of risk: an order tells, as a chip does."""
    return lets(standing, Permission.VIEW_RECORD)


def lets(standing: Standing, permission: Permission) -> bool:
    """Whether this person has a right on everybody open whom nobody carries."""
    return any(
        permission in RECORD_ACCESS[role].get(Relation.WAITING, frozenset())
        for role in standing.roles
    )


def put_first() -> QuerySet[WaitingOverride]:
    """Everybody who stands first by somebody's decision, and is on nobody's caseload."""
    return WaitingOverride.objects.filter(
        kind=OverrideKind.PUT_FIRST,
        ended_at__isnull=True,
        referral__ended_on__isnull=True,
        referral__carried_by__isnull=True,
    )


def page(asked: Asked, *, after: Place | None, size: int) -> list[Place]:
    """Who stands next in the list. One query, wherever the page begins."""
    given: dict[Any, Any] = {}
    if after is not None:
        given = {
            _MOMENT: after.risk_since,
            _DAY: after.day,
            _CAME: after.received_on,
            _ID: after.pk,
        }
    rows = _PAGE.rows(asked, None if after is None else after.turn, size, given=given)
    return sorted((_place(row) for row in rows), key=lambda one: one.in_order)[:size]


def place(asked: Asked, reference: str) -> Place | None:
    """Where somebody stands in the list now; None for who stands in it no longer. One query."""
    rows = _PLACE.rows(asked, given={_REFERENCE: reference})
    return _place(rows[0]) if rows else None


def _place(row: Mapping[str, Any]) -> Place:
    """Only who is at risk stands by since when."""
    since = row["risk_open_since"] if row["turn"] == RISK else _NEVER
    return Place(row["turn"], since, row["day"], row["received_on"], row["pk"], row["reference"])


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A part of a list, whose turn it is, and by what it is in order."""

    turn: int
    people: QuerySet[Referral]
    order: tuple[str, ...]


_COLUMNS = ("pk", "reference", "risk_open_since", "day", "received_on")
_BY_DAY = ("day", "received_on", "pk")
# As the index of those on nobody's caseload has them, so that a page is read from its place on. Who
# is not at risk has no such moment: it is named for the index alone.
_INDEXED = ("risk_open_since", *_BY_DAY)


def _query(asked: Asked, turn_after: int | None, size: int) -> QuerySet[Any, Any]:
    parts = [
        _behind(one, after=turn_after)
        .order_by(*one.order)
        .values(*_COLUMNS, turn=Value(one.turn))[:size]
        for one in _stretches(asked)
        if turn_after is None or one.turn >= turn_after
    ]
    return parts[0].union(*parts[1:], all=True)


def _of_one(asked: Asked) -> QuerySet[Any, Any]:
    parts = [
        one.people.filter(reference=_REFERENCE).values(*_COLUMNS, turn=Value(one.turn))
        for one in _stretches(asked)
    ]
    return parts[0].union(*parts[1:], all=True)


_PAGE = PreparedFor(_query)
_PLACE = PreparedFor(_of_one)


def _stretches(asked: Asked) -> list[_Stretch]:
    """Each part of the list that the index has together. For those who may not know of risk, who is
    at risk stands among the others.
    """
    people = Referral.objects.visible_to(
        asked.standing, on=asked.on, needs=Permission.VIEW_IDENTITY
    ).annotate(day=_day(asked))
    at_risk, calm = Q(risk_open_since__isnull=False), Q(risk_open_since__isnull=True)
    knows = sees_risk(asked.standing)
    if asked.is_allocated:
        people = people.filter(ALLOCATED)
        first = None
    else:
        people = people.filter(TO_ALLOCATE)
        first = Exists(put_first().filter(referral=OuterRef("pk")))
    if not knows:
        return [
            *([] if first is None else [_Stretch(PUT_FIRST, people.filter(first), _BY_DAY)]),
            _Stretch(BY_DAY, _unless(first, people.filter(at_risk)), _BY_DAY),
            _Stretch(BY_DAY, _unless(first, people.filter(calm)), _INDEXED),
        ]
    return [
        _Stretch(RISK, people.filter(at_risk), _INDEXED),
        *([] if first is None else [_Stretch(PUT_FIRST, people.filter(calm, first), _INDEXED)]),
        _Stretch(BY_DAY, _unless(first, people.filter(calm)), _INDEXED),
    ]


def _unless(first: Exists | None, people: QuerySet[Referral]) -> QuerySet[Referral]:
    return people if first is None else people.filter(~first)


def _behind(stretch: _Stretch, *, after: int | None) -> QuerySet[Referral]:
    """Those of a stretch who stand behind a place in it; all of them behind an earlier stretch."""
    if after is None or after < stretch.turn:
        return stretch.people
    fields: list[tuple[str, Any]] = [("day", _DAY), ("received_on", _CAME), ("pk", _ID)]
    if stretch.turn == RISK:
        fields.insert(0, ("risk_open_since", _MOMENT))
    behind = Q()
    same: dict[str, Any] = {}
    for name, value in fields:
        behind |= Q(**same, **{f"{name}__gt": value})
        same[name] = value
    first, value = fields[0]
    return stretch.people.filter(behind, **{f"{first}__gte": value})


def due_on(referral: Referral, *, policy: Policy) -> date:
    """The last day of the clock that runs for somebody on nobody's caseload."""
    return waits.to_first_treatment(
        received_on=referral.received_on, first_on=None, policy=policy
    ).due_on


def before(referral: Referral, *, on: date) -> int:
    """How many on nobody's caseload have a nearer day, and have not asked to wait."""
    asked_to_wait = WaitPause.objects.filter(
        referral=OuterRef("pk"), from_on__lte=on, until_on__gte=on
    )
    return (
        Referral.objects.filter(TO_ALLOCATE, received_on__lt=referral.received_on)
        .exclude(pk=referral.pk)
        .exclude(Exists(asked_to_wait))
        .count()
    )


def _day(asked: Asked) -> Any:
    """The day of the second session for those who had a first, of the first for the others. On
    nobody's caseload it goes by when they came, as the index does.
    """
    if not asked.is_allocated:
        return F("received_on")
    first, second = asked.rules
    return Case(
        When(
            summary__first_treatment_on__isnull=False,
            then=_later(F("summary__first_treatment_on"), second),
        ),
        default=_later(F("received_on"), first),
        output_field=DateField(),
    )


def _later(day: F, days: int) -> ExpressionWrapper:
    return ExpressionWrapper(day + Value(days, output_field=IntegerField()), DateField())
