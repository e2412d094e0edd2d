"""Takes the pictures of the README, and of every page at two widths, from a practice service.

    .venv/bin/python scripts/screenshots.py                those of docs/screenshots
    .venv/bin/python scripts/screenshots.py --all FOLDER    every page at 1366 and 390 pixels

The day is always Tuesday 9 June 2026, 10:24, so that a picture changes only when a page does.
Needs Chromium, the packages of requirements/e2e.lock and, for the sheet of paper, pdftoppm
(poppler-utils). Fonts decide where lines break: fonts-liberation has the widths of Arial.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import time_machine
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from embedded import chromium  # noqa: E402 - the checkout first
from embedded.servers import Servers  # noqa: E402
from scripts import scenes  # noqa: E402

THE_MOMENT = datetime(2026, 6, 9, 9, 24, tzinfo=UTC)
OF_A_DAY = ("today", "caseload", "log-session", "record")
WIDTHS = {1366: 900, 390: 844}


@contextmanager
def practice_service() -> Iterator[str]:
    """A practice service of its own at the moment of the pictures; its address."""
    with tempfile.TemporaryDirectory(prefix="step2-pictures-") as folder:
        if os.geteuid() == 0:
            Path(folder).chmod(0o711)
        servers = Servers(Path(folder), throw_away=True)
        servers.start()
        os.environ.update(servers.addresses(role="step2_owner"))
        os.environ.update({"DJANGO_SETTINGS_MODULE": "pwpservice.settings_test"})
        os.environ["STEP2_STATE_DIR"] = folder
        try:
            with _served() as address:
                yield address
        finally:
            servers.stop()


@contextmanager
def _served() -> Iterator[str]:
    """Seeded, then served by threads of this process, whose clock stands at the moment."""
    import django  # noqa: PLC0415 - settings first

    django.setup()
    from django.contrib.staticfiles.handlers import StaticFilesHandler  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.test.testcases import LiveServerThread  # noqa: PLC0415

    from jobs import runs  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("seed_demo", today=THE_MOMENT.date())
    with time_machine.travel(THE_MOMENT, tick=True):
        for part in (*runs.WATCHED, *runs.NIGHTLY):
            runs.beat(part, at=THE_MOMENT)
        scenes.do_the_nights_work()
        server = LiveServerThread("127.0.0.1", StaticFilesHandler)
        server.start()
        server.is_ready.wait()
        try:
            yield f"http://127.0.0.1:{server.port}"
        finally:
            server.terminate()


def pictures(browser: Browser, address: str, width: int) -> Iterator[tuple[str, Page]]:
    """Each page of a PWP's day, by name, drawn at this width."""
    page = scenes.new_page(browser, width)
    page.goto(f"{address}/account/login/")
    yield "sign-in", page
    scenes.sign_in(page, "pwp")
    page.wait_for_url("**/today/")
    yield "today", page
    session = page.locator("tr.is-on a.nhsuk-button").get_attribute("href")
    record = page.locator("tr.is-on a.app-name").get_attribute("href")
    page.goto(f"{address}/caseload/")
    yield "caseload", page
    page.goto(f"{address}{record}")
    yield "record", page
    for tab in ("sessions", "measures", "risk", "details"):
        page.goto(f"{address}{record}{tab}/")
        yield f"record-{tab}", page
    page.goto(f"{address}/account/keys")
    yield "keys", page
    page.goto(f"{address}/caseload/NOSUCH12/")
    yield "not-found", page
    page.goto(f"{address}{session}")
    yield "log-session-empty", page
    _fill_half(page)
    yield "log-session", page
    _say_something_worrying(page)
    yield "log-session-risk", page
    page.context.close()


def _fill_half(page: Page) -> None:
    """As in the middle of a call: opening check, attended, six answers in."""
    for key in "ya211211":
        page.keyboard.press(key)
    page.locator("#saved", has_text="saved").wait_for()


def _say_something_worrying(page: Page) -> None:
    """The last three answers, item 9 at 1: the risk section opens."""
    for key in "011":
        page.keyboard.press(key)
    page.locator("#risk").wait_for()


def main() -> None:
    """Take what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", metavar="FOLDER", help="every page, at both widths, whole length")
    everything = parser.parse_args().all
    folder = Path(everything or ROOT / "docs" / "screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    # The scenes do a worker's work in this thread, in which the browser has its loop.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with practice_service() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=chromium.arguments()
        )
        for width in WIDTHS if everything else (1366,):
            for name, page in pictures(browser, address, width):
                if everything:
                    scenes.take(page, folder / f"{name}-{width}.png", whole=True)
                elif name in OF_A_DAY:
                    scenes.take(page, folder / f"{name}.png")
        for name, page in scenes.of_a_meeting_and_of_figures(browser, address, folder):
            scenes.take(page, folder / f"{name}.png", whole=bool(everything))
        browser.close()
    print(f"Pictures are in {folder}.")


if __name__ == "__main__":
    main()
