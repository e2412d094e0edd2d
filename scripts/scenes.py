"""What a picture of a meeting, of figures and of files needs first: somebody signed in, a case
decided, a month written, an import under way. scripts/screenshots.py takes the pictures.
"""

import csv
import io
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from unittest import mock

from playwright.sync_api import Browser, Page

PASSWORD = "practice-service"  # noqa: S105 - of invented people; refused outside the practice service
LAPTOP, PHONE = (1366, 900), (390, 844)
# A machine with other things to do draws a page in a minute, not in a second.
PATIENCE = 180_000
_MONTH = "2026-05"
_COUNTED_AND_WRITTEN = frozenset({"pathways", "month_sums", "returns"})
# As the old system would call them, and not as this one does.
_KEYS = ("LocalPatientId", "ServiceRequestId", "CareContactId", "CareActId", "CarePersLocalId")


def do_the_nights_work() -> None:
    """Figures are summed and the months that were asked for are written, as by a worker."""
    from clinical.policy import DEFAULT  # noqa: PLC0415 - settings first
    from pwpservice import sweep  # noqa: PLC0415
    from pwpservice.schedule import JOBS  # noqa: PLC0415

    wanted = [job for job in JOBS if job.name in _COUNTED_AND_WRITTEN]
    if len(wanted) != len(_COUNTED_AND_WRITTEN):
        sys.exit("A job of the timetable has another name now: the figures would not be counted.")
    for job in wanted:
        sweep.do(job, now=datetime.now(UTC), policy=DEFAULT)


def new_page(browser: Browser, width: int = LAPTOP[0]) -> Page:
    """A window of a laptop or a phone, with nobody signed in."""
    height = dict((LAPTOP, PHONE))[width]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    return context.new_page()


def sign_in(page: Page, name: str) -> None:
    """From the sign-in page to where the role lands."""
    page.fill("[name=login]", name)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login/" not in url)


def take(page: Page, path: Path, *, whole: bool = False) -> None:
    """The picture, once nothing is on its way any more; small where pngquant is installed."""
    from jobs import runs  # noqa: PLC0415

    # Work in the background goes on, however long the pictures take.
    for part in (*runs.WATCHED, *runs.NIGHTLY):
        runs.beat(part, at=datetime.now(UTC))
    page.wait_for_load_state("networkidle")
    page.screenshot(path=path, full_page=whole)
    _shrink(path)


def of_a_meeting_and_of_figures(
    browser: Browser, address: str, folder: Path
) -> Iterator[tuple[str, Page]]:
    """A supervisor's meeting, a lead's figures, a data manager's files."""
    yield from _meeting(browser, address, folder)
    yield from _figures(browser, address)
    yield from _files(browser, address)


def _as(browser: Browser, address: str, name: str) -> Page:
    page = new_page(browser)
    page.goto(f"{address}/account/login/")
    sign_in(page, name)
    return page


def _meeting(browser: Browser, address: str, folder: Path) -> Iterator[tuple[str, Page]]:
    """Three cases decided by keyboard, and the first who does not improve on the table."""
    page = _as(browser, address, "senior")
    page.goto(f"{address}/supervision/")
    home = page.get_by_role("link", name="Agenda Amira Hassan").first.get_attribute("href")
    page.goto(f"{address}{home}pack")
    _first_sheet(page, folder / "pack.png")
    page.goto(f"{address}{home}")
    page.keyboard.press("o")
    for place in range(1, 4):
        page.wait_for_url(f"**/cases/{place}/")
        page.wait_for_load_state()
        page.keyboard.press("c")
        page.keyboard.press("Control+Enter")
    page.wait_for_url("**/cases/4/")
    page.locator("#agenda h2", has_text="Not improving").locator("+ ol a").first.click()
    page.wait_for_url("**/cases/*/")
    yield "supervision", page
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    yield "supervision-phone", page
    page.context.close()


def _figures(browser: Browser, address: str) -> Iterator[tuple[str, Page]]:
    page = _as(browser, address, "lead")
    page.goto(f"{address}/dashboard/?period={_MONTH}")
    yield "dashboard", page
    page.goto(f"{address}/dashboard/reliable-improvement/?period={_MONTH}&by=deprivation")
    yield "measure", page
    page.context.close()


def _files(browser: Browser, address: str) -> Iterator[tuple[str, Page]]:
    page = _as(browser, address, "data")
    page.goto(f"{address}/returns/{_MONTH}/findings")
    yield "return-findings", page
    page.goto(f"{address}/returns/{_MONTH}/quality")
    yield "data-quality", page
    with tempfile.TemporaryDirectory() as place:
        page.goto(f"{address}/moving-in/")
        page.set_input_files("#id_upload", _of_an_old_system(Path(place)))
        page.get_by_role("button", name="Send").click()
        page.wait_for_url("**/moving-in/runs/*/")
    _begin_the_import()
    page.reload()
    yield "import-progress", page
    page.context.close()


def _of_an_old_system(place: Path) -> Path:
    """This service's own March in one zip, under another provider and with other keys."""
    from reporting.dataset.export.folder import export_month  # noqa: PLC0415

    month = date(2026, 3, 1)
    written = export_month(month, out=place, by="scripts/screenshots.py", now=datetime.now(UTC))
    zipped = place / "old-system-march.zip"
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as bundle:
        for file in sorted(Path(written.folder).glob("*.csv")):
            bundle.writestr(f"2026-03/{file.name}", _renamed(file.read_text(encoding="utf-8")))
    return zipped


def _renamed(text: str) -> str:
    rows = list(csv.DictReader(io.StringIO(text)))
    for row in rows:
        row.update({key: f"N{row[key]}" for key in _KEYS if row.get(key)})
        row.update({key: "ZY9" for key in ("OrgIDProv", "OrgIDSubmit") if row.get(key)})
        if row.get("NHSNumber"):
            row["NHSNumber"] = ""
    if not rows:
        return text
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _begin_the_import() -> None:
    """Turns of a worker, cut short once some of the people have been looked at."""
    from clinical.policy import DEFAULT  # noqa: PLC0415
    from reporting.dataset.importer import jobs  # noqa: PLC0415
    from reporting.models import ImportRun  # noqa: PLC0415

    with mock.patch.object(jobs, "_TURN", 0.5):
        for _ in range(200):
            jobs.import_runs(now=datetime.now(UTC), policy=DEFAULT)
            run = ImportRun.objects.latest("pk")
            if run.ended_at or run.people_done * 4 > (run.people or 1):
                return


def _first_sheet(page: Page, path: Path) -> None:
    """The first page on paper, as the browser prints it."""
    pdftoppm = shutil.which("pdftoppm")
    if pdftoppm is None:
        print("Without pdftoppm (poppler-utils) there is no picture of the printed pack.")
        return
    with tempfile.TemporaryDirectory() as place:
        sheet = Path(place) / "pack.pdf"
        page.pdf(path=sheet, prefer_css_page_size=True)
        wanted = [pdftoppm, "-png", "-r", "96", "-f", "1", "-singlefile"]
        subprocess.run([*wanted, sheet, path.with_suffix("")], check=True)
    _shrink(path)


def _shrink(path: Path) -> None:
    pngquant = shutil.which("pngquant")
    if pngquant is not None:
        subprocess.run([pngquant, "--force", "--ext", ".png", "--strip", path], check=True)
