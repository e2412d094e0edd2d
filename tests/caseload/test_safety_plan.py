"""A safety plan: written in the person's words, never overwritten, reviewed by a day."""

import uuid
from datetime import timedelta

import pytest

from audit.models import AuditEntry
from caseload import facts, flagging
from caseload.actions import safety_plans
from caseload.models import CaseSummary, SafetyPlan
from caseload.safety.plan import current
from clinical.errors import Refused
from clinical.policy import DEFAULT
from clinical.reason import Reason
from referrals.conflict import Conflict
from tests.caseload import plans
from tests.factories import caseload

pytestmark = pytest.mark.django_db


def test_a_change_is_a_new_version_and_the_first_stays(referral, priya, now):
    plans.written(referral, by=priya, now=now)

    plans.written(referral, by=priya, now=now, over=1, coping="Ring Asha")

    first, second = SafetyPlan.objects.order_by("number")
    assert (first.number, first.coping) == (1, "Walk the dog")
    assert (second.number, second.coping) == (2, "Ring Asha")
    assert current(referral.patient_id) == second
    entry = AuditEntry.objects.filter(event="SAFETY_PLAN_WRITTEN").latest("pk")
    assert entry.changes == {"number": [1, 2]}


def test_the_same_form_twice_is_one_version(referral, priya, now, today):
    same = {
        "referral": referral,
        "entry": plans.entry(review_on=today + timedelta(days=7)),
        "over": 0,
        "form_key": uuid.uuid4(),
        "by": priya,
        "now": now,
        "policy": DEFAULT,
    }

    first, again = safety_plans.write_plan(**same), safety_plans.write_plan(**same)

    assert first == again
    assert SafetyPlan.objects.count() == 1
    other = plans.entry(review_on=today + timedelta(days=7), coping="Something else")
    with pytest.raises(Refused, match="used already"):
        safety_plans.write_plan(**{**same, "entry": other})


def test_two_people_writing_at_once_lose_no_word(referral, priya, sam, now):
    plans.written(referral, by=sam, now=now, coping="What Sam wrote")

    with pytest.raises(Conflict) as conflict:
        plans.written(referral, by=priya, now=now, over=0, coping="What Priya wrote")

    assert conflict.value.theirs_by == "Sam Okafor"
    assert conflict.value.theirs["coping"] == "What Sam wrote"
    assert SafetyPlan.objects.count() == 1


def test_a_version_that_never_was_is_refused(referral, priya, now):
    with pytest.raises(Refused, match="does not exist"):
        plans.written(referral, by=priya, now=now, over=7)


def test_an_empty_plan_is_refused(referral, priya, now, today):
    blank = dict.fromkeys(safety_plans.PlanEntry.__dataclass_fields__, " ")
    blank["review_on"] = today + timedelta(days=7)

    with pytest.raises(Refused, match="at least one") as refused:
        plans.written(referral, by=priya, now=now, **blank)

    assert refused.value.field == "warning_signs"


@pytest.mark.parametrize(("days", "words"), [(0, "after today"), (29, "within 28 days")])
def test_a_review_is_on_a_day_to_come_and_within_the_rule(referral, priya, now, today, days, words):
    with pytest.raises(Refused, match=words) as refused:
        plans.written(referral, by=priya, now=now, review_on=today + timedelta(days=days))

    assert refused.value.field == "review_on"


def test_every_referral_of_the_person_knows_the_review_date(referral, priya, north, now, today):
    other = caseload.allocated(priya, north, patient=referral.patient)
    somebody_else = caseload.allocated(priya, north)

    plans.written(referral, by=priya, now=now, review_on=today + timedelta(days=7))

    known = dict(CaseSummary.objects.values_list("pk", "safety_plan_review_on"))
    assert known[referral.pk] == known[other.pk] == today + timedelta(days=7)
    assert known[somebody_else.pk] is None
    assert facts.different([referral.pk, other.pk, somebody_else.pk]) == []


def test_a_plan_whose_day_has_come_is_a_reason_to_look(referral, priya, now):
    plans.written(referral, by=priya, now=now)

    def reasons(at):
        row = CaseSummary.objects.filter(pk=referral.pk)
        (one,) = flagging.with_open_risk(row).values()
        found = flagging.reasons_now(one, risk=flagging.open_risk(one), now=at, policy=DEFAULT)
        return {each.reason: each.evidence for each in found}

    assert Reason.RISK not in reasons(now)
    assert reasons(now + timedelta(days=28))[Reason.RISK] == "Safety plan review due 7 July"
