"""What the database refuses of put off flags, labels, kept views and usual ranges; and what not."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, transaction

from caseload.models import CaseLabel, Label, SavedView
from clinical.reason import Reason
from outcomes.models import ExpectedResponse
from referrals.models import Referral
from staff.models import StaffMember
from tests.constraints.breaking import Break, ids, refused
from tests.factories import caseload

pytestmark = pytest.mark.django_db

_UNTIL = date(2026, 6, 16)


@pytest.fixture
def world(referral: Referral, priya: StaffMember, now: datetime) -> SimpleNamespace:
    return SimpleNamespace(
        referral=referral, priya=priya, now=now, label=caseload.LabelFactory(name="Veteran")
    )


def _put_off(w: SimpleNamespace, **facts: object) -> object:
    whole = {
        "snoozed_until": _UNTIL,
        "snoozed_by": w.priya,
        "snoozed_why": "Exams",
        "snoozed_numbers": {},
    }
    return caseload.CaseFlagFactory(referral=w.referral, **whole | facts)


def _label(w: SimpleNamespace, **facts: object) -> CaseLabel:
    whole = {"referral": w.referral, "label": w.label, "added_at": w.now, "added_by": w.priya}
    return CaseLabel.objects.create(**whole | facts)


def _view(w: SimpleNamespace, **facts: object) -> SavedView:
    return caseload.SavedViewFactory(**{"staff": w.priya, "name": "Mine"} | facts)


def _cell(w: SimpleNamespace, **facts: object) -> ExpectedResponse:
    whole = {
        "measure": "PHQ9",
        "band_lowest": 10,
        "band_highest": 14,
        "contact_no": 2,
        "p50": 11,
        "p80": 13,
        "p90": 15,
        "n": 50,
        "source": "SERVICE",
        "version": 1,
        "valid_from": w.now.date(),
        "built_at": w.now,
    }
    return ExpectedResponse.objects.create(**whole | facts)


_SNOOZE = "caseload_snooze_has_date_person_and_reason"
_REMOVED = "caseload_removed_label_has_person_and_time"
_ORDER = "outcomes_expected_response_in_order"
BREAKS = [
    Break(_SNOOZE, "no day", lambda w: _put_off(w, snoozed_until=None)),
    Break(_SNOOZE, "nobody", lambda w: _put_off(w, snoozed_by=None)),
    Break(_SNOOZE, "no reason", lambda w: _put_off(w, snoozed_why="")),
    Break(_SNOOZE, "no numbers to compare with", lambda w: _put_off(w, snoozed_numbers=None)),
    Break(
        "caseload_a_risk_flag_is_never_snoozed",
        "risk put off",
        lambda w: _put_off(w, reason=Reason.RISK.value),
    ),
    Break("caseload_each_label_once", "the same twice", lambda w: (_label(w), _label(w))),
    Break(_REMOVED, "no person", lambda w: _label(w, removed_at=w.now)),
    Break(_REMOVED, "no time", lambda w: _label(w, removed_by=w.priya)),
    Break("caseload_one_saved_view_per_name", "the same name", lambda w: (_view(w), _view(w))),
    Break(
        "outcomes_one_expected_response_per_cell",
        "two for one place",
        lambda w: (_cell(w), _cell(w, p50=10)),
    ),
    Break(_ORDER, "p80 below p50", lambda w: _cell(w, p80=10)),
    Break(_ORDER, "p90 below p80", lambda w: _cell(w, p90=12)),
    Break("outcomes_fifty_people_behind_each_cell", "49 people", lambda w: _cell(w, n=49)),
]


@pytest.mark.parametrize("broken", BREAKS, ids=ids)
def test_the_database_refuses(broken: Break, world: SimpleNamespace) -> None:
    refused(broken, world)


def test_the_nearest_true_things_are_allowed(world: SimpleNamespace) -> None:
    _put_off(world)
    _label(world, removed_at=world.now, removed_by=world.priya)
    _label(world)
    _view(world, removed_at=world.now)
    _view(world)
    _cell(world)
    _cell(world, version=2)
    _cell(world, contact_no=3, source="SEED", n=0)


@pytest.mark.parametrize(
    ("trigger", "make"),
    [
        ("label_never_deleted", lambda w: w.label),
        ("expected_response_never_rewritten", _cell),
    ],
)
def test_it_is_never_deleted(trigger: str, make, world: SimpleNamespace) -> None:
    row = make(world)

    with pytest.raises((InternalError, ProgrammingError), match=trigger), transaction.atomic():
        row.delete()

    assert type(row).objects.filter(pk=row.pk).exists()


def test_a_stored_usual_range_is_never_rewritten(world: SimpleNamespace) -> None:
    cell = _cell(world)

    with (
        pytest.raises((InternalError, ProgrammingError), match="expected_response_never_rewritten"),
        transaction.atomic(),
    ):
        ExpectedResponse.objects.filter(pk=cell.pk).update(p50=1)


def test_a_label_is_defined_once(world: SimpleNamespace) -> None:
    with pytest.raises(IntegrityError, match="name"), transaction.atomic():
        Label.objects.create(name="Veteran", added_at=world.now)
