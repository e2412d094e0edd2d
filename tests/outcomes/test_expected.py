"""The usual range: from this service's finished people where there are enough, else simulated."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from clinical import trajectory
from clinical.measures import GAD7_CODE, PHQ9_CODE
from clinical.policy import DEFAULT
from clinical.trajectory import SEED, Source
from outcomes import expected
from outcomes.helps_next import PROMPTS, helps_next, range_words
from outcomes.models import ExpectedResponse
from staff.models import Team
from tests.factories import outcomes, referrals

pytestmark = pytest.mark.django_db

FALLING = (16, 12, 9, 6)


def finished(team: Team, today: date, *, people: int, totals: tuple[int, ...] = FALLING) -> None:
    """People whose course has ended, each with these totals a week apart."""
    for _ in range(people):
        course(team, totals, ended=today - timedelta(days=3))


def course(team: Team, totals: tuple[int, ...], *, ended: date | None) -> None:
    made = referrals.ended(team, on=ended) if ended else referrals.waiting(team)
    began = datetime.fromisoformat("2026-01-05T10:00:00+00:00")
    for week, total in enumerate(totals):
        outcomes.sitting(made, phq9=total, gad7=None, at=began + timedelta(weeks=week))


def build(now: datetime) -> dict[str, int]:
    return dict(expected.build_expected_ranges(now=now, policy=DEFAULT))


def cell(today: date, contact_no: int, first: int = 16) -> trajectory.ExpectedResponse:
    found = trajectory.expected(
        expected.current_table(on=today), measure=PHQ9_CODE, first=first, contact_no=contact_no
    )
    assert found is not None
    return found


def test_without_enough_people_the_simulated_range_stands_and_nothing_is_stored(
    north: Team, now: datetime, today: date
) -> None:
    finished(north, today, people=49)

    counts = build(now)

    assert counts == {"own_cells": 0, "written": 0}
    assert expected.current_table(on=today) is SEED
    assert not ExpectedResponse.objects.exists()


def test_fifty_finished_people_make_a_cell_of_the_services_own(
    north: Team, now: datetime, today: date
) -> None:
    finished(north, today, people=50)

    counts = build(now)

    assert counts == {"own_cells": 3, "written": 30}
    own, simulated = cell(today, 3), cell(today, 5)
    assert (own.p50, own.p80, own.n, own.source) == (9, 9, 50, Source.SERVICE)
    assert (simulated.p50, simulated.source) == (11, Source.SEED)
    assert (own.version, simulated.version) == (1, 1)


def test_those_still_in_treatment_are_not_behind_it(
    north: Team, now: datetime, today: date
) -> None:
    finished(north, today, people=49)
    course(north, FALLING, ended=None)
    course(north, FALLING, ended=today + timedelta(days=1))

    assert build(now)["own_cells"] == 0


def test_building_again_writes_only_what_differs(north: Team, now: datetime, today: date) -> None:
    finished(north, today, people=50)
    build(now)

    again = build(now + timedelta(days=1))
    finished(north, today, people=60, totals=(16, 20, 20, 20))
    third = build(now + timedelta(days=2))

    assert (again["written"], third["written"]) == (0, 30)
    assert cell(today + timedelta(days=2), 2).p50 == 20
    assert cell(today, 2).p50 == 12  # the day before, the version of that day


def test_two_builds_at_once_write_one_version(north: Team, now: datetime, today: date) -> None:
    finished(north, today, people=50)
    build(now)
    rows = list(ExpectedResponse.objects.all())
    with transaction.atomic():
        for row in rows:
            row.pk = None
        ExpectedResponse.objects.bulk_create(rows, ignore_conflicts=True)

    assert ExpectedResponse.objects.count() == 30


def test_a_stored_range_is_read_once_for_a_day(north: Team, now: datetime, today: date) -> None:
    finished(north, today, people=50)
    build(now)
    number = ExpectedResponse.objects.latest("pk").pk
    first = expected.table(number, on=today)

    with CaptureQueriesContext(connection) as asked:
        again = expected.table(number, on=today)

    assert again is first
    assert len(asked) == 0


def test_above_the_range_twice_asks_what_helps_next_and_never_forecasts() -> None:
    above = helps_next({PHQ9_CODE: (16, 19, 19)}, table=SEED, policy=DEFAULT)
    inside = helps_next({PHQ9_CODE: (16, 19, 17)}, table=SEED, policy=DEFAULT)

    assert inside is None
    assert above is not None
    assert above.above == "PHQ-9 above the usual range for two sessions"
    assert above.prompts == PROMPTS
    assert above.late == "Some people improve later."


def test_what_the_band_is_made_of_is_said() -> None:
    words = range_words({PHQ9_CODE: (16, 12), GAD7_CODE: (3,)}, table=SEED)

    assert "simulated figures, not clinical data" in words
    assert "No forecast: some people improve later." in words
    assert range_words({PHQ9_CODE: (4,)}, table=SEED) == ""
    assert range_words({PHQ9_CODE: (16, 12)}, table=None) == ""


def test_the_number_of_people_behind_it_is_said(north: Team, now: datetime, today: date) -> None:
    finished(north, today, people=50)
    build(now)

    words = range_words({PHQ9_CODE: (16, 12)}, table=expected.current_table(on=today))

    assert "this service's finished referrals (50 people), version 1" in words
