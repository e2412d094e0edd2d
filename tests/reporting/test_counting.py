"""Counting the measures of the lead's page, from pathways and from the sums of months."""

from datetime import UTC, date, datetime

import pytest
from django.utils.module_loading import import_string

from clinical.errors import Refused
from clinical.policy import DEFAULT
from pwpservice.schedule import JOBS
from reporting import counting, rollup
from reporting.figures import Chosen
from reporting.metrics.registry import MEASURES, TILES
from reporting.models import KpiMonth
from reporting.period import Period, month_of
from tests.factories.caseload import missed_contact, signed_contact
from tests.factories.referrals import ReferralFactory
from tests.factories.reporting import PathwayFactory, finished

pytestmark = pytest.mark.django_db

MAY = month_of(date(2026, 5, 1))
NOW = datetime(2026, 6, 9, 9, 24, tzinfo=UTC)
ALL = Chosen()


@pytest.fixture
def may(north, south):
    """Four finished courses in May: three in the north team, one of which has no last scores."""
    of_north = {"referral__team": north}
    finished(on=date(2026, 5, 1), ethnicity="A", problem="DEPRESSION", **of_north)
    finished(on=date(2026, 5, 31), waited=43, ethnicity="M", is_recovered=False, **of_north)
    finished(
        on=date(2026, 5, 20),
        phq9_last=None,
        is_recovered=False,
        is_improved=False,
        is_reliably_recovered=False,
        **of_north,
    )
    finished(on=date(2026, 5, 9), is_not_caseness=True, is_recovered=False, referral__team=south)
    finished(on=date(2026, 6, 1), **of_north)


def _counted(slug, *, period=MAY, chosen=ALL):
    figure = counting.read([slug], period=period, chosen=chosen)[slug]
    return figure.numerator, figure.denominator


def test_six_weeks_counts_finished_courses_of_both_ends_of_the_month(may):
    assert _counted("six-weeks") == (3, 4)


def test_recovery_leaves_out_whoever_was_below_the_threshold_and_keeps_the_unpaired(may):
    assert _counted("recovery") == (1, 3)


def test_a_rate_of_nobody_has_no_value(may):
    figure = counting.read(["recovery"], period=month_of(date(2025, 1, 1)), chosen=ALL)

    assert figure["recovery"].value is None


def test_a_team_and_a_problem_narrow_it(may, north):
    chosen = Chosen(team_ids=frozenset({north.pk}))

    assert _counted("six-weeks", chosen=chosen) == (2, 3)
    assert _counted("six-weeks", chosen=Chosen(problem="DEPRESSION")) == (1, 1)
    assert _counted("six-weeks", chosen=Chosen(team_ids=frozenset())) == (0, 0)


def test_the_people_behind_a_figure_are_those_it_counts(may):
    told = {"period": MAY, "chosen": ALL}

    assert counting.people("recovery", **told).count() == 1
    assert counting.people("recovery", which="denominator", **told).count() == 3
    missing = counting.people("recovery", which="missing", **told)
    assert [one.pathway.phq9_last for one in missing] == [None]


def test_groups_stand_in_their_order_and_the_unknown_last(may):
    groups = counting.by_group("six-weeks", "ethnicity", period=MAY, chosen=ALL)

    assert [(one.label, one.figure.numerator, one.figure.denominator) for one in groups] == [
        ("White", 1, 1),
        ("Black or Black British", 0, 1),
        ("Not known", 2, 2),
    ]


def test_a_team_is_called_by_its_name(may):
    groups = counting.by_group("six-weeks", "team", period=MAY, chosen=ALL)

    assert [one.label for one in groups] == ["North team", "South team"]


def test_missed_appointments_are_divided_by_those_kept_missed_or_too_late(north, priya):
    referral = ReferralFactory(team=north, carried_by=priya)
    PathwayFactory(referral=referral)
    # A quarter past midnight of 1 June in London
    for at in (datetime(2026, 5, 1, 9, tzinfo=UTC), datetime(2026, 5, 31, 23, 15, tzinfo=UTC)):
        signed_contact(referral, at=at)
    missed_contact(referral, at=datetime(2026, 5, 8, 9, tzinfo=UTC))
    missed_contact(referral, at=datetime(2026, 5, 9, 9, tzinfo=UTC), attendance="PATIENT_CANCELLED")

    assert _counted("did-not-attend") == (1, 2)
    assert _counted("did-not-attend-of-all") == (1, 3)


def test_a_session_after_the_end_is_no_session_of_the_course(north, priya):
    referral = ReferralFactory(team=north, carried_by=priya)
    finished(on=date(2026, 5, 20), referral=referral)
    for day, minutes in ((20, 30), (21, 90)):
        signed_contact(referral, at=datetime(2026, 5, day, 9, tzinfo=UTC), minutes=minutes)

    assert _counted("mean-minutes") == (30, 1)


def test_sums_say_what_pathways_say_and_are_read_in_one_query(may, django_assert_num_queries):
    additive = [slug for slug, one in MEASURES.items() if one.is_additive]
    months = [date(2026, month, 1) for month in range(1, 7)]
    live = counting.series(additive, months=months, chosen=ALL)

    rollup.sum_every_month(now=NOW)

    with django_assert_num_queries(1):
        summed = counting.series(additive, months=months, chosen=ALL)
    assert summed == live
    assert any(figure.numerator for figure in summed["recovery"])


def test_sums_by_group_say_what_pathways_say(may, north):
    asked = [
        (slug, by, Chosen(team_ids=teams))
        for slug in TILES
        for by in ("ethnicity", "team", "problem")
        for teams in (None, frozenset({north.pk}))
    ]
    live = [counting.by_group(slug, by, period=MAY, chosen=who) for slug, by, who in asked]

    rollup.sum_every_month(now=NOW)

    assert [counting.by_group(slug, by, period=MAY, chosen=who) for slug, by, who in asked] == live


def test_sums_are_written_once_and_put_right_where_they_differ(may):
    first = rollup.sum_every_month(now=NOW)

    assert first["written"] == KpiMonth.objects.count() > 0
    assert rollup.sum_every_month(now=NOW) == first | {"written": 0}
    KpiMonth.objects.filter(month=MAY.start, dimension="").update(edition=1)
    assert rollup.sum_every_month(now=NOW)["written"] == 2


def test_what_is_written_late_of_a_month_long_ago_is_in_its_sum_by_the_next_run(north):
    long_ago = month_of(date(2025, 9, 1))

    def counted():
        return counting.read(["finished"], period=long_ago, chosen=ALL)["finished"].numerator

    finished(on=date(2025, 9, 10), referral__team=north)
    jobs = {job.name: job for job in JOBS}
    job = import_string(jobs["month_sums"].work)
    job(now=NOW, policy=DEFAULT)
    finished(on=date(2025, 9, 12), referral__team=north)
    before = counted()

    job(now=NOW, policy=DEFAULT)

    assert (before, counted()) == (1, 2)


def test_sums_of_other_definitions_are_not_read(may):
    rollup.sum_every_month(now=NOW)
    KpiMonth.objects.update(edition=1, counts=[99] * 300)

    assert _counted("six-weeks") == (3, 4)


def test_part_of_a_month_is_counted_from_pathways(may):
    rollup.sum_every_month(now=NOW)

    assert _counted("six-weeks", period=Period(date(2026, 5, 2), date(2026, 5, 30))) == (2, 2)


def test_an_unknown_measure_or_breakdown_is_refused():
    with pytest.raises(Refused, match="no measure called"):
        counting.read(["happiness"], period=MAY, chosen=ALL)
    with pytest.raises(Refused, match="cannot be broken down"):
        counting.by_group("recovery", "star sign", period=MAY, chosen=ALL)
