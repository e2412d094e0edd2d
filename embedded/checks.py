"""./test: every check, one line each; the later ones run even when an earlier one failed."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from embedded.places import CHECKOUT

_PYTHON = (sys.executable, "-m")
_COMPOSE = Path(sys.executable).with_name("docker-compose")
# Tools that import the settings; they connect to nothing.
_NO_SERVERS = {
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none",
    "SECRET_KEY": "for-tools-that-only-import-the-settings-" * 2,
    "PRACTICE_SERVICE": "1",
    "DJANGO_SETTINGS_MODULE": "pwpservice.settings",
}


@dataclass(frozen=True)
class Check:
    """One command and its name in the list."""

    name: str
    command: Sequence[str]
    shows_output: bool = False


CHECKS = (
    Check("lint", (*_PYTHON, "ruff", "check", "-q", ".")),
    Check("format", (*_PYTHON, "ruff", "format", "--check", "-q", ".")),
    Check("types", (*_PYTHON, "mypy", ".")),
    Check(
        "import contracts",
        (sys.executable, "-c", "from importlinter import cli; cli.lint_imports_command()"),
    ),
    Check("templates", (*_PYTHON, "djlint", "templates", "--lint", "--quiet")),
    Check(
        "missing migrations",
        (sys.executable, "-W", "ignore", "manage.py", "makemigrations", "--check", "--dry-run"),
    ),
    Check(
        "compose file",
        (str(_COMPOSE), "--env-file", "deploy/example.env", "config", "--quiet"),
    ),
)


def main(arguments: list[str]) -> int:
    """Run the checks; with arguments only the tests, which get them."""
    if arguments:
        return _run(tests(arguments), env=os.environ)
    env = {**os.environ, **_NO_SERVERS}
    failed = [check.name for check in CHECKS if _report(check, env=env)]
    if _report(tests(["-n", "2"]), env=os.environ):
        failed.append("tests")
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nAll checks passed.", flush=True)
    return 1 if failed else 0


def tests(arguments: list[str]) -> Check:
    """The tests themselves, which start servers of their own."""
    return Check("tests", (*_PYTHON, "pytest", *arguments), shows_output=True)


def _report(check: Check, *, env: Mapping[str, str]) -> int:
    begun = time.monotonic()
    status = _run(check, env=env)
    result = "FAILED" if status else "ok"
    print(f"{result:<8}{check.name:<20}{time.monotonic() - begun:6.1f} s", flush=True)
    return status


def _run(check: Check, *, env: Mapping[str, str]) -> int:
    captured = None if check.shows_output else subprocess.PIPE
    ended = subprocess.run(
        check.command,
        cwd=CHECKOUT,
        env=dict(env),
        stdout=captured,
        stderr=subprocess.STDOUT if captured else None,
        text=True,
        check=False,
    )
    if ended.returncode and ended.stdout:
        print(ended.stdout.rstrip(), flush=True)
    return ended.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
