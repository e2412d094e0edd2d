"""Short state folders that PostgreSQL's account can enter, and servers that are always stopped."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded.postgres import Postgres
from embedded.valkey import Valkey

GIVEN = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL")


@pytest.fixture
def state() -> Iterator[Path]:
    """pytest's own folders are closed to others, so not to be used as root."""
    folder = Path(tempfile.mkdtemp(prefix="step2-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def stack() -> Iterator[contextlib.ExitStack]:
    """Whatever must be stopped at the end of a test, last first."""
    with contextlib.ExitStack() as entered:
        yield entered


@pytest.fixture
def start_postgres(stack):
    def start(state: Path, *, throw_away: bool = True) -> Postgres:
        server = Postgres(state, throw_away=throw_away)
        stack.callback(server.stop)
        server.start()
        return server

    return start


@pytest.fixture
def start_valkey(stack):
    def start(state: Path) -> Valkey:
        server = Valkey(state)
        stack.callback(server.stop)
        server.start()
        return server

    return start


@pytest.fixture
def without_servers() -> dict[str, str]:
    """The environment of somebody who has set nothing."""
    return environment_without_servers()


def environment_without_servers() -> dict[str, str]:
    """What is left without everything that this run has set."""
    ours = (
        *GIVEN,
        "STEP2_STATE_DIR",
        "DJANGO_SETTINGS_MODULE",
        "PRACTICE_SERVICE",
        "SECRET_KEY",
        "PUBLIC_ADDRESS",
        "STEP2_TEST_SUPERUSER_URL",
    )
    return {name: value for name, value in os.environ.items() if name not in ours}
