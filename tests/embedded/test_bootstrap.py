"""Setting up: on a bare machine, twice at once, offline the second time."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from embedded.places import CHECKOUT

pytestmark = pytest.mark.slow  # makes real virtual environments


def bare_checkout(tmp_path: Path) -> Path:
    """A checkout in a path with a space, whose locks ask for nothing."""
    folder = tmp_path / "a checkout"
    shutil.copytree(CHECKOUT / "embedded", folder / "embedded")
    (folder / "requirements").mkdir()
    for name in ("run", "dev", "e2e"):
        (folder / f"requirements/{name}.lock").write_text("# nothing\n", encoding="utf-8")
    shutil.copy(CHECKOUT / "run", folder)
    # What ./run does after setting up is tested elsewhere.
    (folder / "embedded/stack.py").write_text("print('set up')\n", encoding="utf-8")
    return folder


@pytest.fixture
def checkout(tmp_path) -> Path:
    return bare_checkout(tmp_path)


@pytest.fixture(scope="module")
def first_run(tmp_path_factory) -> tuple[Path, str]:
    """A checkout that was set up, and what that printed."""
    folder = bare_checkout(tmp_path_factory.mktemp("first"))
    return folder, run(folder).stdout


@pytest.fixture
def set_up(tmp_path, first_run) -> Path:
    """The same, moved elsewhere: that changes nothing."""
    return shutil.copytree(first_run[0], tmp_path / "moved here", symlinks=True)


def python_that(folder: Path, script: str) -> dict[str, str]:
    """An environment whose first python3 is a script; $PYTHON3 in it is the real one."""
    fakes = folder.parent / "fakes"
    fakes.mkdir()
    fake = fakes / "python3"
    fake.write_text(f"#!/bin/sh\nPYTHON3='{sys.executable}'\n{script}\n", encoding="utf-8")
    fake.chmod(0o755)
    return {**os.environ, "PATH": f"{fakes}:{os.environ['PATH']}"}


def run(checkout: Path, *, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    given = {**(env or os.environ)}
    given.pop("PYTHON", None)
    return subprocess.run(
        [checkout / "run"], capture_output=True, text=True, env=given, cwd="/", check=False
    )


def test_the_second_start_needs_neither_network_nor_pip(set_up, first_run):
    shutil.rmtree(next(set_up.glob(".venv/lib/python*/site-packages/pip")))

    second = run(set_up, env={**os.environ, "PIP_NO_INDEX": "1"})

    assert "Installing" in first_run[1]
    assert second.stdout == "set up\n", second.stderr


def test_a_changed_lock_is_installed_again(set_up):
    (set_up / "requirements/run.lock").write_text("# nothing new\n", encoding="utf-8")

    again = run(set_up)

    assert "Installing the packages of requirements/run.lock" in again.stdout
    assert "Making" not in again.stdout


def test_a_virtual_environment_whose_python_has_gone_is_made_again(set_up):
    for name in ("python", "python3"):
        link = set_up / ".venv/bin" / name
        link.unlink()
        link.symlink_to("/nowhere/python3")

    again = run(set_up)

    assert again.stdout.endswith("set up\n"), again.stderr
    assert "Making .venv" in again.stdout


def test_two_first_runs_at_once_make_it_once(checkout):
    both = [
        subprocess.Popen([checkout / "run"], stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]

    printed = [each.communicate()[0] for each in both]

    assert [each.returncode for each in both] == [0, 0]
    assert "".join(printed).count("Making .venv") == 1
    assert "".join(printed).count("Installing") == 1


def test_a_python_without_venv_says_which_package_is_missing_and_leaves_nothing(checkout):
    env = python_that(
        checkout,
        'case "$*" in\n'
        '  "-m venv "*) mkdir -p .venv/bin; echo "ensurepip is not available"; exit 1;;\n'
        '  *) exec "$PYTHON3" "$@";;\n'
        "esac",
    )

    refused = run(checkout, env=env)

    assert refused.returncode == 1
    assert "ensurepip is not available" in refused.stderr
    assert "apt-get install python3-venv" in refused.stderr
    assert not (checkout / ".venv").exists()


def test_an_old_python_is_told_which_one_is_needed(checkout):
    env = python_that(checkout, '[ "$1" = --version ] && echo "Python 3.6.15"; exit 1')

    refused = run(checkout, env=env)

    assert refused.returncode == 1
    assert "Python 3.11 or newer is needed; python3 is: Python 3.6.15" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_packages_that_do_not_install_are_tried_again_next_time(set_up):
    lock = set_up / "requirements/run.lock"
    lock.write_text("no-such-package==1 --hash=sha256:00\n", encoding="utf-8")

    refused = run(set_up, env={**os.environ, "PIP_NO_INDEX": "1"})
    lock.write_text("# nothing at all\n", encoding="utf-8")
    again = run(set_up)

    assert refused.returncode == 1
    assert "could not be installed" in refused.stderr
    assert again.stdout.endswith("set up\n")
