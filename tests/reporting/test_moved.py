"""What moved, as the lead reads it on a Monday."""

from datetime import date, timedelta

import pytest

from reporting.figures import Chosen
from reporting.moved import page, reading
from tests.factories.referrals import ReferralFactory
from tests.factories.reporting import finished

pytestmark = pytest.mark.django_db

MONDAY, TODAY = date(2026, 6, 8), date(2026, 6, 9)
LATE, EARLY = date(2026, 5, 20), date(2026, 4, 22)


def _courses(team, *, on, problem, recovered, of, **facts):
    people = ReferralFactory.create_batch(of, team=team)
    for number, referral in enumerate(people):
        was = number < recovered
        finished(
            on=on,
            referral=referral,
            problem=problem,
            is_recovered=was,
            is_reliably_recovered=was,
            **facts,
        )


@pytest.fixture
def service(north):
    """Recovery falls among people with panic, and stays as it was among those with depression."""
    _courses(north, on=EARLY, problem="PANIC_DISORDER", recovered=9, of=10)
    _courses(north, on=EARLY, problem="DEPRESSION", recovered=5, of=10)
    _courses(north, on=LATE, problem="PANIC_DISORDER", recovered=1, of=10)
    _courses(north, on=LATE, problem="DEPRESSION", recovered=5, of=10, phq9_last=None)


def _line(slug, *, monday=MONDAY):
    found = page.read(monday=monday, chosen=Chosen(), on=TODAY)
    return next(one for one in found.lines if one.slug == slug)


def test_two_lines_say_by_how_much_which_group_and_what_is_missing(service):
    found = _line("recovery")

    assert found.moved == (
        "30.0%, down 40.0 points (6 of 20, was 14 of 20): more than chance, which takes it up to "
        "31.0 points."
    )
    assert found.why == (
        "Most by problem “Panic disorder”, 1 of 10, was 9 of 10: down 40.0 points by itself. "
        "10 people without the scores it needs."
    )
    assert found.is_beyond_chance


def test_what_did_not_move_says_so_and_names_nobody(service):
    found = _line("eighteen-weeks")

    assert found.moved == "100.0%, as in the four weeks before (20 of 20)."
    assert not found.why.startswith("Most")


def test_every_tile_has_its_lines_where_nobody_was_ever_seen(db):
    found = page.read(monday=MONDAY, chosen=Chosen(), on=TODAY)

    assert len(found.lines) == 8
    assert found.beyond == 0


def test_it_takes_seven_queries_for_any_number_of_people(service, django_assert_num_queries):
    with django_assert_num_queries(7):
        page.read(monday=MONDAY, chosen=Chosen(), on=TODAY)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("2026-06-01", date(2026, 6, 1)),
        ("2026-06-03", date(2026, 6, 1)),
        ("", MONDAY),
    ],
)
def test_an_address_names_a_day_of_the_last_year_or_the_latest_monday_is_shown(asked, found):
    assert page.monday_asked(asked, on=TODAY) == found


def test_a_year_of_mondays_can_be_asked_for_and_no_day_to_come():
    days = page.days(on=TODAY)

    assert (days[0], days[-1]) == (f"{MONDAY - timedelta(weeks=52)}", f"{TODAY}")
    assert page.monday_asked(days[0], on=TODAY) == MONDAY - timedelta(weeks=52)


def test_the_four_weeks_end_on_the_sunday_before(db):
    now, before = reading.weeks_to(MONDAY)

    assert (now.start, now.end) == (date(2026, 5, 11), date(2026, 6, 7))
    assert (before.start, before.end) == (date(2026, 4, 13), date(2026, 5, 10))
