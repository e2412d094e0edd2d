"""300 faults under a load of acknowledged work: 0 lost, 0 doubled, drained within a minute.

python -m bench.chaos [--faults 300] [--seed N] [--write docs/performance.md]
"""

import argparse
import random
import sys
import time
from pathlib import Path

from bench import report
from tests.chaos import faults
from tests.chaos.rig import DRAINED_WITHIN, Rig


def main() -> int:
    """Exit code 1 when something was lost, doubled, parked, or took too long."""
    asked = _arguments()
    begun = time.monotonic()
    with Rig() as rig:
        rig.begin()
        met = faults.inflict(rig, many=asked.faults, seed=asked.seed)
        found, drained = rig.settle()
    passed = found.is_settled and not (found.doubled or found.parked) and drained <= DRAINED_WITHIN
    minutes = (time.monotonic() - begun) / 60
    line = (
        f"{met.total()} faults in {minutes:.0f} minutes, seed {asked.seed}: {found}; "
        f"drained {drained:.0f} s after the last (limit {DRAINED_WITHIN}): "
        f"{'met' if passed else '**missed**'}."
    )
    kinds = ", ".join(f"{many} {kind}" for kind, many in sorted(met.items()))
    print(f"{line}\n{kinds}")
    if asked.write:
        report.write(Path(asked.write), f"{line} The faults: {kinds}.", part="chaos")
    return 0 if passed else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.chaos", description=__doc__)
    parser.add_argument("--faults", type=int, default=300)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**8))
    parser.add_argument("--write", help="also put the figures into this file")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
