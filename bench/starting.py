"""What somebody meets who types ./run in an empty clone: how long until it is ready, packages
installed in it, how long the second time, and the memory of the whole tree, when nobody works in
it and after every demo sign-in has read its pages.

python -m bench.starting [--write docs/performance.md]

What is cloned is what is committed. Memory is proportional set size: what is shared counts once.
"""

import argparse
import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

from bench import processes, report
from bench.__main__ import ROOT
from embedded.stack import PASSWORD, SIGN_INS

# Until the first sweep and the night's work are done: they leave a worker larger than it was.
_SETTLED = 600
# So long one looks whether anything is at work, and so much of a core is nothing.
_LOOK, _AT_REST = 5, 0.05
_AT_ONCE = 4
_ROUNDS = 3
_PAGES = (
    *("/", "/today/", "/caseload/", "/dashboard/", "/supervision/", "/supervision/week/"),
    *("/supervision/service/", "/supervision/coverage/", "/staff/", "/background/", "/duty/"),
    *("/referrals/", "/team/", "/returns/", "/settings/"),
)
_RECORD = re.compile(r'href="(/caseload/[A-Z0-9]{6,}/)"')
_OF_A_RECORD = ("", "sessions/", "measures/", "details/", "sessions/new/")
_OURS = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "PORT")


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds to ready by the clock; megabytes once background work has settled, and after so many
    pages; and how many processes waited for a core meanwhile.
    """

    seconds: float
    idle: float
    served: float
    pages: int
    load: float


def main() -> int:
    """Exit code 1 past a limit."""
    parser = argparse.ArgumentParser(prog="python -m bench.starting", description=__doc__)
    parser.add_argument("--write", help="also put the table into this file")
    asked = parser.parse_args()
    limits = tomllib.loads((ROOT / "bench/budgets.toml").read_text(encoding="utf-8"))["starting"]
    text, is_met = _table(_measured(), limits)
    print(text)
    if asked.write:
        report.write(Path(asked.write), text, part="starting")
    return 0 if is_met else 1


def _measured() -> dict[str, Start]:
    with tempfile.TemporaryDirectory(prefix="step2-bench-") as folder:
        place = Path(folder)
        if os.geteuid() == 0:
            place.chmod(0o711)
        clone = place / "clone"
        subprocess.run(["git", "clone", "-q", "--no-hardlinks", ROOT, clone], check=True)
        return {name: _started(clone, place / "state") for name in ("first", "second")}


def _started(clone: Path, state: Path) -> Start:
    begun = time.monotonic()
    with _running(clone, state) as (root, address):
        seconds = time.monotonic() - begun
        load = os.getloadavg()[0]
        _wait_until_settled(root, address)
        idle = processes.megabytes_of_tree(root)
        pages = _all_read(address)
        return Start(seconds, idle, processes.megabytes_of_tree(root), pages, load)


@contextlib.contextmanager
def _running(clone: Path, state: Path) -> Iterator[tuple[int, str]]:
    """./run until it says that it is ready: its process and its address."""
    env = {name: value for name, value in os.environ.items() if name not in _OURS}
    command = ["./run", "--port", "0", "--state", str(state)]
    with subprocess.Popen(
        command,
        cwd=clone,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as child:
        try:
            yield child.pid, _address(child)
        finally:
            child.send_signal(signal.SIGINT)
            child.communicate(timeout=60)


def _address(child: subprocess.Popen[str]) -> str:
    said = []
    for line in child.stdout or ():
        print(line, end="", file=sys.stderr)
        said.append(line)
        if found := re.search(r"Ready in .* seconds: (http://\S+)/", line):
            return found[1]
    sys.exit("".join(["./run ended:\n", *said]))


def _wait_until_settled(root: int, address: str) -> None:
    """Until background work was heard of, the night's too, and the tree does next to nothing."""
    until = time.monotonic() + _SETTLED
    while time.monotonic() < until:
        before = processes.seconds_of_tree(root)
        time.sleep(_LOOK)
        busy = (processes.seconds_of_tree(root) - before) / _LOOK
        if _background(address) == "ok" and busy < _AT_REST:
            return
    sys.exit(f"Background work had not settled after {_SETTLED} s.")


def _background(address: str) -> str:
    try:
        with build_opener().open(f"{address}/health/ready", timeout=10) as answer:
            return str(json.loads(answer.read())["background"])
    except HTTPError:
        return "away"


def _all_read(address: str) -> int:
    """Every demo sign-in reads its pages, some at once; how many pages came."""
    with ThreadPoolExecutor(_AT_ONCE) as visitors:
        return sum(visitors.map(lambda name: _read(address, name), SIGN_INS.split()))


def _read(address: str, name: str) -> int:
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    form = browser.open(f"{address}/account/login/").read().decode()
    (token,) = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
    fields = {"login": name, "password": PASSWORD, "csrfmiddlewaretoken": token}
    signed_in = browser.open(f"{address}/account/login/", urlencode(fields).encode())
    if "/account/login" in signed_in.geturl():
        sys.exit(f"{name} could not sign in.")
    came = 0
    for _ in range(_ROUNDS):
        caseload = _page(browser, f"{address}/caseload/")
        record = _RECORD.search(caseload)
        more = [f"{record[1]}{part}" for part in _OF_A_RECORD] if record else []
        came += sum(bool(_page(browser, f"{address}{path}")) for path in (*_PAGES, *more))
    return came


def _page(browser, address: str) -> str:
    """What came; nothing where this sign-in may not look, or nothing is."""
    try:
        with browser.open(address) as answer:
            return answer.read().decode()
    except HTTPError as refused:
        if refused.code not in {403, 404}:
            raise
        return ""


def _table(starts: Mapping[str, Start], limits: Mapping[str, float]) -> tuple[str, bool]:
    first, second = starts["first"], starts["second"]
    most = limits["megabytes"]
    rows = [
        ("an empty clone to ready, s", first.seconds, limits["fresh"], first.load),
        ("the second start to ready, s", second.seconds, limits["warm"], second.load),
        *(
            row
            for name, one in starts.items()
            for row in (
                (f"{name} start: the whole tree at rest, MB", one.idle, most, one.load),
                (f"the same after {one.pages} pages, MB", one.served, most, one.load),
            )
        ),
    ]
    is_met = all(found <= limit for _, found, limit, _ in rows)
    lines = [
        f"Taken on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores, Python "
        f"{sys.version.split()[0]}. *Load* is how many processes wanted a core as it became ready, "
        "its own among them.",
        "",
        "| | | limit | load | |",
        "|---|---:|---:|---:|---|",
        *(
            f"| {words} | {found:.1f} | {limit:g} | {load:.1f} | "
            f"{'met' if found <= limit else '**missed**'} |"
            for words, found, limit, load in rows
        ),
    ]
    return "\n".join(lines), is_met


if __name__ == "__main__":
    sys.exit(main())
