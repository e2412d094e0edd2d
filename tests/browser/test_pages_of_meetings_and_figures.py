"""The pages of a meeting, of figures and of files that no journey visits at every width."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from playwright.sync_api import expect

from policy.actions import rules
from referrals.models import Referral
from reporting import rollup
from reporting.models import ExportRun, ImportRun, LeftOut, Window
from tests.browser.desk import Desk
from tests.factories import caseload, referrals
from tests.factories.outcomes import MeasureScoreFactory
from tests.factories.reporting import finished
from tests.factories.supervision import SessionFactory
from tests.supervision.meeting_pages import home, named, on_track

pytestmark = pytest.mark.browser
MAY = date(2026, 5, 20)


@pytest.fixture
def meeting(priya, sam, north, now):
    """Sam meets Priya: one who is worse, one on track."""
    with transaction.atomic():
        worse = on_track(priya, north, "Walker", now=now)
        caseload.signed_contact(worse, at=now - timedelta(days=1), phq9=21, gad7=15)
        on_track(priya, north, "Bell", now=now)
        return SessionFactory(supervisor=sam, supervisee=priya)


def test_a_meeting_before_it_is_opened_and_once_it_is_signed(desk: Desk, sam, meeting):
    desk.sign_in(sam)
    for part in ("", "cases/1/", "cases/2/", "pack/", "check-in/"):
        desk.holds_up(f"{home(meeting)}{part}")
    desk.open(f"{home(meeting)}pack/")
    assert desk.smallest_label_on_paper() >= 8

    desk.resize("laptop")
    desk.open(home(meeting))
    desk.press("o")
    desk.page.wait_for_url("**/cases/1/")
    desk.press("c", "Control+Enter")
    desk.page.wait_for_url(f"**{home(meeting)}")
    desk.press("t")
    desk.page.locator(".app-message", has_text="confirmed on track").wait_for()
    desk.press("Control+Enter")
    desk.page.locator(".app-message", has_text="Signed").wait_for()

    for part in ("", "cases/1/", "pack/", "check-in/", "amendments"):
        desk.holds_up(f"{home(meeting)}{part}")


def test_the_copy_for_when_the_system_is_down(desk: Desk, sam, meeting):
    desk.sign_in(sam)
    desk.holds_up("/supervision/offline-copy/")


@pytest.fixture
def long_case(desk: Desk, sam, meeting):
    """The first case of an opened meeting, longer than a screen."""
    Referral.objects.update(problem_statement="\n".join(["Low since the move."] * 30))
    desk.sign_in(sam)
    desk.open(home(meeting))
    desk.press("o")
    desk.page.wait_for_url("**/cases/1/")
    desk.page.wait_for_load_state()
    return desk.page


def _read_to_the_end(page):
    page.mouse.move(600, 600)
    page.mouse.wheel(0, 5000)
    expect(page.locator("#h-case")).not_to_be_in_viewport()


def test_the_whole_decision_stays_in_view_while_a_case_is_read(long_case):
    _read_to_the_end(long_case)

    expect(long_case.locator("#h-decide")).to_be_in_viewport(ratio=1)
    expect(long_case.locator("[data-sign]")).to_be_in_viewport(ratio=1)


def test_twin_that_lets_go_of_the_decision_loses_it_from_view(long_case):
    long_case.locator(".app-decide__column").evaluate("it => { it.style.position = 'static' }")

    _read_to_the_end(long_case)

    expect(long_case.locator("#h-decide")).not_to_be_in_viewport()


@pytest.fixture
def figures(leah, sam, north, south, now):
    """Two teams, fifteen finished in each in May; a plan of the service."""
    with transaction.atomic():
        for team in (north, south):
            for at in range(15):
                finished(
                    on=MAY,
                    referral__team=team,
                    referral__patient=named(f"Bell{at}"),
                    is_recovered=at > 2,
                    ethnicity="A",
                    deprivation_decile=1 + at % 10,
                )
        change = rules.propose(
            rule="plan_entering_treatment",
            value="40",
            valid_from=now.date(),
            why="Agreed",
            by=leah,
            now=now,
        )
        rules.approve(change=change, by=sam, now=now)
        rollup.sum_every_month(now=now)


@pytest.mark.usefixtures("figures")
def test_the_pages_that_a_lead_opens_from_the_dashboard(desk: Desk, leah, north):
    desk.sign_in(leah)
    for path in (
        "/dashboard/?period=2026-05&beside=year-before",
        f"/dashboard/?period=2026-05&beside=team-{north.pk}",
        "/dashboard/?period=2026-05&print=1",
        "/dashboard/?period=2019-05",
        "/dashboard/recovery/?period=2026-05&by=team",
        "/dashboard/recovery/?period=2026-05&by=deprivation",
        "/dashboard/recovery/people?period=2026-05",
        "/dashboard/data-quality?period=2026-05",
        "/dashboard/moved",
        "/dashboard/early",
        "/dashboard/what-if",
    ):
        desk.holds_up(path)


@pytest.mark.usefixtures("figures")
def test_on_a_phone_a_line_of_months_shows_its_newest_end_and_scrolls_to_the_others(
    desk: Desk, leah
):
    desk.sign_in(leah)
    desk.resize("phone")
    desk.open("/dashboard/recovery/?period=2026-05")
    box = desk.page.get_by_role("region", name="Twelve months as a line")
    chart, width = box.locator("svg"), desk.page.viewport_size["width"]

    newest = chart.bounding_box()
    box.evaluate("box => box.scrollBy(-2000, 0)")
    oldest = chart.bounding_box()

    assert newest["x"] < 0 < newest["x"] + newest["width"] <= width
    assert oldest["x"] >= 0


@pytest.mark.parametrize("who", ["sam", "dan"])
@pytest.mark.usefixtures("figures")
def test_what_a_senior_and_a_data_manager_see_of_figures(desk: Desk, who, request):
    desk.sign_in(request.getfixturevalue(who))
    for path in ("/dashboard/", "/dashboard/recovery/?period=2026-05&by=ethnicity"):
        desk.holds_up(path)


@pytest.fixture
def files(dan, now, north):
    """A month that was written with findings, an import with many rows left out."""
    with transaction.atomic():
        waits = referrals.waiting(north)
        ExportRun.objects.create(
            month=date(2026, 5, 1),
            window=Window.PROVISIONAL,
            asked_by=dan,
            asked_at=now,
            state=ExportRun.State.DONE,
            finished_at=now,
            counts={"IDS101Referral": 1204},
            findings={"W": 41},
            checksum="ab" * 32,
            file_name="return-2026-05.zip",
        )
        run = ImportRun.objects.create(
            source="march.zip",
            fingerprint="f",
            asked_by=dan,
            asked_at=now,
            phase="DONE",
            ending="SOME_LEFT_OUT",
            ended_at=now,
            left_out=12,
        )
        why = "This is a referral of this service, under its own reference: it stands here already."
        LeftOut.objects.bulk_create(
            LeftOut(run=run, file="2026-03/IDS101Referral.csv", line=n, rule="KEY", why=why)
            for n in range(12)
        )
    return waits, run


def test_the_pages_of_returns_and_of_moving_in(desk: Desk, dan, files):
    waits, run = files
    desk.sign_in(dan)
    for path in (
        "/returns/",
        "/returns/2026-05/findings",
        "/returns/2026-05/quality",
        "/returns/2026-05/quality?rule=no-practice",
        f"/returns/2026-05/records/{waits.reference}?rule=no-practice",
        "/moving-in/",
        f"/moving-in/runs/{run.pk}/",
        "/moving-in/missing/caseloads",
    ):
        desk.holds_up(path)


def test_a_total_is_corrected_by_keyboard_alone(desk: Desk, referral, priya, now):
    with transaction.atomic():
        note = caseload.signed_contact(referral, at=now)
        MeasureScoreFactory(sitting=note.sitting, measure="SPIN", answers=[], total=35)
    path = f"/caseload/{referral.reference}/sessions/{note.reference}/"
    desk.sign_in(priya)
    desk.holds_up(f"{path}total")

    desk.resize("laptop")
    desk.open(f"{path}total")
    desk.press("Control+Enter")
    assert "The SPIN total is a whole number from 0 to 68." in desk.refused()
    assert desk.violations() == []
    desk.focus(desk.page.get_by_label("Right total"))
    desk.type("53")
    desk.press("Tab")
    desk.type("Two figures swapped")
    desk.press("Control+Enter")
    desk.page.get_by_text("SPIN total corrected from 35 to 53.").wait_for()

    # To see what is missing; to the next field; to save.
    assert desk.keys == 3
