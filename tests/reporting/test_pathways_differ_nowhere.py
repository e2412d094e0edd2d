"""The pathway in SQL and the pathway in plain Python are one, on referrals drawn at random."""

import os
from datetime import date

import pytest

from clinical.pathway import derive
from referrals.models import Referral
from reporting import pathways
from reporting.pathway_facts import facts_of
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


def _by_the_rules(as_of):
    references = dict(Referral.objects.order_by("pk").values_list("pk", "reference"))
    ids = list(references)
    for start in range(0, len(ids), 1000):
        for pk, one in facts_of(ids[start : start + 1000]).items():
            if one.received_on <= as_of:
                yield references[pk], derive(one, as_of=as_of)
