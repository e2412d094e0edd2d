"""How random histories are run: what failed is said at once, with what repeats it."""

import os
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

# To make a failing history short takes minutes: asked for with SAFETY_SHRINK=1.
_PHASES = tuple(Phase) if os.environ.get("SAFETY_SHRINK") else (Phase.explicit, Phase.generate)


def run(machine: Callable[[], RuleBasedStateMachine], *, histories: int, steps: int) -> None:
    """So many histories of so many steps."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            phases=_PHASES,
            deadline=None,
            database=None,
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
