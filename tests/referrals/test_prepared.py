"""A query that is built once gives what Django itself would give, each time."""

import pytest
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject

from referrals.models import Referral, ReferralStep
from referrals.prepared import IsOneOf, PreparedFor, PreparedRow, PreparedRows
from tests.factories.referrals import ReferralFactory

pytestmark = pytest.mark.django_db
# Stands for ids of the moment.
_IDS = -987_654_321


@pytest.fixture
def by_reference():
    return PreparedRow(
        lambda reference: Referral.objects.filter(reference=reference),
        stand_in="(reference)",
        related=("patient", "team", "carried_by"),
    )


def _columns(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_row_and_those_it_points_to_are_what_django_reads(by_reference, priya, north):
    made = [ReferralFactory(team=north, carried_by=priya) for _ in range(2)]

    for referral in made:
        found = by_reference.first(referral.reference)

        usual = Referral.objects.select_related("patient", "team", "carried_by").get(pk=referral.pk)
        assert found == usual
        assert _columns(found) == _columns(usual)
        for name in ("patient", "team", "carried_by"):
            assert _columns(getattr(found, name)) == _columns(getattr(usual, name))


def test_nothing_is_read_again_for_what_is_there(by_reference, north, django_assert_num_queries):
    referral = ReferralFactory(team=north, carried_by=None)

    with django_assert_num_queries(1):
        found = by_reference.first(referral.reference)
        said = (str(found.patient), found.team.name, found.carried_by)

    assert said == (str(referral.patient), north.name, None)


def test_a_value_that_no_row_has_gives_none(by_reference):
    assert by_reference.first("NOBODY22") is None


def _of_teams(team_ids, place):
    return Referral.objects.filter(team_id__in=team_ids, reference=place).values("reference")


def test_each_key_is_answered_by_its_own_query_and_each_value_by_its_own_rows(north):
    mine, other = ReferralFactory(team=north), ReferralFactory(team=north)
    prepared = PreparedFor(_of_teams)

    def asked(teams, referral):
        rows = prepared.rows(teams, "(place)", given={"(place)": referral.reference})
        return [row["reference"] for row in rows]

    assert asked((north.pk,), mine) == [mine.reference]
    assert asked((north.pk,), other) == [other.reference]
    assert asked((north.pk + 1,), mine) == []


def test_a_reach_of_nothing_asks_nothing(north, django_assert_num_queries):
    referral = ReferralFactory(team=north)

    with django_assert_num_queries(0):
        rows = PreparedFor(_of_teams).rows((), "(place)", given={"(place)": referral.reference})

    assert rows == []


def _with_moves(ids):
    """The referrals among these ids, each with its moves as JSON."""
    steps = ReferralStep.objects.filter(referral=OuterRef("pk")).order_by("pk")
    return Referral.objects.filter(IsOneOf("id", stand_in=ids)).values(
        "pk", moves=ArraySubquery(steps.values(row=JSONObject(to="to_status")))
    )


def test_one_built_query_is_asked_about_none_one_or_many(north):
    first, second = ReferralFactory(team=north), ReferralFactory(team=north)
    prepared = PreparedFor(_with_moves, many_json=("moves",))

    def found(*ids):
        return {row["pk"] for row in prepared.rows(-1, given={-1: list(ids)})}

    assert found() == set()
    assert found(first.pk) == {first.pk}
    assert found(first.pk, second.pk, -2) == {first.pk, second.pk}


def test_many_values_of_json_come_back_read(north, now):
    referral = ReferralFactory(team=north)
    for status in ("WAITING", "ALLOCATED"):
        ReferralStep.objects.create(referral=referral, to_status=status, at=now)

    (row,) = PreparedFor(_with_moves, many_json=("moves",)).rows(-1, given={-1: [referral.pk]})

    assert row["moves"] == [{"to": "WAITING"}, {"to": "ALLOCATED"}]


def test_a_query_planned_once_is_asked_about_any_list_of_ids(north, django_assert_num_queries):
    some = [ReferralFactory(team=north, carried_by=None) for _ in range(3)]
    of_some = PreparedRows(
        lambda: (
            Referral.objects.filter(IsOneOf("pk", stand_in=_IDS))
            .order_by("pk")
            .values("pk", known=JSONObject(reference="reference"))
        ),
        stand_ins=(),
        lists=(_IDS,),
        one_json=("known",),
    )

    for wanted in ([], some[:1], some, some[1:]):
        with django_assert_num_queries(1):
            found = of_some.rows({_IDS: [one.pk for one in wanted]})

        assert [row["known"]["reference"] for row in found] == [one.reference for one in wanted]
