"""Changes the clinical rules, one mutation at a time, and asks their tests whether they notice.

python -m bench.mutants [--only 'clinical.pathway*' …] [--workers 2] [--write docs/mutants.md]

The rules and their tests are copied into a folder of their own: plain Python, so that a mutant
costs no database. mutmut is installed there too, from its lock.

mutmut chooses the mutant after the rules are imported, so that what they make on import is made of
the rules as they are. Whatever its tests do not notice is therefore asked again in a process of its
own, which imports the mutant. What survives is held against `bench/unseen_mutants.toml`, the list
of those that change nothing anybody can see. A run of `--only` some keeps what the page says of the
others.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import mutants_told, report
from embedded.places import CHECKOUT

# Tests that walk a whole space, or hold a search to its time, cost more than they tell here.
_SETTINGS = """
[tool.mutmut]
source_paths = ["clinical"]
also_copy = ["tests"]
pytest_add_cli_args_test_selection = ["tests/clinical", "-m", "not slow", "-k", "not long_text"]
pytest_add_cli_args = ["-p", "no:django", "-p", "no:xdist", "-p", "no:valkey"]
timeout_multiplier = 20.0

[tool.pytest.ini_options]
pythonpath = ["."]
markers = ["slow", "long"]
"""
_COPIED = ("clinical", "tests/clinical")
# What those tests rest on besides their own folder.
_HELPERS = ("tests/walks.py",)


def main() -> int:
    """Exit code 1 where the tests do not even pass without a mutation."""
    asked = _arguments()
    folder = Path(tempfile.mkdtemp(prefix="step2-mutants-"))
    try:
        _lay_out(folder)
        done = _mutmut(folder, "run", "--max-children", str(asked.workers), *asked.only, show=True)
        if done.returncode:
            return 1
        unnoticed = [
            line.strip().partition(": ")[0]
            for line in _mutmut(folder, "results").stdout.splitlines()
            if line.strip().endswith((": survived", ": no tests"))
        ]
        survivors = [name for name in unnoticed if _survives_alone(folder, name)]
        every, ran = mutants_told.modules_of(folder)
        print(f"{len(ran):,} ran, {len(survivors):,} survived:", *survivors, sep="\n")
        if asked.write:
            page, why = Path(asked.write), mutants_told.unseen()
            standing = mutants_told.standing(page, ran=ran, survivors=survivors)
            report.write(page, mutants_told.told(every, standing, why), part="mutants")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def _survives_alone(folder: Path, name: str) -> bool:
    """No test notices it in a process that imports it: those of its module first, then all."""
    module = name.split(".")[-2]
    own = f"tests/clinical/test_{module}.py"
    for chosen in ([own] if (folder / own).exists() else [], ["tests/clinical"]):
        if chosen and _pytest(folder, name, chosen).returncode:
            return False
    return True


def _pytest(folder: Path, name: str, chosen: list[str]) -> subprocess.CompletedProcess[bytes]:
    words = ["-x", "-q", "-m", "not slow", "-k", "not long_text"]
    words += ["-p", "no:django", "-p", "no:xdist", "-p", "no:valkey"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *words, *chosen],
        cwd=folder / "mutants",
        env=_environment(folder) | {"MUTANT_UNDER_TEST": name},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )


def _lay_out(folder: Path) -> None:
    for name in _COPIED:
        shutil.copytree(
            CHECKOUT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    (folder / "tests/__init__.py").touch()
    for name in _HELPERS:
        shutil.copyfile(CHECKOUT / name, folder / name)
    (folder / "pyproject.toml").write_text(_SETTINGS, encoding="utf-8")
    lock = CHECKOUT / "requirements/mutants.lock"
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes"]
    subprocess.run([*pip, "--target", str(folder / "lib"), "-r", str(lock)], check=True)


def _mutmut(folder: Path, *words: str, show: bool = False) -> subprocess.CompletedProcess[str]:
    """In that folder, with the tests' own packages from the virtual environment."""
    return subprocess.run(
        [sys.executable, "-m", "mutmut", *words],
        cwd=folder,
        env=_environment(folder),
        text=True,
        stdout=None if show else subprocess.PIPE,
        check=False,
    )


def _environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(folder / "lib"), "PYTHONHASHSEED": "0"}


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.mutants", description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="names of mutants, * for any")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--write", help="also put the figures into this file")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
