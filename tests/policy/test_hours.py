"""When the service is open: by its rules, weekends, bank holidays and its own closed days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.postgres.expressions import ArraySubquery

from clinical import policy as rules
from policy import hours
from policy.current import change_rows, policy_from, policy_on
from policy.models import ClosedDay, PolicyChange, Wording, WordingKey
from staff.models import StaffMember, Team

pytestmark = pytest.mark.django_db

# Tuesday 9 June 2026 in London: 18:00 and 08:00.
EVENING = datetime(2026, 6, 9, 17, 0, tzinfo=UTC)
EARLY = datetime(2026, 6, 9, 7, 0, tzinfo=UTC)
WEDNESDAY = date(2026, 6, 10)


def _closed(by: StaffMember, now: datetime, **facts: object) -> ClosedDay:
    row = {"on": WEDNESDAY, "name": "Training day", "set_at": now, "set_by": by}
    return ClosedDay.objects.create(**row | facts)


def test_closed_days_are_read_with_the_rules_in_one_query(
    leah, now, today, django_assert_num_queries
):
    _closed(leah, now)
    _closed(leah, now, on=WEDNESDAY + timedelta(1), withdrawn_at=now, withdrawn_by=leah)

    with django_assert_num_queries(1):
        policy = policy_on(today)

    assert policy.closed_days == {WEDNESDAY}
    assert policy.calendar.extra_closed == {WEDNESDAY}


def test_rules_and_closed_days_ride_in_an_array_of_a_larger_query(
    leah, sam, now, today, north, django_assert_num_queries
):
    _closed(leah, now)
    for value in ("40", "25"):
        PolicyChange.objects.create(
            rule="session_minutes", value=value, valid_from=today, why="agreed",
            proposed_at=now, proposed_by=leah, approved_at=now, approved_by=sam,
        )  # fmt: skip

    with django_assert_num_queries(1):
        row = Team.objects.annotate(rows=ArraySubquery(change_rows(today))).get(pk=north.pk)

    policy = policy_from(row.rows)
    assert (policy.session_minutes, policy.closed_days) == (25, {WEDNESDAY})
    assert policy == policy_on(today)


def test_an_open_service_says_nothing_and_asks_nothing(now, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert hours.closed_for_staff(policy=rules.DEFAULT, now=now) == ""
        assert hours.closed_for_patients(policy=rules.DEFAULT, now=now) == ""


def test_outside_hours_the_next_opening_is_said():
    assert hours.opens_again(policy=rules.DEFAULT, now=EARLY) == "today at 09:00"
    assert hours.opens_again(policy=rules.DEFAULT, now=EVENING) == "Wednesday 10 June at 09:00"


def test_a_closed_day_moves_the_next_opening(leah, now, today):
    _closed(leah, now)

    assert hours.opens_again(policy=policy_on(today), now=EVENING) == "Thursday 11 June at 09:00"


@pytest.mark.parametrize(
    ("on", "opens"),
    [
        (date(2026, 6, 13), "Monday 15 June at 09:00"),
        (date(2026, 12, 25), "Tuesday 29 December at 09:00"),
    ],
    ids=["a Saturday", "Christmas, with the holiday in lieu"],
)
def test_weekends_and_bank_holidays_are_closed(on, opens):
    noon = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)

    assert hours.opens_again(policy=rules.DEFAULT, now=noon) == opens


def test_the_services_own_words_stand_behind_the_hours(leah, sam, now, today):
    Wording.objects.create(
        key=WordingKey.OUT_OF_HOURS_STAFF, text="Ring the crisis team.", valid_from=today,
        why="agreed", proposed_at=now, proposed_by=leah, approved_at=now, approved_by=sam,
    )  # fmt: skip

    assert hours.closed_for_staff(policy=rules.DEFAULT, now=EVENING) == (
        "The service is closed until Wednesday 10 June at 09:00. Ring the crisis team."
    )
    assert "Nobody reads" in hours.closed_for_patients(policy=rules.DEFAULT, now=EVENING)
