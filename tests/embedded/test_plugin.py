"""Throw-away servers for a test run, and browser tests that may not be skipped."""

import os
import subprocess
import sys
import tempfile
import time

import pytest

from embedded import chromium, places, pytest_plugin

pytestmark = pytest.mark.slow

SKIPPED = """
import pytest

@pytest.mark.browser
def test_journey():
    pytest.skip("Chromium was not found")

def test_other():
    pytest.skip("for another reason")
"""
USES_THE_DATABASE = """
import os
import psycopg2

def test_servers():
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(1), current_user")
        assert cursor.fetchone()[1] == "step2_owner"
    connection.close()
"""


@pytest.fixture
def run_pytest(tmp_path, state, without_servers):
    """Starts another pytest on one test file, with temporary folders of its own."""
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\naddopts = -p embedded.pytest_plugin -p no:valkey -p no:django\n"
        "markers =\n  browser\n",
        encoding="utf-8",
    )

    def start(code: str, **variables: str) -> subprocess.Popen[str]:
        (tmp_path / "test_it.py").write_text(code, encoding="utf-8")
        env = {
            **without_servers,
            "PYTHONPATH": str(places.CHECKOUT),
            "TMPDIR": str(state),
            **variables,
        }
        env.pop("PYTEST_XDIST_WORKER", None)
        return subprocess.Popen(
            [sys.executable, "-m", "pytest", "test_it.py"],
            cwd=tmp_path,
            env=env,
            stdout=subprocess.PIPE,
            text=True,
        )

    return start


def folders_in(state):
    return [path for path in state.glob("step2-test-*") if path.is_dir()]


def test_two_runs_at_once_have_servers_of_their_own_and_leave_nothing(state, run_pytest):
    runs = [run_pytest(USES_THE_DATABASE) for _ in range(2)]

    printed = [each.communicate()[0] for each in runs]

    assert [each.returncode for each in runs] == [0, 0], printed
    assert folders_in(state) == []


def test_what_a_killed_run_left_is_removed_by_the_next(state, run_pytest):
    killed = run_pytest("import time\ndef test_long():\n    time.sleep(60)\n")
    until = time.monotonic() + 30
    while not list(state.glob("step2-test-*/pg*/run/.s.PGSQL.5432")) and time.monotonic() < until:
        time.sleep(0.05)
    killed.kill()
    killed.communicate()
    left = folders_in(state)

    next_one = run_pytest("def test_short():\n    pass\n")
    next_one.communicate()

    assert len(left) == 1
    assert next_one.returncode == 0
    assert folders_in(state) == []


def test_a_folder_whose_run_is_alive_is_not_swept(monkeypatch, state):
    monkeypatch.setattr(tempfile, "tempdir", str(state))
    alive, dead = (state / f"step2-test-{os.geteuid()}-{name}" for name in ("alive", "dead"))
    for folder in (alive, dead):
        folder.mkdir()
    lock = pytest_plugin.take_lock(alive)

    pytest_plugin.sweep()

    lock.close()
    assert alive.is_dir()
    assert not dead.exists()


def test_where_a_browser_is_required_a_skipped_browser_test_has_failed(run_pytest):
    required = run_pytest(SKIPPED, DATABASE_URL="given", REQUIRE_BROWSER="1")
    printed, _ = required.communicate()

    assert required.returncode == 1
    assert "1 failed, 1 skipped" in printed
    assert "Chromium was not found" in printed


def test_elsewhere_it_is_skipped(run_pytest):
    printed, _ = run_pytest(SKIPPED, DATABASE_URL="given", REQUIRE_BROWSER="0").communicate()

    assert "2 skipped" in printed


def test_chromium_is_the_one_named_or_the_first_on_the_path(monkeypatch, tmp_path):
    for name in ("google-chrome", "chromium-browser", "mine"):
        (tmp_path / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)

    assert chromium.find() == str(tmp_path / "chromium-browser")
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "mine"))
    assert chromium.find() == str(tmp_path / "mine")
    monkeypatch.setenv("CHROMIUM", "no-such-browser")
    assert chromium.find() is None


@pytest.mark.parametrize(("uid", "expected"), [(0, True), (1000, False)])
def test_its_sandbox_is_off_as_root_only(monkeypatch, uid, expected):
    monkeypatch.setattr(os, "geteuid", lambda: uid)

    assert ("--no-sandbox" in chromium.arguments()) is expected
