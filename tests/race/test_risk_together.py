"""Two people hear something about one person at once: one flag, both signals, nobody an error."""

import time

import pytest

from caseload.actions import contacts, drafts, risk
from caseload.models import CaseFlag, RiskAction, RiskSignal
from clinical import working_days
from clinical.errors import Refused
from clinical.policy import DEFAULT
from referrals.models import Referral
from tests.caseload import entries
from tests.factories.caseload import booked_contact, risk_action
from tests.race.test_double_submit import AT_ONCE, _all_at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def booked(referral, now):
    return [booked_contact(referral, at=now.replace(hour=10 + place)) for place in range(AT_ONCE)]


@pytest.fixture
def slowly(monkeypatch):
    """Between looking for an open flag and opening one, time passes."""

    def local_date(now):
        time.sleep(0.3)
        return working_days.local_date(now)

    monkeypatch.setattr(risk, "local_date", local_date)


@pytest.fixture
def type_something_worrying(booked, priya, now):
    """Into a draft that was begun before: beginning one waits for the patient's chain anyway."""

    def save(place, *, fields, version):
        drafts.save_draft(
            contact=booked[place],
            fields=fields,
            version=version,
            missing="",
            by=priya,
            now=now,
            policy=DEFAULT,
        )

    for place in range(AT_ONCE):
        save(place, fields={"did": "Rang."}, version=0)
    return lambda place: save(place, fields={"phq9_9": "2"}, version=1)


def test_signals_that_come_at_once_share_one_flag(type_something_worrying, slowly, referral):
    _all_at_once(type_something_worrying)

    assert CaseFlag.objects.filter(referral=referral, reason="risk").count() == 1
    assert RiskSignal.objects.filter(referral=referral).count() == AT_ONCE


def test_twin_without_the_lock_some_of_them_fail(type_something_worrying, slowly, monkeypatch):
    monkeypatch.setattr(
        type(Referral.objects.all()),
        "lock",
        lambda self, pk: self.select_related("patient").get(pk=pk),
    )
    failed = []

    def try_it(place):
        try:
            type_something_worrying(place)
        except Exception as failure:  # noqa: BLE001 - whatever goes wrong is what is counted
            failed.append(failure)

    _all_at_once(try_it)

    assert failed


def test_signing_and_closing_at_once_never_block_each_other(booked, referral, priya, now):
    actions = [risk_action(referral, owner=priya, opened_by=priya) for _ in range(3)]

    def act(place):
        try:
            if place < len(actions):
                risk.close_risk_action(
                    risk_action=actions[place],
                    outcome="Spoke with her",
                    then=None,
                    is_confirmed=True,
                    by=priya,
                    now=now,
                    policy=DEFAULT,
                )
            else:
                contacts.log_session(
                    contact=booked[place],
                    logged=entries.logged(entries.seen_with_risk(), of=booked[place]),
                    by=priya,
                    now=now,
                    policy=DEFAULT,
                )
        except Refused:
            return False
        return True

    assert all(_all_at_once(act))

    open_flags = CaseFlag.objects.filter(referral=referral, reason="risk", cleared_at=None)
    assert open_flags.count() == 1
    assert RiskAction.objects.filter(flag=open_flags.get(), closed_at=None).exists()
