"""The rules of safety plans, safeguarding referrals and calls, each broken."""

import uuid
from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.db import InternalError, ProgrammingError, transaction

from caseload.models import AboutWhom, Call, SafeguardingReferral, SafetyPlan
from referrals.models import Referral
from staff.models import StaffMember
from tests.constraints.breaking import Break, ids, refused
from tests.factories import caseload

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(referral: Referral, priya: StaffMember, now: datetime, today: date) -> SimpleNamespace:
    return SimpleNamespace(referral=referral, priya=priya, now=now, today=today)


def _plan(w: SimpleNamespace, **facts: object) -> SafetyPlan:
    whole = {
        "patient": w.referral.patient,
        "referral": w.referral,
        "number": 1,
        "form_key": uuid.uuid4(),
        "coping": "Walk the dog",
        "review_on": w.today,
        "at": w.now,
        "by": w.priya,
    }
    return SafetyPlan.objects.create(**whole | facts)


def _safeguarding(w: SimpleNamespace, **facts: object) -> SafeguardingReferral:
    whole = {
        "referral": w.referral,
        "risk_action": caseload.risk_action(w.referral, owner=w.priya),
        "form_key": uuid.uuid4(),
        "about": AboutWhom.CHILD,
        "concern": "Left alone at night",
        "recipient": "Children's social care",
        "how_sent": "By phone",
        "has_consent": True,
        "at": w.now,
        "by": w.priya,
    }
    return SafeguardingReferral.objects.create(**whole | facts)


def _call(w: SimpleNamespace, **facts: object) -> Call:
    return caseload.CallFactory(owner=w.priya, **facts)


def _two_of_one_number(w: SimpleNamespace) -> None:
    _plan(w)
    _plan(w, coping="Something else")


BROKEN = (
    Break("caseload_one_safety_plan_per_number", "two versions of one number", _two_of_one_number),
    Break(
        "caseload_safety_plan_says_something",
        "a plan without any step",
        lambda w: _plan(w, coping="", reasons_for_living="My sister"),
    ),
    Break(
        "caseload_safeguarding_says_what_and_to_whom",
        "no recipient",
        lambda w: _safeguarding(w, recipient=""),
    ),
    Break(
        "caseload_safeguarding_says_what_and_to_whom",
        "no concern",
        lambda w: _safeguarding(w, concern=""),
    ),
    Break(
        "caseload_safeguarding_has_consent_or_reason",
        "neither",
        lambda w: _safeguarding(w, has_consent=False),
    ),
    Break("caseload_call_says_something", "nothing said", lambda w: _call(w, said="")),
    Break(
        "caseload_call_that_mentions_risk_has_its_signal",
        "risk on a record without a signal",
        lambda w: _call(w, referral=w.referral, mentions_risk=True),
    ),
    Break(
        "caseload_call_of_nobody_yet_has_an_owner",
        "about nobody",
        lambda w: _call(w, about=""),
    ),
    Break(
        "caseload_call_of_nobody_yet_has_an_owner",
        "no time by which",
        lambda w: _call(w, due_by=None),
    ),
    Break(
        "caseload_settled_call_has_person_time_and_words",
        "settled without words",
        lambda w: _call(w, settled_at=w.now, settled_by=w.priya),
    ),
    Break(
        "caseload_settled_call_has_person_time_and_words",
        "words without a person",
        lambda w: _call(w, settled_how="Rang back"),
    ),
)


@pytest.mark.parametrize("broken", BROKEN, ids=ids)
def test_the_database_refuses(broken: Break, world: SimpleNamespace) -> None:
    refused(broken, world)


@pytest.mark.parametrize(
    ("rule", "make", "change"),
    [
        ("safety_plan_never_rewritten", _plan, {"coping": "Other words"}),
        ("safeguarding_never_rewritten", _safeguarding, {"concern": "Other words"}),
        ("call_never_reworded", _call, {"said": "Other words"}),
        ("call_never_reworded", _call, {"mentions_risk": True}),
    ],
)
def test_it_is_never_reworded(rule, make, change, world: SimpleNamespace) -> None:
    row = make(world)

    with pytest.raises((InternalError, ProgrammingError), match=rule), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**change)


@pytest.mark.parametrize(
    ("rule", "make"),
    [
        ("safety_plan_never_rewritten", _plan),
        ("safeguarding_never_rewritten", _safeguarding),
        ("call_never_deleted", _call),
    ],
)
def test_it_is_never_deleted(rule, make, world: SimpleNamespace) -> None:
    row = make(world)

    with pytest.raises((InternalError, ProgrammingError), match="delete"), transaction.atomic():
        row.delete()

    assert rule
