"""Several people write a safety plan at once: one version comes first, no text is lost."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from caseload.actions import calls, safety_plans
from caseload.actions.calls import CallEntry
from caseload.models import Call, Caller, RiskSignal, SafetyPlan
from clinical.policy import DEFAULT
from referrals.conflict import Conflict
from referrals.models import Referral
from tests.caseload import plans

AT_ONCE = 6


def _all_at_once(act):
    gate = Barrier(AT_ONCE)

    def one(place):
        try:
            gate.wait(timeout=10)
            return act(place)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def _write(referral, priya, now):
    def write(place):
        try:
            plans.written(referral, by=priya, now=now, coping=f"Text {place}")
        except Conflict as conflict:
            return conflict.theirs["coping"]
        return "written"

    return write


@pytest.mark.django_db(transaction=True)
def test_one_version_is_written_and_the_others_see_it(referral, priya, now):
    outcomes = _all_at_once(_write(referral, priya, now))

    kept = SafetyPlan.objects.get().coping
    assert outcomes.count("written") == 1
    assert {said for said in outcomes if said != "written"} == {kept}


@pytest.mark.django_db(transaction=True)
def test_twin_without_the_number_of_the_version_all_of_them_are_written(
    referral, priya, now, monkeypatch
):
    """With the guard off each takes the next number: five people never see what stands before."""
    monkeypatch.setattr(safety_plans, "_refuse_if_newer", lambda *_, **__: None)
    places = iter(range(AT_ONCE))

    def write(_):
        plans.written(referral, by=priya, now=now, over=next(places))
        return "written"

    assert _all_at_once(write).count("written") == AT_ONCE
    assert SafetyPlan.objects.count() == AT_ONCE


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_many_times_at_once_is_one_version(referral, priya, now):
    same = {
        "referral": referral,
        "entry": plans.entry(review_on=now.date() + timedelta(days=7)),
        "over": 0,
        "form_key": uuid.uuid4(),
        "by": priya,
        "now": now,
        "policy": DEFAULT,
    }

    written = _all_at_once(lambda _: safety_plans.write_plan(**same).pk)

    assert len(set(written)) == 1
    assert SafetyPlan.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("looks", [1, 2])
def test_a_form_that_comes_twice_between_two_looks_is_no_conflict(
    referral, priya, now, monkeypatch, looks
):
    """The twin never finds what the same form wrote, and is told of a conflict with herself."""
    same = {
        "referral": referral,
        "entry": plans.entry(review_on=now.date() + timedelta(days=7)),
        "over": 0,
        "form_key": uuid.uuid4(),
        "by": priya,
        "now": now,
        "policy": DEFAULT,
    }
    plan = safety_plans.write_plan(**same)
    sees, in_vain = safety_plans._already, iter(range(looks))
    monkeypatch.setattr(
        safety_plans,
        "_already",
        lambda key, **given: None if next(in_vain, None) is not None else sees(key, **given),
    )

    if looks == 1:
        assert safety_plans.write_plan(**same).pk == plan.pk
    else:
        with pytest.raises(Conflict):
            safety_plans.write_plan(**same)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("about_somebody", [True, False])
def test_a_call_sent_many_times_at_once_is_one_call(referral, priya, duty, now, about_somebody):
    entry = CallEntry(
        caller=Caller.FAMILY,
        caller_name="",
        phone="",
        said="She wants to end it.",
        mentions_risk=True,
        next_step="",
        about="" if about_somebody else "Asha from Mill Lane",
    )
    same = {"entry": entry, "form_key": uuid.uuid4(), "by": priya, "now": now, "policy": DEFAULT}

    def log(_):
        if about_somebody:
            mine = Referral.objects.get(pk=referral.pk)
            return calls.log_call(referral=mine, by_clinician=True, **same).pk
        return calls.log_call_of_nobody_yet(**same).pk

    assert len(set(_all_at_once(log))) == 1
    assert Call.objects.count() == 1
    assert RiskSignal.objects.filter(source="CALL").count() == int(about_somebody)
