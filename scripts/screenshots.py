"""Takes the pictures of the README, and of every page at two widths, from a practice service.

    .venv/bin/python scripts/screenshots.py                the four of the README
    .venv/bin/python scripts/screenshots.py --all FOLDER    every page at 1366 and 390 pixels

Needs Chromium and the packages of requirements/e2e.lock.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from embedded import chromium, web  # noqa: E402 - the checkout first

PASSWORD = "practice-service"  # noqa: S105 - of invented people; refused outside the practice service
README = ("today", "caseload", "log-session", "record")
WIDTHS = {1366: 900, 390: 844}


@contextmanager
def practice_service() -> Iterator[str]:
    """A fresh practice service on a free port; its address."""
    with tempfile.TemporaryDirectory(prefix="step2-pictures-") as state:
        if os.geteuid() == 0:
            Path(state).chmod(0o711)
        port = web.port_to_use(0)
        running = subprocess.Popen([ROOT / "run", "--state", state, "--port", str(port)])
        try:
            _wait_for(f"http://127.0.0.1:{port}/health/ready")
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait(timeout=60)


def _wait_for(address: str) -> None:
    until = time.monotonic() + 300
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own loopback address
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise SystemExit("The practice service did not become ready.")


def pictures(browser: Browser, address: str, width: int) -> Iterator[tuple[str, Page]]:
    """Each page of a PWP's day, by name, drawn at this width."""
    context = browser.new_context(viewport={"width": width, "height": WIDTHS[width]})
    page = context.new_page()
    page.goto(f"{address}/account/login/")
    yield "sign-in", page
    page.fill("[name=login]", "pwp")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/today/")
    yield "today", page
    start = page.locator("main a:has-text('Start'), main a:has-text('Finish')").first
    session = start.get_attribute("href") if start.count() else None
    page.goto(f"{address}/caseload/")
    yield "caseload", page
    page.click("table a.app-name >> nth=3")
    page.wait_for_load_state("networkidle")
    yield "record", page
    record = page.url
    for tab in ("sessions", "measures", "risk", "details"):
        page.goto(f"{record}{tab}/")
        yield f"record-{tab}", page
    page.goto(f"{address}/account/keys")
    yield "keys", page
    page.goto(f"{address}/caseload/NOSUCH12/")
    yield "not-found", page
    if session:
        page.goto(f"{address}{session}")
        yield "log-session-empty", page
        _fill_half(page)
        yield "log-session", page
    context.close()


def _fill_half(page: Page) -> None:
    """As in the middle of a call: attended, six answers in."""
    page.keyboard.press("y")
    page.keyboard.press("a")
    for digit in "211211":
        page.keyboard.press(digit)
    page.wait_for_timeout(1500)


def main() -> None:
    """Take what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", metavar="FOLDER", help="every page, at both widths, whole length")
    parser.add_argument("--address", help="a practice service that runs already")
    asked = parser.parse_args()
    if asked.address:
        _take(asked.address, asked.all)
        return
    with practice_service() as address:
        _take(address, asked.all)


def _take(address: str, everything: str | None) -> None:
    folder = Path(everything or ROOT / "docs" / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=chromium.arguments()
        )
        for width in WIDTHS if everything else (1366,):
            for name, page in pictures(browser, address, width):
                if everything:
                    page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)
                elif name in README:
                    page.screenshot(path=folder / f"{name}.png")
        browser.close()
    print(f"Pictures are in {folder}.")


if __name__ == "__main__":
    main()
