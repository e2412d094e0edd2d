"""Where invented people live and what they answer is as in England (clinical.md 7.6)."""

from collections import Counter
from datetime import UTC, datetime
from random import Random
from types import SimpleNamespace

from pwpservice.practice import circumstances, homes, people
from referrals.models import Status
from tests.pwpservice.practice_service import TUESDAY

_PEOPLE = 3000


def _stories():
    at = datetime(2026, 6, 9, 9, tzinfo=UTC)
    for number in range(_PEOPLE):
        yield SimpleNamespace(
            person=people.person(Random(number), number, on=TUESDAY),
            received_on=TUESDAY,
            carrier=0,
            steps=(SimpleNamespace(to=Status.RECEIVED, at=at),),
        )


def test_the_mixes_are_those_of_england_and_agree_with_each_other():
    ids = SimpleNamespace(staff=(1,))
    stories = list(_stories())
    answers = [row for story in stories for row in circumstances.equality(story, 1, ids)]
    had = [story for story in stories if list(circumstances.conditions(story, 1, ids))]
    deciles = Counter(homes.decile_at(story.person.postcode) for story in stories)
    payers = Counter(homes.commissioner_of(story.person) for story in stories)
    said = Counter(row.ethnicity for row in answers)

    assert 0.12 < deciles[1] / _PEOPLE < 0.16
    assert 0.05 < deciles[10] / _PEOPLE < 0.085
    assert all(
        homes.decile_of(n) == homes.decile_at(s.person.postcode) for n, s in enumerate(stories)
    )
    assert set(payers) == {"ZZA", "ZZB", "ZZC"}
    assert 0.92 < len(answers) / _PEOPLE < 0.97
    assert 0.64 < said["A"] / _PEOPLE < 0.75
    assert 0.04 < sum(said[one] for one in "HJKL") / _PEOPLE < 0.11
    assert 0.02 < sum(said[one] for one in "MNP") / _PEOPLE < 0.08
    yes = sum(row.long_term_condition == "YES" for row in answers)
    assert 0.28 < yes / len(answers) < 0.38
    assert len(had) == yes


def test_the_burden_of_a_place_is_none_on_average_and_most_where_deprived():
    burdens = [homes.burden(number) for number in range(_PEOPLE)]

    assert abs(sum(burdens) / _PEOPLE) < 0.1
    assert homes.burden(next(n for n in range(99) if homes.decile_of(n) == 1)) > 1
