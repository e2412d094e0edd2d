"""The rules of wordings and closed days, each broken; and the nearest true thing, allowed."""

from collections.abc import Callable
from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.db import InternalError, ProgrammingError, models, transaction

from staff.models import StaffMember
from tests.constraints.breaking import Break, ids, refused
from tests.factories.policy import ClosedDayFactory, WordingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(sam: StaffMember, leah: StaffMember, now: datetime) -> SimpleNamespace:
    return SimpleNamespace(sam=sam, leah=leah, now=now)


def _approved(w: SimpleNamespace) -> models.Model:
    return WordingFactory(proposed_by=w.leah, approved_at=w.now, approved_by=w.sam)


def _withdrawn(w: SimpleNamespace) -> models.Model:
    return WordingFactory(withdrawn_at=w.now)


def _closed(w: SimpleNamespace) -> models.Model:
    return ClosedDayFactory(set_by=w.sam)


BREAKS = [
    Break("policy_wording_says_something", "no words", lambda _: WordingFactory(text="")),
    Break(
        "policy_wording_approval_has_person_and_time",
        "approved by nobody",
        lambda w: WordingFactory(approved_at=w.now),
    ),
    Break(
        "policy_wording_approval_has_person_and_time",
        "approved at no time",
        lambda w: WordingFactory(approved_by=w.sam),
    ),
    Break(
        "policy_wording_approved_by_a_second_person",
        "approved by its author",
        lambda w: WordingFactory(proposed_by=w.leah, approved_at=w.now, approved_by=w.leah),
    ),
    Break(
        "policy_wording_approved_or_withdrawn_not_both",
        "approved and withdrawn",
        lambda w: WordingFactory(approved_at=w.now, approved_by=w.sam, withdrawn_at=w.now),
    ),
    Break(
        "policy_each_closed_day_once",
        "the same day twice",
        lambda w: (_closed(w), _closed(w)),
    ),
    Break(
        "policy_withdrawn_closed_day_has_person_and_time",
        "withdrawn by nobody",
        lambda w: ClosedDayFactory(withdrawn_at=w.now),
    ),
    Break(
        "policy_withdrawn_closed_day_has_person_and_time",
        "withdrawn at no time",
        lambda w: ClosedDayFactory(withdrawn_by=w.sam),
    ),
]
_REWRITTEN = [
    ("decided_wording_is_fixed", _approved, {"text": "Other words"}),
    ("decided_wording_is_fixed", _approved, {"valid_from": date(2026, 1, 1)}),
    ("decided_wording_is_fixed", _withdrawn, {"withdrawn_at": None}),
]
_DELETED = [("wording_never_deleted", WordingFactory), ("closed_day_never_deleted", _closed)]


@pytest.mark.parametrize("broken", BREAKS, ids=ids)
def test_the_database_refuses(broken: Break, world: SimpleNamespace) -> None:
    refused(broken, world)


def test_the_nearest_true_things_are_allowed(world: SimpleNamespace) -> None:
    _approved(world)
    _withdrawn(world)
    ClosedDayFactory(withdrawn_at=world.now, withdrawn_by=world.sam)
    _closed(world)


@pytest.mark.parametrize(("trigger", "make", "change"), _REWRITTEN)
def test_it_is_never_rewritten(
    trigger: str,
    make: Callable[[SimpleNamespace], models.Model],
    change: dict[str, object],
    world: SimpleNamespace,
) -> None:
    row = make(world)
    rows = type(row).objects.filter(pk=row.pk)

    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        rows.update(**change)

    name = next(iter(change))
    assert getattr(rows.get(), name) != change[name], trigger


@pytest.mark.parametrize(("trigger", "make"), _DELETED)
def test_it_is_never_deleted(
    trigger: str, make: Callable[..., models.Model], world: SimpleNamespace
) -> None:
    row = make(world) if make is _closed else make()
    rows = type(row).objects.filter(pk=row.pk)

    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        rows._raw_delete(rows.db)

    assert rows.exists(), trigger
