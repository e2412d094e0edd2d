"""One set of servers for the whole suite; each test begins with nothing acknowledged."""

from collections.abc import Iterator

import pytest

from tests.chaos.rig import Rig


@pytest.fixture(scope="session")
def servers() -> Iterator[Rig]:
    with Rig() as started:
        yield started


@pytest.fixture
def rig(servers: Rig) -> Iterator[Rig]:
    """Nothing acknowledged yet, and nothing running."""
    servers.forget()
    yield servers
    servers.stop()
