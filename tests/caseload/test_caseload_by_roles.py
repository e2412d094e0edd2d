"""A statement that everybody with the same roles shares answers each as their own query would."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from caseload import whose
from caseload.models import CaseSummary
from caseload.worklist import source
from referrals.by_roles import PlannedByRoles
from referrals.models import Referral
from referrals.visibility import ENDED_RECENTLY
from staff.roles import Role
from staff.standing import Standing
from tests import personas
from tests.factories import caseload
from tests.factories.referrals import ReferralFactory, ended, waiting

pytestmark = pytest.mark.django_db

# People and teams by their place in the world below; "nobody" is on no caseload.
PWPS, TEAMS = ("priya", "tom", "nobody"), ("north", "south")
_some_pwps = st.frozensets(st.sampled_from(PWPS), max_size=2)
_standings = st.fixed_dictionaries(
    {
        "who": st.sampled_from(PWPS),
        "roles": st.frozensets(
            st.tuples(st.sampled_from(Role), st.sampled_from(TEAMS)), max_size=3
        ),
        "supervises": _some_pwps,
        "covers": _some_pwps,
        "is_on_duty": st.booleans(),
    }
)
_BESIDES = {"supervises": frozenset(), "covers": frozenset(), "is_on_duty": False}
_AFTER_EACH_OTHER = tuple(
    {"who": "priya", "roles": frozenset({(Role.SENIOR_PWP, team)}), **_BESIDES} for team in TEAMS
)
_in_a_world = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
_EVERYBODY = PlannedByRoles(
    lambda standing: Referral.objects.visible_to(standing, on=standing.on).values("pk")
)


@pytest.fixture
def world(priya, tom, north, south, today):
    """On each caseload somebody of each team, one of them at risk; and in each team somebody who
    waits, and who ended lately, on the last day of it, and before.
    """
    for pwp in (priya, tom):
        for team in (north, south):
            at_risk = caseload.in_treatment(pwp, team)
            caseload.risk_action(at_risk, owner=pwp)
            caseload.in_treatment(pwp, team)
    for team in (north, south):
        waiting(team)
        for days in (0, 1, -1):
            ended(team, on=today - ENDED_RECENTLY + timedelta(days=days))
    nobody = personas.member("Nia Bell", role=Role.PWP, team=north)
    return {"north": north.pk, "south": south.pk, "priya": priya.pk, "tom": tom.pk} | {
        "nobody": nobody.pk
    }


def _standing(drawn, world, *, on):
    return Standing(
        staff_id=world[drawn["who"]],
        on=on,
        roles_in=frozenset((role, world[team]) for role, team in drawn["roles"]),
        supervisee_ids=frozenset(world[one] for one in drawn["supervises"]),
        covered_ids=frozenset(world[one] for one in drawn["covers"]),
        is_on_duty=drawn["is_on_duty"],
        oldest_heartbeat=None,
    )


@_in_a_world
@given(drawn=_standings)
@example(drawn=_AFTER_EACH_OTHER[0])
@example(drawn=_AFTER_EACH_OTHER[1])
def test_everybody_sees_of_a_caseload_whom_their_own_query_shows(world, today, drawn):
    standing = _standing(drawn, world, on=today)
    theirs = CaseSummary.objects.filter(whose.summaries_for(standing))
    for name in PWPS:
        pwp = world[name]
        shown = {row["referral_id"] for row in source.read(pwp, standing)}
        assert shown == set(theirs.filter(pwp=pwp).values_list("pk", flat=True))
    everybody = [world[name] for name in PWPS]
    together = {row["referral_id"] for row in source.read_many(everybody, standing)}
    assert together == set(theirs.filter(pwp__in=everybody).values_list("pk", flat=True))


@_in_a_world
@given(drawn=_standings)
def test_everybody_sees_the_records_their_own_query_shows(world, today, drawn):
    standing = _standing(drawn, world, on=today)

    shown = {row["pk"] for row in _EVERYBODY.rows(standing, given={})}

    theirs = Referral.objects.visible_to(standing, on=today)
    assert shown == set(theirs.values_list("pk", flat=True))


def test_one_caseload_read_alone_or_with_others_says_the_same(world, sam, priya, tom):
    standing = personas.standing_now(sam).standing
    alone = source.read_many([priya.pk], standing)

    together = source.read_many([priya.pk, tom.pk], standing)

    mine = [row for row in together if row["pwp_id"] == priya.pk]
    assert sorted(alone, key=_id) == sorted(mine, key=_id)
    assert alone


def _id(row):
    return row["referral_id"]


def test_a_day_is_counted_from_the_day_that_asks(priya, north, today):
    standing = personas.standing_now(priya).standing
    over = ended(north, on=today - ENDED_RECENTLY)
    ReferralFactory(team=north)

    shown = [
        {row["pk"] for row in _EVERYBODY.rows(one, given={})} for one in _on_two_days(standing)
    ]

    assert [over.pk in found for found in shown] == [True, False]


def _on_two_days(standing):
    return standing, replace(standing, on=standing.on + timedelta(days=1))
