"""Agreed weeks and leave: dated, never two at once, agreed by somebody else."""

from datetime import date, time
from decimal import Decimal

import pytest

from clinical.errors import Refused
from staff.actions import agree_plan, arrange_leave
from staff.entries import JobPlanEntry, LeaveEntry
from staff.models import Absence, Cover, JobPlan
from tests.factories.plans import JobPlanFactory
from tests.factories.staff import AbsenceFactory

pytestmark = pytest.mark.django_db


def _entry(**facts):
    week = {
        "starts_on": date(2026, 6, 15),
        "weekdays": (0, 1, 2),
        "begins_at": time(9),
        "ends_at": time(17),
        "hours_a_week": Decimal(22),
        "slots_a_week": 16,
    }
    return JobPlanEntry(**week | facts)


@pytest.fixture
def agree(priya, sam, now):
    def act(entry):
        return agree_plan(member=priya, entry=entry, by=sam, now=now)

    return act


def test_a_new_week_ends_the_one_before_the_day_before(agree, priya):
    before = JobPlanFactory(staff=priya)

    agree(_entry())

    before.refresh_from_db()
    assert before.ends_on == date(2026, 6, 14)
    assert JobPlan.objects.on(date(2026, 6, 15)).get(staff=priya).slots_a_week == 16


def test_one_that_had_not_begun_goes_and_the_same_twice_is_one(agree, priya):
    agree(_entry(starts_on=date(2026, 6, 22)))

    first = agree(_entry())
    second = agree(_entry())

    assert first == second
    assert JobPlan.objects.filter(staff=priya).count() == 1


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"slots_a_week": 45}, "slots_a_week"),
        ({"ends_at": time(9)}, "ends_at"),
        ({"starts_on": date(2028, 1, 1)}, "starts_on"),
    ],
)
def test_a_week_that_cannot_be_is_refused_beside_its_field(agree, facts, field):
    with pytest.raises(Refused) as refusal:
        agree(_entry(**facts))

    assert refusal.value.field == field


def test_nobody_agrees_their_own_week(priya, now):
    with pytest.raises(Refused, match="agrees this with you"):
        agree_plan(member=priya, entry=_entry(), by=priya, now=now)


TYPED = {
    "starts_on": "2026-06-15",
    "weekdays": ["0", "2"],
    "begins_at": "09:00",
    "ends_at": "19:00",
    "hours_a_week": "15",
    "slots_a_week": "10",
    "languages": "UR pl",
    "gender": "FEMALE",
    "interests": ["PERINATAL"],
}


@pytest.mark.parametrize("languages", ["Urdu", "ur, pl", "Serbo-Croatian"])
def test_languages_are_codes_and_a_name_is_said_to_be_none(client, sam, priya, clock, languages):
    client.force_login(sam)

    answer = client.post(f"/staff/{priya.pk}/add/job-plan/", TYPED | {"languages": languages})

    assert answer.status_code == 422
    assert "Write codes of two or three letters" in answer.content.decode()
    assert f'value="{languages}"' in answer.content.decode()


def test_the_supervisor_agrees_a_week_on_the_staff_record(client, sam, priya, clock):
    client.force_login(sam)

    answer = client.post(f"/staff/{priya.pk}/add/job-plan/", TYPED)

    assert answer.status_code == 302
    plan = JobPlan.objects.get(staff=priya)
    assert (plan.weekdays, plan.languages, plan.interests) == ([0, 2], ["ur", "pl"], ["PERINATAL"])
    assert 'value="ur pl"' in client.get(f"/staff/{priya.pk}/add/job-plan/").content.decode()


def test_leave_is_an_absence_and_its_cover_once(priya, sam, trainee, now):
    entry = LeaveEntry(date(2026, 6, 15), date(2026, 6, 19), coverer_id=trainee.pk)

    for _ in range(2):
        arrange_leave(member=priya, entry=entry, by=sam, now=now)

    assert Absence.objects.filter(staff=priya).count() == 1
    assert Cover.objects.get(covered=priya).coverer == trainee


@pytest.mark.parametrize("who", ["priya", "inactive", "trainee"])
def test_whoever_is_away_left_or_the_same_covers_nobody(request, who, priya, sam, trainee, now):
    AbsenceFactory(staff=trainee, starts_on=date(2026, 6, 18))
    coverer = request.getfixturevalue(who)
    entry = LeaveEntry(date(2026, 6, 15), date(2026, 6, 19), coverer_id=coverer.pk)

    with pytest.raises(Refused) as refusal:
        arrange_leave(member=priya, entry=entry, by=sam, now=now)

    assert refusal.value.field == "coverer"


def test_leave_that_is_over_is_refused(priya, sam, trainee, now):
    entry = LeaveEntry(date(2026, 6, 1), date(2026, 6, 5), coverer_id=trainee.pk)

    with pytest.raises(Refused, match="still to come"):
        arrange_leave(member=priya, entry=entry, by=sam, now=now)
