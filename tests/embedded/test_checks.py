"""./test runs every check, whatever the earlier ones said."""

import sys

import pytest

from embedded import checks
from embedded.checks import Check


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


GOOD = Check("good", python("print('all is well')"))
BAD = Check("bad", python("print('line 7 is wrong'); raise SystemExit(3)"))


@pytest.fixture
def given(monkeypatch):
    def set_up(*, listed: tuple[Check, ...], tests: str) -> list[list[str]]:
        asked: list[list[str]] = []

        def pytest_instead(arguments: list[str]) -> Check:
            asked.append(arguments)
            return Check("tests", python(tests), shows_output=True)

        monkeypatch.setattr(checks, "CHECKS", listed)
        monkeypatch.setattr(checks, "tests", pytest_instead)
        return asked

    return set_up


def test_all_run_though_one_fails_and_its_output_is_shown(given, capfd):
    given(listed=(BAD, GOOD), tests="print('1 passed in 0.1s')")

    status = checks.main([])

    printed = capfd.readouterr().out
    assert status == 1
    assert "line 7 is wrong" in printed
    assert "all is well" not in printed
    assert "1 passed in 0.1s" in printed
    assert [
        line.split()[:2] for line in printed.splitlines() if line.startswith(("ok", "FAILED"))
    ] == [
        ["FAILED", "bad"],
        ["ok", "good"],
        ["ok", "tests"],
    ]
    assert printed.rstrip().endswith("Failed: bad")


def test_failing_tests_fail_the_whole(given, capfd):
    given(listed=(GOOD,), tests="raise SystemExit(1)")

    assert checks.main([]) == 1
    assert capfd.readouterr().out.rstrip().endswith("Failed: tests")


def test_when_nothing_fails_it_says_so(given, capfd):
    given(listed=(GOOD,), tests="pass")

    assert checks.main([]) == 0
    assert capfd.readouterr().out.rstrip().endswith("All checks passed.")


def test_with_arguments_only_pytest_runs_and_gets_them(given, capfd):
    asked = given(listed=(BAD,), tests="raise SystemExit(5)")

    status = checks.main(["-n", "2", "-k", "intake"])

    assert status == 5
    assert asked == [["-n", "2", "-k", "intake"]]
    assert "bad" not in capfd.readouterr().out


def test_every_listed_tool_is_installed():
    for check in checks.CHECKS:
        assert check.command[0].startswith(sys.prefix), check.name
