"""By how much a figure moved, and who moved it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporting.metrics.measure import Kind
from reporting.moved.shift import Counted, _part, mover, shift

_GROUPS = st.dictionaries(
    st.sampled_from("ABCDE"),
    st.integers(1, 60).flatmap(
        lambda of: st.builds(Counted, numerator=st.integers(0, of), denominator=st.just(of))
    ),
    min_size=1,
)

_SLOW_MACHINES = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def whole(groups):
    return Counted(
        sum(one.numerator for one in groups.values()),
        sum(one.denominator for one in groups.values()),
    )


def test_a_share_moves_in_points_and_chance_is_said_beside_it():
    found = shift(Kind.RATE, now=Counted(60, 100), before=Counted(40, 100))

    assert found.by == pytest.approx(20)
    # Two shares of a hundred around one half: 1.96 × √(2 × 0.25 / 100)
    assert found.chance == pytest.approx(13.86, abs=0.01)
    assert not found.is_chance


def test_a_count_moves_in_people():
    found = shift(Kind.COUNT, now=Counted(110), before=Counted(100))

    assert (found.by, found.is_chance) == (10, True)


def test_nothing_moves_where_nobody_was_counted():
    assert shift(Kind.RATE, now=Counted(0, 0), before=Counted(4, 10)) is None


def test_the_group_that_moved_it_is_named_with_its_part():
    now = {"panic": Counted(5, 50), "low mood": Counted(25, 50)}
    before = {"panic": Counted(25, 50), "low mood": Counted(25, 50)}

    found = mover(Kind.RATE, now=now, before=before, whole=(whole(now), whole(before)))

    assert found == ("panic", pytest.approx(-20))


def test_a_group_of_four_is_never_named():
    now, before = (
        {"few": Counted(4, 4), "many": Counted(10, 20)},
        {"few": Counted(0, 4), "many": Counted(10, 20)},
    )

    assert mover(Kind.RATE, now=now, before=before, whole=(whole(now), whole(before))) is None


@_SLOW_MACHINES
@given(_GROUPS, _GROUPS)
def test_the_parts_of_all_groups_add_up_to_the_shift(now, before):
    both = (whole(now), whole(before))
    nobody = Counted(0, 0)

    parts = [
        _part(Kind.RATE, now.get(one, nobody), before.get(one, nobody), both)
        for one in {*now, *before}
    ]

    assert sum(parts) == pytest.approx(shift(Kind.RATE, now=both[0], before=both[1]).by)
