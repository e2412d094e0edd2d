"""Each level of a risk action that nobody took is told once: in time, late, twice, or at once."""

from datetime import timedelta

import pytest

from audit.events import Event
from audit.models import AuditEntry
from caseload.actions import escalation, risk
from caseload.models import CaseFlag, Escalation, RiskAction
from caseload.risk_signals import Response
from clinical.escalation import Level
from clinical.policy import DEFAULT
from clinical.risk import ResponseUrgency
from jobs.models import OutboxEntry
from staff.models import Duty, StaffMember
from tests import confirmed
from tests.factories.caseload import risk_action
from tests.factories.staff import AbsenceFactory

pytestmark = pytest.mark.django_db
NONE_TOLD = {"named_person": 0, "duty_lead": 0, "service_lead": 0}


@pytest.fixture
def action(referral, priya, now):
    """Priya's, due at five today; nobody has taken it."""
    return risk_action(referral, owner=priya, opened_at=now, urgency="same_day")


def _escalate(now):
    return escalation.escalate(now=now, policy=DEFAULT)


def _told(action):
    told = Escalation.objects.filter(risk_action=action).select_related("told")
    return {one.level: one.told.full_name for one in told}


def _notices():
    return OutboxEntry.objects.filter(kind="staff_notice").count()


@pytest.mark.parametrize(
    ("hours", "levels"),
    [
        (0, {"named_person"}),
        (1.99, {"named_person"}),
        (2, {"named_person", "duty_lead"}),
        (6.6, {"named_person", "duty_lead", "service_lead"}),
    ],
)
def test_a_same_day_action_goes_up_by_its_times(action, duty, leah, now, hours, levels):
    _escalate(now + timedelta(hours=hours))

    assert set(_told(action)) == levels


def test_the_right_person_is_told_of_each_level(action, duty, leah, now):
    _escalate(now + timedelta(hours=7))

    assert _told(action) == {
        "named_person": "Priya Raman",
        "duty_lead": "Dee Walsh",
        "service_lead": "Leah Morgan",
    }
    assert _notices() == 3
    assert AuditEntry.objects.filter(event=Event.RISK_ACTION_ESCALATED).count() == 3


def test_with_nobody_on_duty_the_service_lead_is_told_once_for_both_levels(action, leah, now):
    _escalate(now + timedelta(hours=7))

    assert _told(action)["duty_lead"] == _told(action)["service_lead"] == "Leah Morgan"
    assert _notices() == 2


def test_without_a_service_lead_somebody_is_told(action, sam, now):
    _escalate(now + timedelta(hours=7))

    assert _told(action)["service_lead"] == "Sam Okafor"


def test_an_action_that_was_taken_in_time_waits_for_its_due_time(action, duty, leah, priya, now):
    risk.acknowledge_risk_action(risk_action=action, by=priya, now=now + timedelta(minutes=10))

    _escalate(now + timedelta(hours=3))
    assert set(_told(action)) == {"named_person"}

    _escalate(now + timedelta(hours=7))
    assert set(_told(action)) == {"named_person", "service_lead"}


def test_a_closed_action_goes_no_further(action, duty, leah, priya, now):
    confirmed.close(action, by=priya, now=now)

    assert _escalate(now + timedelta(days=3)) == NONE_TOLD


def test_an_immediate_response_tells_the_duty_senior_as_it_is_written(
    referral, priya, duty, leah, now
):
    flag = CaseFlag.objects.create(
        referral=referral, reason="risk", evidence="A plan", since=now.date(), opened_at=now
    )
    action = risk.open_action(
        flag=flag,
        response=Response("Record what happened", priya.pk, ResponseUrgency.IMMEDIATE),
        review=None,
        by=priya,
        now=now,
        policy=DEFAULT,
    )

    assert _told(action) == {"named_person": "Priya Raman", "duty_lead": "Dee Walsh"}
    assert _notices() == 1

    _escalate(now + timedelta(hours=1))
    assert _told(action)["service_lead"] == "Leah Morgan"


def test_run_again_it_tells_nobody_and_writes_nothing(action, duty, leah, now):
    late = now + timedelta(hours=7)
    _escalate(late)
    before = (_notices(), AuditEntry.objects.count())

    assert _escalate(late + timedelta(minutes=15)) == NONE_TOLD
    assert (_notices(), AuditEntry.objects.count()) == before


def test_after_an_outage_of_three_days_each_level_is_told_exactly_once(
    referral, priya, duty, leah, now
):
    actions = [
        risk_action(referral, owner=priya, opened_at=now, urgency=urgency)
        for urgency in ("immediate", "same_day", "planned", "emergency_referral")
    ]
    back = now + timedelta(days=3)

    counts = _escalate(back)
    _escalate(back)

    assert counts == dict.fromkeys(NONE_TOLD, len(actions))
    for action in actions:
        assert Escalation.objects.filter(risk_action=action).count() == len(Level)
    assert set(Escalation.objects.values_list("at", flat=True)) == {back}
    assert all(one.due_at <= back for one in Escalation.objects.all())


def test_a_clock_that_steps_back_tells_nothing_again(action, duty, leah, now):
    _escalate(now + timedelta(hours=7))

    assert _escalate(now + timedelta(hours=3)) == NONE_TOLD


@pytest.mark.parametrize("how", ["left", "away"])
def test_an_owner_who_is_gone_counts_as_unacknowledged_at_once(
    action, duty, leah, priya, sam, today, now, how
):
    risk.acknowledge_risk_action(risk_action=action, by=priya, now=now)
    if how == "left":
        StaffMember.objects.filter(pk=priya.pk).update(is_active=False)
    else:
        AbsenceFactory(staff=priya, starts_on=today, ends_on=None)

    _escalate(now)

    assert _told(action) == {"named_person": "Sam Okafor", "duty_lead": "Dee Walsh"}


def test_as_many_statements_for_five_actions_as_for_fifty(
    referral, priya, duty, leah, now, django_assert_num_queries
):
    for _ in range(5):
        risk_action(referral, owner=priya, opened_at=now)
    _escalate(now)
    with django_assert_num_queries(5):
        _escalate(now)

    for _ in range(45):
        risk_action(referral, owner=priya, opened_at=now)
    _escalate(now)
    with django_assert_num_queries(5):
        _escalate(now)


def test_nobody_is_left_to_tell_until_somebody_works_here(action, priya, now):
    StaffMember.objects.update(is_active=False)
    Duty.objects.all().delete()

    _escalate(now + timedelta(hours=7))
    assert not _told(RiskAction.objects.get()).get("service_lead")

    StaffMember.objects.filter(pk=priya.pk).update(is_active=True)
    _escalate(now + timedelta(hours=8))
    assert _told(action)["named_person"] == "Priya Raman"
