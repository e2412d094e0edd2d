"""What CI runs: Chromium if it is missing, then ./test, with no browser test skipped."""

import shutil
import subprocess
from pathlib import Path

import pytest

from embedded.places import CHECKOUT


@pytest.fixture
def machine(tmp_path) -> Path:
    """A machine without Chromium, on which apt-get fails once before it works."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("bash", "sh", "env", "id", "dirname", "touch"):
        (tools / name).symlink_to(shutil.which(name))
    write(tools / "sleep", "exit 0")
    write(tools / "sudo", 'exec "$@"')
    write(
        tools / "apt-get",
        f'echo "apt-get $*"\n[ "$1" = update ] || exit 0\n'
        f"[ -e {tmp_path}/failed-once ] || {{ touch {tmp_path}/failed-once; exit 100; }}",
    )
    write(tmp_path / "test", 'echo "REQUIRE_BROWSER=$REQUIRE_BROWSER arguments: $*"')
    (tmp_path / ".ci").mkdir()
    shutil.copy(CHECKOUT / ".ci/run", tmp_path / ".ci/run")
    return tmp_path


def write(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def run(machine: Path) -> str:
    return subprocess.run(
        [machine / ".ci/run"],
        env={"PATH": str(machine / "tools")},
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_chromium_is_installed_when_missing_and_the_update_tried_again(machine):
    printed = run(machine).splitlines()

    assert printed == [
        "apt-get update -q",
        "apt-get update -q",
        "apt-get install -q -y --no-install-recommends chromium",
        "REQUIRE_BROWSER=1 arguments: ",
    ]


def test_a_chromium_that_is_there_is_used(machine):
    write(machine / "tools/chromium", "exit 0")

    assert run(machine) == "REQUIRE_BROWSER=1 arguments: \n"
