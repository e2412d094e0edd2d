"""What goes wrong: each kind once in turn, in an order that its seed decides."""

import random
import shutil
import time
from collections import Counter
from collections.abc import Callable

from tests.chaos import places
from tests.chaos.rig import Rig

_TAKEN_WITHIN = 10.0
_RELAY = "jobs.tasks.relay_outbox"
_SWEEP = "pwpservice.tasks.sweep"


def worker_killed(rig: Rig) -> None:
    """The worker's main process, and what it left."""
    rig.kill("worker")
    rig.start("worker")


def beat_killed(rig: Rig) -> None:
    """Beat, with its file half written as it may be."""
    rig.kill("beat")
    rig.start("beat")


def postgres_killed(rig: Rig) -> None:
    """The server; starting waits for its children to be gone."""
    _kill(rig.postgres.child)
    rig.postgres.start()


def valkey_killed(rig: Rig) -> None:
    """The broker, which keeps what it had a second ago."""
    _kill(rig.valkey.child)
    rig.valkey.start()


def valkey_wiped(rig: Rig) -> None:
    """The broker and everything it knew."""
    _kill(rig.valkey.child)
    shutil.rmtree(rig.folder / "valkey" / "data")
    rig.valkey.start()


def delivered_twice(rig: Rig) -> None:
    """The same tasks many times over, at once."""
    rig.call(*[_RELAY] * 6, *[_SWEEP] * 3)


def killed_at(point: str) -> Callable[[Rig], None]:
    """Whoever comes by this point next."""

    def strike(rig: Rig) -> None:
        order = places.order(point, rig.folder)
        order.touch()
        until = time.monotonic() + _TAKEN_WITHIN
        while order.exists() and time.monotonic() < until:
            time.sleep(0.05)

    return strike


KINDS: dict[str, Callable[[Rig], None]] = {
    "worker": worker_killed,
    "beat": beat_killed,
    "PostgreSQL": postgres_killed,
    "Valkey": valkey_killed,
    "Valkey wiped": valkey_wiped,
    "delivered twice": delivered_twice,
    "relay after its claim": killed_at("after_claim"),
    "relay before its mark": killed_at("before_the_mark"),
    "relay after sending": killed_at("after_sending"),
    "sweep after a job": killed_at("after_a_job"),
    "gateway deaf": killed_at("gateway_deaf"),
    "gateway mute": killed_at("gateway_mute"),
}


def inflict(rig: Rig, *, many: int, seed: int, pause: float = 0.5) -> Counter[str]:
    """So many faults, every kind as often as any other; how many of each were met."""
    kinds = [*KINDS] * (many // len(KINDS) + 1)
    chosen = kinds[:many]
    draw = random.Random(seed)
    draw.shuffle(chosen)
    for kind in chosen:
        time.sleep(pause * draw.uniform(0.5, 1.5))
        KINDS[kind](rig)
    return Counter(chosen)


def _kill(child: object) -> None:
    child.kill()  # type: ignore[attr-defined]
    child.wait()  # type: ignore[attr-defined]
