"""The effective agreed number: one function for everybody who shows or weighs it."""

from datetime import date, timedelta

import pytest

from staff.agreed import build_up_words, effective, effective_for, least_taken_off
from staff.models import Grade, OffsetKind
from tests.factories.staff import OffsetFactory

pytestmark = pytest.mark.django_db

EASED = {"topic": "", "hours_a_week": None, "taken_off": 0}


def offset(member, **facts):
    """As the action leaves it: the row, and the note on the person's own."""
    made = OffsetFactory(staff=member, **facts)
    member.lowered_until = max(member.lowered_until or date.min, made.ends_on or date.max)
    member.save(update_fields=["lowered_until"])


def test_without_anything_it_is_the_agreed_number_and_costs_no_query(
    priya, today, django_assert_num_queries
):
    with django_assert_num_queries(0):
        found = effective(priya, on=today)

    assert (found.number, found.is_lowered, found.words(today)) == (70, False, "Agreed number 70")


def test_roles_add_up_and_the_lowest_cap_holds(priya, today, django_assert_num_queries):
    offset(priya, taken_off=8)
    offset(priya, kind=OffsetKind.SUPERVISING, taken_off=10)
    assert effective(priya, on=today).number == 52

    offset(priya, kind=OffsetKind.PHASED_RETURN, cap=20, ends_on=today, **EASED)

    with django_assert_num_queries(1):
        assert effective(priya, on=today).number == 20
    assert effective(priya, on=today + timedelta(days=1)).number == 52


def test_a_pause_leaves_the_number_and_says_until_when_and_no_reason(priya, today):
    offset(priya, kind=OffsetKind.PAUSE, ends_on=date(2026, 7, 5), **EASED)

    found = effective(priya, on=today)

    assert found.words(today) == "Agreed number 70. Not taking new people until 5 July"


def test_a_trainee_and_whoever_is_newly_qualified_build_up_and_roles_come_off_it(priya, today):
    priya.grade, priya.grade_since = Grade.TRAINEE_PWP, today - timedelta(weeks=14)
    assert effective(priya, on=today).number == 15
    priya.grade = Grade.NEWLY_QUALIFIED_PWP
    assert effective(priya, on=today - timedelta(weeks=10)).number == 45
    offset(priya, taken_off=50)
    assert effective(priya, on=today - timedelta(weeks=10)).number == 0
    priya.grade = Grade.PWP
    assert effective(priya, on=today).number == 20


def test_the_build_up_says_what_comes_next_until_it_is_done(priya, today):
    priya.grade, priya.grade_since = Grade.TRAINEE_PWP, today - timedelta(weeks=14)
    assert build_up_words(priya, on=today) == "Week 15: 15 people at most, 30 from week 27"
    priya.grade = Grade.NEWLY_QUALIFIED_PWP
    five_weeks = today - timedelta(weeks=10)
    assert build_up_words(priya, on=five_weeks) == "Week 5: 45 people at most, 56 from week 9"
    assert build_up_words(priya, on=today) == ""
    priya.grade = Grade.PWP
    assert build_up_words(priya, on=five_weeks) == ""
    priya.grade = Grade.TRAINEE_PWP
    assert build_up_words(priya, on=today + timedelta(weeks=30)) == "Week 45: 45 people at most"


def test_many_people_cost_one_query_and_nobody_without_a_number_gets_one(
    priya, sam, today, django_assert_num_queries
):
    offset(priya, taken_off=8)

    with django_assert_num_queries(1):
        found = effective_for([priya, sam], on=today)

    assert (found[priya.pk].number, found[sam.pk].number, found[sam.pk].words(today)) == (
        62,
        None,
        "",
    )


def test_hours_take_off_at_least_their_share_of_a_full_week():
    assert [least_taken_off(*each) for each in ((70, 3.75), (70, 7.5), (20, 1), (None, 4))] == [
        7,
        14,
        1,
        1,
    ]


def test_today_shows_the_effective_number_and_until_when_nobody_new_comes(client, priya, clock):
    client.force_login(priya)
    assert "of 70 agreed" in client.get("/today/").content.decode()

    offset(priya, taken_off=8)
    offset(priya, kind=OffsetKind.PAUSE, ends_on=date(2026, 7, 5), **EASED)

    page = client.get("/today/").content.decode()
    assert "of 62 agreed" in page
    assert "Nobody new until 5 July" in page
