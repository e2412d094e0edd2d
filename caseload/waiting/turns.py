"""Whose turn it is: an open risk flag first, then whoever a person put first with a reason, then
the nearest 6-week day, then the longest wait. Pauses change nothing: they are shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
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
from staff.roles import RECORD_ACCESS, Permission, Relation
from staff.standing import Standing

# Taken on, or left by whoever carried them; who is to be triaged stands in a list of their own.
TO_ALLOCATE = Q(carried_by__isnull=True, ended_on__isnull=True) & ~Q(status=Status.RECEIVED)
# On a caseload without a first treatment session, or without a second.
ALLOCATED = Q(carried_by__isnull=False, ended_on__isnull=True, summary__treatment_contacts__lt=2)
RISK, PUT_FIRST, BY_DAY = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of a list: who stands in it, and by which fields they are in order."""

    turn: int
    people: QuerySet[Referral]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands: their stretch, and their values of its fields."""

    turn: int
    values: tuple[Any, ...]


def sees_risk(standing: Standing) -> bool:
    """Whether this person's list may stand in order of risk: an order tells, as a chip does."""
    return any(
        Permission.VIEW_RECORD in RECORD_ACCESS[role].get(Relation.WAITING, frozenset())
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


def to_allocate(standing: Standing, *, on: date, first: Sequence[int]) -> tuple[Segment, ...]:
    """The list of those on nobody's caseload, stretch by stretch. Its index is in this order."""
    people = _visible(standing, on=on).filter(TO_ALLOCATE)
    by_day = ("received_on", "pk")
    if not sees_risk(standing):
        return (
            Segment(PUT_FIRST, people.filter(pk__in=first), by_day),
            Segment(BY_DAY, people.exclude(pk__in=first), by_day),
        )
    calm = people.filter(risk_open_since__isnull=True)
    return (
        Segment(
            RISK,
            people.filter(risk_open_since__isnull=False),
            ("risk_open_since", "received_on", "pk"),
        ),
        Segment(PUT_FIRST, calm.filter(pk__in=first), by_day),
        Segment(BY_DAY, calm.exclude(pk__in=first), by_day),
    )


def allocated(standing: Standing, *, on: date, policy: Policy) -> tuple[Segment, ...]:
    """The list of those who wait on a caseload, by the last day of the clock that runs."""
    people = _visible(standing, on=on).filter(ALLOCATED).annotate(due=_due(policy))
    by_day = ("due", "received_on", "pk")
    if not sees_risk(standing):
        return (Segment(BY_DAY, people, by_day),)
    return (
        Segment(
            RISK,
            people.filter(risk_open_since__isnull=False),
            ("risk_open_since", "received_on", "pk"),
        ),
        Segment(BY_DAY, people.filter(risk_open_since__isnull=True), by_day),
    )


def page(segments: Sequence[Segment], *, after: Place | None, size: int) -> list[tuple[int, int]]:
    """Who stands next in the list, and in which stretch. One query, wherever the page begins."""
    parts = [
        _beyond(segment, after)
        .order_by(*segment.fields)
        .values_list("pk", Value(segment.turn, output_field=IntegerField()))[:size]
        for segment in segments
        if after is None or segment.turn >= after.turn
    ]
    found = list(parts[0].union(*parts[1:], all=True)) if parts else []
    return sorted(found, key=lambda one: one[1])[:size]


def place(segments: Sequence[Segment], reference: str) -> Place | None:
    """Where somebody stands in the list now; None for who stands in it no longer. One query."""
    for segment in segments:
        row = segment.people.filter(reference=reference).values_list(*segment.fields).first()
        if row is not None:
            return Place(segment.turn, row)
    return None


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


def _visible(standing: Standing, *, on: date) -> QuerySet[Referral]:
    return Referral.objects.visible_to(standing, on=on, needs=Permission.VIEW_IDENTITY)


def _due(policy: Policy) -> Case:
    """The day of the second session for those who had a first, of the first for the others."""
    first = timedelta(days=policy.first_treatment_within_days)
    second = timedelta(days=policy.second_session_within_days)
    return Case(
        When(
            summary__first_treatment_on__isnull=False,
            then=_later(F("summary__first_treatment_on"), second),
        ),
        default=_later(F("received_on"), first),
        output_field=DateField(),
    )


def _later(day: F, by: timedelta) -> ExpressionWrapper:
    return ExpressionWrapper(day + Value(by.days, output_field=IntegerField()), DateField())


def _beyond(segment: Segment, after: Place | None) -> QuerySet[Referral]:
    """Those of the stretch who stand behind a place; all of them where it is in an earlier one."""
    if after is None or after.turn < segment.turn:
        return segment.people
    behind = Q()
    same: dict[str, Any] = {}
    for name, value in zip(segment.fields, after.values, strict=True):
        behind |= Q(**same, **{f"{name}__gt": value})
        same[name] = value
    # The first field once more, so that the index is read from there on.
    return segment.people.filter(behind, **{f"{segment.fields[0]}__gte": after.values[0]})
