"""A risk action passes to somebody who is here: by a person, with the caseload, or because its
owner has left or is away.
"""

import pytest

from audit.events import Event
from audit.models import AuditEntry
from caseload import owners
from caseload.actions import allocation, handovers, risk
from caseload.models import RiskAction, RiskHandover
from clinical.errors import Refused
from clinical.policy import DEFAULT
from jobs.models import OutboxEntry
from staff.models import StaffMember, SupervisionPairing
from tests import confirmed
from tests.factories import caseload
from tests.factories.staff import AbsenceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def action(referral, priya, now):
    """Priya's, and taken by her."""
    made = caseload.risk_action(referral, owner=priya)
    risk.acknowledge_risk_action(risk_action=made, by=priya, now=now)
    return made


@pytest.fixture
def pass_on(now):
    def sweep():
        return handovers.hand_over_unowned(now=now, policy=DEFAULT)

    return sweep


@pytest.fixture
def give(action, priya, now):
    def hand(to, **facts):
        given = {"why": "She is in a session until four", "version": 2, "by": priya}
        return handovers.hand_over(risk_action=action, to=to, **given | facts, now=now)

    return hand


def _now(action):
    return RiskAction.objects.select_related("owner").get(pk=action.pk)


def _leave(member):
    StaffMember.objects.filter(pk=member.pk).update(is_active=False)


def test_what_a_leaver_had_passes_to_the_supervisor_who_has_yet_to_take_it(
    pass_on, action, priya, sam, duty
):
    _leave(priya)

    assert pass_on() == {"handed_over": 1, "nobody": 0}

    assert (_now(action).owner, _now(action).acknowledged_at) == (sam, None)
    handover = RiskHandover.objects.get()
    assert (handover.from_owner, handover.to_owner, handover.by) == (priya, sam, None)
    assert handover.why == "Priya Raman no longer works here; passed to the supervisor"
    assert OutboxEntry.objects.filter(ids={"staff_id": sam.pk}).count() == 1
    assert AuditEntry.objects.filter(event=Event.RISK_ACTION_HANDED_OVER).count() == 1


def test_what_somebody_away_has_passes_on_from_the_day_they_are_away(
    pass_on, action, priya, sam, today
):
    AbsenceFactory(staff=priya, starts_on=today, ends_on=today)

    pass_on()

    assert _now(action).owner == sam
    assert "is away" in RiskHandover.objects.get().why


def test_with_supervisor_away_it_is_the_duty_seniors_and_in_a_gap_the_service_leads(
    pass_on, action, priya, sam, duty, leah, today, now
):
    AbsenceFactory(staff=sam, starts_on=today, ends_on=today)
    _leave(priya)

    pass_on()
    assert _now(action).owner == duty

    _leave(duty)
    pass_on()
    assert _now(action).owner == leah


def test_twice_changes_nothing(pass_on, action, priya, sam):
    _leave(priya)
    pass_on()
    before = (AuditEntry.objects.count(), OutboxEntry.objects.count(), _now(action).version)

    assert pass_on() == {"handed_over": 0, "nobody": 0}
    after = (AuditEntry.objects.count(), OutboxEntry.objects.count(), _now(action).version)
    assert after == before


def test_with_nobody_left_it_stays_counted_and_is_passed_on_as_soon_as_somebody_is_there(
    pass_on, action, priya, sam
):
    StaffMember.objects.update(is_active=False)

    assert pass_on() == {"handed_over": 0, "nobody": 1}

    StaffMember.objects.filter(pk=sam.pk).update(is_active=True)
    assert pass_on() == {"handed_over": 1, "nobody": 0}
    assert _now(action).owner == sam


def test_a_closed_action_stays_with_whoever_had_it(pass_on, action, priya, now):
    confirmed.close(action, by=priya, now=now)
    _leave(priya)

    assert pass_on() == {"handed_over": 0, "nobody": 0}


@pytest.mark.parametrize("gone", ["left", "away", "here"])
@pytest.mark.parametrize("without", [(), ("pairing",), ("pairing", "duty")])
def test_with_every_worker_dead_a_page_says_who_has_it_now(
    pass_on, action, priya, sam, duty, leah, today, now, gone, without
):
    """The reading says before the sweep what the sweep will write."""
    if "pairing" in without:
        SupervisionPairing.objects.all().delete()
    if "duty" in without:
        _leave(duty)
    if gone == "left":
        _leave(priya)
    if gone == "away":
        AbsenceFactory(staff=priya, starts_on=today, ends_on=None)
    service = owners.service_at(now)
    read = owners.with_owner_now(RiskAction.objects.all(), service=service).get()

    pass_on()

    assert read.owner_now == _now(action).owner_id


def test_a_new_carrier_gets_each_action_of_the_former_one_and_none_of_anybody_elses(
    action, referral, priya, trainee, sam, leah, now
):
    other = caseload.risk_action(referral, owner=sam)

    allocation.allocate(referral=referral, pwp=trainee, why="", by=leah, now=now, policy=DEFAULT)

    assert (_now(action).owner, _now(action).closed_at) == (trainee, None)
    assert _now(other).owner == sam
    assert RiskHandover.objects.get().why == "Tess Young carries this person now"
    assert referral.flags.get(reason="risk").cleared_at is None


def test_somebody_gives_it_to_somebody_else_and_says_why(give, action, priya, duty):
    give(duty)

    assert (_now(action).owner, _now(action).acknowledged_at) == (duty, None)
    handover = RiskHandover.objects.get()
    assert (handover.by, handover.why) == (priya, "She is in a session until four")


def test_somebody_who_gives_it_to_themselves_has_taken_it(give, action, duty):
    give(duty, by=duty)

    assert _now(action).acknowledged_by == duty
    assert not OutboxEntry.objects.filter(ids={"staff_id": duty.pk}).exists()


@pytest.mark.parametrize(
    ("to", "facts", "words"),
    [
        ("duty", {"why": "  "}, "Say why"),
        ("priya", {}, "has it already"),
        ("inactive", {}, "is not here today"),
        ("away", {}, "is not here today"),
        ("duty", {"version": 1}, "Somebody changed this risk plan"),
    ],
)
def test_what_cannot_be_given_is_refused_and_stays(
    give, action, duty, priya, inactive, tom, today, to, facts, words
):
    AbsenceFactory(staff=tom, starts_on=today, ends_on=today)
    people = {"duty": duty, "priya": priya, "inactive": inactive, "away": tom}

    with pytest.raises(Refused, match=words):
        give(people[to], **facts)

    assert _now(action).owner == priya
    assert not RiskHandover.objects.exists()


def test_a_closed_one_cannot_be_given(give, action, duty, priya, now):
    confirmed.close(action, by=priya, now=now)

    with pytest.raises(Refused, match="already been closed"):
        give(duty)
