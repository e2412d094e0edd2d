"""A statement that the connection plans once answers as it would without, for each value."""

import pytest
from django.db import connection, transaction

from referrals.models import Referral
from referrals.planned import Planned
from tests.factories.referrals import ReferralFactory

pytestmark = pytest.mark.django_db

PLACE = "(place)"
TEAM = -987_654_321


@pytest.fixture
def planned():
    found = Referral.objects.filter(reference=PLACE, team_id=TEAM).values_list("reference")
    return Planned(*found.query.sql_with_params(), stand_ins=(TEAM, PLACE))


def _asked(planned, referral, *, team):
    with connection.cursor() as cursor:
        cursor.execute(*planned.about({PLACE: referral.reference, TEAM: team.pk}))
        return [reference for (reference,) in cursor.fetchall()]


def _times_planned_anew():
    with connection.cursor() as cursor:
        cursor.execute("SELECT custom_plans, generic_plans FROM pg_prepared_statements")
        return cursor.fetchall()


def test_each_value_has_its_own_answer(planned, north, south):
    mine, other = ReferralFactory(team=north), ReferralFactory(team=south)

    assert _asked(planned, mine, team=north) == [mine.reference]
    assert _asked(planned, other, team=south) == [other.reference]
    assert _asked(planned, mine, team=south) == []


def test_it_is_one_statement_the_first_time_too(planned, north, django_assert_num_queries):
    referral = ReferralFactory(team=north)

    with django_assert_num_queries(1):
        _asked(planned, referral, team=north)


def test_a_transaction_that_is_rolled_back_does_not_take_it_away(planned, north):
    referral = ReferralFactory(team=north)

    with transaction.atomic():
        _asked(planned, referral, team=north)
        transaction.set_rollback(True)

    assert _asked(planned, referral, team=north) == [referral.reference]


def test_a_quote_in_a_value_stays_a_value(planned, north):
    referral = ReferralFactory(team=north)
    referral.reference = "' OR true OR '"

    assert _asked(planned, referral, team=north) == []


def test_after_the_first_time_it_is_not_planned_again(planned, north):
    referral = ReferralFactory(team=north)
    _asked(planned, referral, team=north)
    before = _times_planned_anew()

    _asked(planned, referral, team=north)

    grown = [
        (custom - custom_before, plan - plan_before)
        for (custom, plan), (custom_before, plan_before) in zip(
            _times_planned_anew(), before, strict=True
        )
    ]
    assert (0, 1) in grown


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_is_told_it_again(planned, north):
    referral = ReferralFactory(team=north)
    _asked(planned, referral, team=north)

    connection.close()

    assert _asked(planned, referral, team=north) == [referral.reference]
