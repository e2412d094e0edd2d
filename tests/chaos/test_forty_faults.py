"""40 faults under a load of acknowledged work: nothing lost, nothing doubled, drained in a minute
(promise A5, hazards H01 and H02).
"""

import sys

import pytest

from tests.chaos import faults
from tests.chaos.rig import DRAINED_WITHIN

pytestmark = [pytest.mark.long, pytest.mark.slow]
_FAULTS, _SEED = 40, 20261121


def test_forty_faults_lose_nothing_and_double_nothing(rig, capsys):
    rig.begin()
    met = faults.inflict(rig, many=_FAULTS, seed=_SEED)

    found, seconds = rig.settle()

    with capsys.disabled():
        sys.stdout.write(
            f"\nchaos: {met.total()} faults, seed {_SEED}: {found}; drained in {seconds:.0f} s\n"
        )
    assert found.acknowledged > 300
    assert (found.lost, found.doubled, found.waiting, found.parked) == (0, 0, 0, 0)
    assert seconds <= DRAINED_WITHIN
