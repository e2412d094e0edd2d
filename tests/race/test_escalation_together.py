"""Two sweeps at once tell each level once: the constraint decides, not what each of them read."""

import time
from datetime import timedelta

import pytest
from django.db import connection

from audit.events import Event
from audit.models import AuditEntry
from caseload.actions import escalation
from caseload.models import Escalation
from clinical.escalation import Level
from clinical.policy import DEFAULT
from tests.factories.caseload import risk_action
from tests.race.test_double_submit import AT_ONCE, _all_at_once

pytestmark = pytest.mark.django_db(transaction=True)
_TABLE = "ALTER TABLE caseload_escalation"
_NAME = "caseload_each_level_once_per_risk_action"


@pytest.fixture
def slowly(monkeypatch):
    """Between reading what was told and writing what is missing, time passes."""
    told = escalation._told

    def told_later(missing, *, now):
        read = list(missing)
        time.sleep(0.3)
        return told(read, now=now)

    monkeypatch.setattr(escalation, "_told", told_later)


@pytest.fixture
def sweep(referral, priya, duty, leah, slowly, now):
    """Two hours after its due time nobody has taken the action, or been told."""
    risk_action(referral, owner=priya, opened_at=now, urgency="same_day")
    late = now + timedelta(hours=9)
    return lambda _: escalation.escalate(now=late, policy=DEFAULT)


@pytest.fixture
def without_the_constraint(sweep):
    with connection.cursor() as cursor:
        cursor.execute(f"{_TABLE} DROP CONSTRAINT {_NAME}")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"{_TABLE} DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM caseload_escalation")
        cursor.execute(f"{_TABLE} ENABLE TRIGGER USER")
        cursor.execute(f"{_TABLE} ADD CONSTRAINT {_NAME} UNIQUE (risk_action_id, level)")


def test_each_level_is_told_once(sweep):
    counts = _all_at_once(sweep)

    assert sum(sum(one.values()) for one in counts) == len(Level)
    assert Escalation.objects.count() == len(Level)
    assert AuditEntry.objects.filter(event=Event.RISK_ACTION_ESCALATED).count() == len(Level)


def test_twin_without_the_constraint_they_double(sweep, without_the_constraint):
    _all_at_once(sweep)

    assert Escalation.objects.count() == AT_ONCE * len(Level)
