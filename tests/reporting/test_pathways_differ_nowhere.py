"""The pathway in SQL and the pathway in plain Python are one, on referrals drawn at random."""

import os
from datetime import date

import pytest

from clinical.measures import MEASURES
from clinical.pathway import derive
from policy.definitions import definitions
from referrals.models import Referral
from reporting import pathways
from reporting.pathway_facts import facts_of
from tests.factories.policy import set_here
from tests.reporting import random_pathways

pytestmark = pytest.mark.django_db

_AS_OF = (date(2026, 4, 1), date(2026, 12, 1))


def test_sql_says_what_the_rules_say_of_every_random_pathway(priya, north):
    """PATHWAYS=10000 is what a release runs (README, everyday commands)."""
    how_many = int(os.environ.get("PATHWAYS", "400"))
    random_pathways.make(how_many, pwp=priya, team=north, seed=6)

    for as_of in _AS_OF:
        found = dict(pathways.read(on=as_of))
        expected = dict(_by_the_rules(as_of))
        different = [one for one in expected if found.get(one) != expected[one]]

        assert found.keys() == expected.keys()
        assert not different, f"{len(different)} of {len(expected)} differ, {different[0]} first"


@pytest.mark.parametrize("counts", [False, True])
def test_prorated_totals_are_in_pairs_by_both_from_the_day_a_service_opts_in(
    counts, priya, north, leah
):
    random_pathways.make(300, pwp=priya, team=north, seed=7)
    since = date(2026, 3, 1)
    if counts:
        set_here("prorated_in_pairs", "yes", since=since, by=leah)
    measures = definitions()

    found = dict(pathways.read(on=_AS_OF[1]))
    expected = dict(_by_the_rules(_AS_OF[1], measures))
    without = dict(_by_the_rules(_AS_OF[1]))

    different = [one for one in expected if found.get(one) != expected[one]]
    moved = [one for one in expected if without[one] != expected[one]]
    assert found.keys() == expected.keys()
    assert not different, f"{len(different)} of {len(expected)} differ, {different[0]} first"
    assert bool(moved) == counts
    ended = dict(Referral.objects.filter(reference__in=moved).values_list("reference", "ended_on"))
    assert all(on is None or on >= since for on in ended.values())


def _by_the_rules(as_of, measures=None):
    references = dict(Referral.objects.order_by("pk").values_list("pk", "reference"))
    ids = list(references)
    for start in range(0, len(ids), 1000):
        for pk, one in facts_of(ids[start : start + 1000]).items():
            if one.received_on <= as_of:
                judged_on = min(one.ended_on or as_of, as_of)
                by = measures.on(judged_on) if measures else MEASURES
                yield references[pk], derive(one, as_of=as_of, measures=by)
