"""Run everything: for each size a service of its own, seeded and measured; then a table.

python -m bench [--sizes S,M] [--rounds 60] [--write docs/performance.md]
"""

import argparse
import json
import os
import platform
import secrets
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

from bench import report
from embedded.servers import Servers

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Exit code 1 past a gate."""
    asked = _arguments()
    budgets = tomllib.loads((ROOT / "bench" / "budgets.toml").read_text(encoding="utf-8"))
    found = {
        name: measured(
            budgets["sizes"][name],
            rounds=asked.rounds,
            extra=("--statements",) if asked.statements else (),
        )
        for name in asked.sizes.split(",")
    }
    found["machine"] = {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2),
        "on": time.strftime("%Y-%m-%d"),
    }
    text, passed = report.table(found, budgets)
    print(text)
    if asked.write:
        report.write(Path(asked.write), text)
    return 0 if passed else 1


def measured(size: int, *, rounds: int, extra: tuple[str, ...] = ()) -> dict[str, dict[str, float]]:
    """The medians of one size, on servers and a seeded service of its own."""
    with tempfile.TemporaryDirectory(prefix="step2-bench-") as folder:
        state = Path(folder)
        if os.geteuid() == 0:
            state.chmod(0o711)
        servers = Servers(state)
        servers.start()
        try:
            environ = environment(servers, state)
            run(environ, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")
            run(environ, "manage.py", "migrate", "--verbosity", "0")
            run(environ, "manage.py", "seed_demo", "--referrals", str(size))
            run(environ, "-c", _ANALYZE)
            told = run(environ, "-m", "bench.measure", str(rounds), *extra)
            lines = told.strip().splitlines()
            print("\n".join(lines[:-1]), file=sys.stderr)
            found: dict[str, dict[str, float]] = json.loads(lines[-1])
            return found
        finally:
            servers.stop()


_ANALYZE = (
    "import django; django.setup(); from django.db import connection; "
    "connection.cursor().execute('VACUUM ANALYZE')"
)


def environment(servers: Servers, state: Path) -> dict[str, str]:
    return (
        {name: value for name, value in os.environ.items() if "DATABASE" not in name}
        | servers.addresses(role="step2_owner")
        | {
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "PRACTICE_SERVICE": "1",
            "SECRET_KEY": secrets.token_urlsafe(48),
            "STEP2_STATE_DIR": str(state),
            "PYTHONPATH": str(ROOT),
        }
    )


def run(environ: dict[str, str], *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environ,
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(f"{' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", default="S,M")
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--statements", action="store_true", help="list each page's statements")
    parser.add_argument("--write", help="also put the table into this file")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
