"""What has been signed, recorded or closed is never rewritten, and nothing clinical is deleted."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace

import pytest
from django.db import InternalError, ProgrammingError, models, transaction

from caseload.models import CallAttempt, ContactState, RiskSignal
from referrals.models import Referral
from staff.models import StaffMember
from tests.factories import caseload, outcomes

pytestmark = pytest.mark.django_db

Make = Callable[[SimpleNamespace], models.Model]


@pytest.fixture
def world(
    referral: Referral, priya: StaffMember, sam: StaffMember, now: datetime
) -> SimpleNamespace:
    return SimpleNamespace(referral=referral, priya=priya, sam=sam, now=now)


def _signed(w: SimpleNamespace) -> models.Model:
    return caseload.signed_contact(w.referral, at=w.now)


def _booked(w: SimpleNamespace) -> models.Model:
    return caseload.booked_contact(w.referral, at=w.now)


def _attempt(w: SimpleNamespace) -> models.Model:
    return CallAttempt.objects.create(contact=_booked(w), at=w.now, by=w.priya)


def _sitting(w: SimpleNamespace) -> models.Model:
    return outcomes.sitting(w.referral)


def _score(w: SimpleNamespace) -> models.Model:
    return _sitting(w).scores.first()


def _closed_action(w: SimpleNamespace) -> models.Model:
    action = caseload.risk_action(w.referral, owner=w.priya)
    closing = {"closed_at": w.now, "closed_by": w.sam, "outcome": "Rang her"}
    type(action).objects.filter(pk=action.pk).update(**closing)
    return action


def _cleared_flag(w: SimpleNamespace) -> models.Model:
    return caseload.CaseFlagFactory(referral=w.referral, cleared_at=w.now)


def _signal(w: SimpleNamespace) -> models.Model:
    caseload.sitting_with_signal(w.referral, ninth=1)
    return RiskSignal.objects.get(referral=w.referral)


def _correction(w: SimpleNamespace) -> models.Model:
    return caseload.CorrectionFactory(contact=_signed(w))


def _review(w: SimpleNamespace) -> models.Model:
    return caseload.RiskReviewFactory(referral=w.referral, by=w.priya)


_REWRITTEN = [
    ("signed_is_fixed", _signed, {"did": "Something else"}),
    ("signed_is_fixed", _signed, {"minutes": 29}),
    ("signed_is_fixed", _signed, {"state": ContactState.CANCELLED}),
    ("attempt_never_rewritten", _attempt, {"outcome": "VOICEMAIL"}),
    ("correction_never_rewritten", _correction, {"text": "Wednesday"}),
    ("sitting_never_rewritten", _sitting, {"mode": "BY_LINK"}),
    ("score_never_rewritten", _score, {"total": 3}),
    ("score_never_rewritten", _score, {"answers": [0] * 9}),
    ("risk_review_never_rewritten", _review, {"agreed": "Something else"}),
    ("closed_risk_action_is_fixed", _closed_action, {"outcome": "Something else"}),
    ("closed_risk_action_is_fixed", _closed_action, {"closed_at": None}),
    ("cleared_flag_is_fixed", _cleared_flag, {"cleared_at": None}),
    ("signal_never_rewritten", _signal, {"source": "DRAFT"}),
]
_DELETED = [
    ("contact_never_deleted", _booked),
    ("contact_never_deleted", _signed),
    ("attempt_never_rewritten", _attempt),
    ("correction_never_rewritten", _correction),
    ("sitting_never_rewritten", _sitting),
    ("score_never_deleted", _score),
    ("risk_review_never_rewritten", _review),
    ("risk_action_never_deleted", _closed_action),
    ("flag_never_deleted", _cleared_flag),
    ("signal_never_rewritten", _signal),
]


@pytest.mark.parametrize(("trigger", "make", "change"), _REWRITTEN)
def test_it_is_never_rewritten(
    trigger: str, make: Make, change: dict[str, object], world: SimpleNamespace
) -> None:
    row = make(world)
    rows = type(row).objects.filter(pk=row.pk)

    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        rows.update(**change)

    name = next(iter(change))
    assert getattr(rows.get(), name) != change[name], trigger


@pytest.mark.parametrize(("trigger", "make"), _DELETED)
def test_it_is_never_deleted(trigger: str, make: Make, world: SimpleNamespace) -> None:
    row = make(world)
    rows = type(row).objects.filter(pk=row.pk)

    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        rows._raw_delete(rows.db)

    assert rows.exists(), trigger


def test_twin_what_is_not_yet_signed_or_closed_may_change(world: SimpleNamespace) -> None:
    contact = _booked(world)
    action = caseload.risk_action(world.referral, owner=world.priya)
    flag = caseload.CaseFlagFactory(referral=world.referral)

    changed = [
        type(contact).objects.filter(pk=contact.pk).update(location="At home"),
        type(action).objects.filter(pk=action.pk).update(owner=world.sam),
        type(flag).objects.filter(pk=flag.pk).update(evidence="13, then 13"),
    ]

    assert changed == [1, 1, 1]


def test_a_signed_note_may_be_withdrawn_once_and_is_then_fixed(world: SimpleNamespace) -> None:
    contact = _signed(world)
    rows = type(contact).objects.filter(pk=contact.pk)
    withdrawal = {
        "state": ContactState.WITHDRAWN,
        "withdrawn_at": world.now,
        "withdrawn_by": world.priya,
        "withdrawn_reason": "Wrong person",
    }

    rows.update(**withdrawal)

    with pytest.raises(InternalError, match="withdrawn note is never changed"):  # noqa: SIM117
        with transaction.atomic():
            rows.update(withdrawn_reason="Another reason")
    assert rows.get().withdrawn_reason == "Wrong person"
