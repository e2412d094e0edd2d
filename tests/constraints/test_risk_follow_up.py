"""The rules of escalation, handing over and ending while risk is open, each broken."""

import uuid
from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.db import InternalError, ProgrammingError, transaction

from caseload.models import (
    EndingWithOpenRisk,
    Escalation,
    RiskHandover,
    RiskReview,
    RiskSignal,
    SignalSource,
)
from clinical.escalation import Level
from referrals.models import EndCode, Referral
from staff.models import StaffMember
from tests.constraints.breaking import Break, ids, refused
from tests.factories import caseload

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(
    referral: Referral, priya: StaffMember, sam: StaffMember, now: datetime, today: date
) -> SimpleNamespace:
    action = caseload.risk_action(referral, owner=priya)
    return SimpleNamespace(
        referral=referral, action=action, priya=priya, sam=sam, now=now, today=today
    )


def _escalation(w: SimpleNamespace) -> Escalation:
    return Escalation.objects.create(
        risk_action=w.action, level=Level.DUTY_LEAD, due_at=w.now, told=w.sam, at=w.now
    )


def _of_call(w: SimpleNamespace, **facts: object) -> Escalation:
    whole = {"level": Level.DUTY_LEAD, "due_at": w.now, "told": w.sam, "at": w.now}
    return Escalation.objects.create(**whole | facts)


def _call_told_twice(w: SimpleNamespace) -> None:
    call = caseload.CallFactory(owner=w.sam)
    _of_call(w, call=call)
    _of_call(w, call=call)


def _handover(w: SimpleNamespace, **facts: object) -> RiskHandover:
    whole = {"from_owner": w.priya, "to_owner": w.sam, "why": "In a session", "at": w.now}
    return RiskHandover.objects.create(risk_action=w.action, **whole | facts)


def _ending(w: SimpleNamespace, **facts: object) -> EndingWithOpenRisk:
    whole = {
        "referral": w.referral,
        "end_code": EndCode.COMPLETED,
        "ended_on": w.today,
        "why": "The crisis team has him",
        "asked_at": w.now,
        "asked_by": w.priya,
    }
    return EndingWithOpenRisk.objects.create(**whole | facts)


def _agreed(w: SimpleNamespace, **facts: object) -> EndingWithOpenRisk:
    whole = {"agreed_at": w.now, "agreed_by": w.sam, "agreed_why": "He is safe there"}
    return _ending(w, **whole | facts)


def _review(w: SimpleNamespace, **facts: object) -> RiskReview:
    return caseload.RiskReviewFactory(referral=w.referral, by=w.priya, **facts)


def _by_link(w: SimpleNamespace, **facts: object) -> RiskSignal:
    whole = {"source": SignalSource.LINK, "form_key": uuid.UUID(int=7), "answer": 1, "at": w.now}
    return RiskSignal.objects.create(referral=w.referral, flag=w.action.flag, **whole | facts)


BROKEN = (
    Break(
        "caseload_each_level_once_per_risk_action",
        "the same level told twice",
        lambda w: [_escalation(w), _escalation(w)],
    ),
    Break(
        "caseload_each_level_once_per_call",
        "the same level of a call told twice",
        _call_told_twice,
    ),
    Break("caseload_escalation_is_of_an_action_or_of_a_call", "of neither", _of_call),
    Break(
        "caseload_escalation_is_of_an_action_or_of_a_call",
        "of both",
        lambda w: _of_call(w, risk_action=w.action, call=caseload.CallFactory(owner=w.sam)),
    ),
    Break(
        "caseload_handover_is_to_somebody_else",
        "to its owner",
        lambda w: _handover(w, to_owner=w.priya),
    ),
    Break("caseload_risk_ending_says_why", "no reason", lambda w: _ending(w, why="")),
    Break(
        "caseload_risk_ending_agreed_with_words",
        "agreed without words",
        lambda w: _agreed(w, agreed_why=""),
    ),
    Break(
        "caseload_risk_ending_agreed_with_words",
        "agreed by nobody",
        lambda w: _agreed(w, agreed_by=None),
    ),
    Break(
        "caseload_risk_ending_agreed_by_a_second_person",
        "by the one who asked",
        lambda w: _agreed(w, agreed_by=w.priya),
    ),
    Break(
        "caseload_risk_ending_agreed_or_withdrawn",
        "both",
        lambda w: _agreed(w, withdrawn_at=w.now, withdrawn_by=w.priya),
    ),
    Break(
        "caseload_one_risk_ending_asked_for",
        "two at once",
        lambda w: [_ending(w), _ending(w)],
    ),
    Break(
        "caseload_safeguarding_concern_has_its_words",
        "a concern without words",
        lambda w: _review(w, safeguarding=True),
    ),
    Break(
        "caseload_one_signal_per_answer_by_link",
        "the same tap twice",
        lambda w: [_by_link(w), _by_link(w)],
    ),
    Break(
        "caseload_link_signal_names_its_answer",
        "an answer of 0",
        lambda w: _by_link(w, answer=0),
    ),
    Break(
        "caseload_link_signal_names_its_answer",
        "no form",
        lambda w: _by_link(w, form_key=None),
    ),
)


@pytest.mark.parametrize("broken", BROKEN, ids=ids)
def test_the_database_refuses(broken: Break, world: SimpleNamespace) -> None:
    refused(broken, world)


def test_the_nearest_true_things_are_allowed(world: SimpleNamespace) -> None:
    _escalation(world)
    _handover(world)
    _agreed(world)
    _ending(world)
    _review(world, safeguarding=True, safeguarding_details="Her uncle, at weekends")
    _by_link(world)
    _by_link(world, answer=2)


@pytest.mark.parametrize(
    ("rule", "make", "change"),
    [
        ("escalation_never_rewritten", _escalation, {"told": None}),
        ("handover_never_rewritten", _handover, {"why": "Other words"}),
        ("decided_risk_ending_is_fixed", _agreed, {"why": "Other words"}),
    ],
)
def test_what_happened_is_never_rewritten(rule, make, change, world: SimpleNamespace) -> None:
    row = make(world)

    with pytest.raises((InternalError, ProgrammingError), match=rule), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**change)


@pytest.mark.parametrize(
    ("rule", "make"),
    [
        ("escalation_never_rewritten", _escalation),
        ("handover_never_rewritten", _handover),
        ("risk_ending_never_deleted", _ending),
    ],
)
def test_what_happened_is_never_deleted(rule, make, world: SimpleNamespace) -> None:
    row = make(world)

    with pytest.raises((InternalError, ProgrammingError), match=rule), transaction.atomic():
        type(row).objects.filter(pk=row.pk).delete()
