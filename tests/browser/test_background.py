"""Background work by keyboard: what is parked is taken, tried again, or closed with words."""

import os
from datetime import timedelta

import pytest
from django.db import transaction

from jobs import runs
from jobs.models import JobRun, OutboxEntry
from tests.browser.desk import WIDTHS, Desk
from tests.personas import NOW

pytestmark = pytest.mark.browser


@pytest.fixture
def parked(desk: Desk, leah):
    """A notice that could not be handed over, a job that failed, one part that is silent."""
    with transaction.atomic():
        entry = OutboxEntry.objects.create(
            kind="staff_notice",
            key="worklist:2026-06-09:staff:1",
            ids={"staff_id": leah.pk},
            added_at=NOW - timedelta(hours=6),
            next_at=NOW - timedelta(hours=1),
            parked_at=NOW - timedelta(hours=2),
            tries=10,
            last_error="SMTPServerDisconnected",
        )
        for job, counts in (("flags", {"looked_at": 704}), ("summaries", dict(runs.FAILED))):
            at = NOW - timedelta(hours=5)
            JobRun.objects.create(
                job=job, started_at=at, leased_until=at, finished_at=at, counts=counts
            )
        for name in (*runs.WATCHED, *runs.NIGHTLY):
            runs.beat(name, at=NOW - timedelta(minutes=20 if name == "relay" else 0))
    desk.sign_in(leah)
    return entry


def test_the_page_is_accessible_and_never_sideways(desk, parked):
    desk.open("/background/")

    assert "Background work has stopped" in desk.page.inner_text("body")
    for width in WIDTHS:
        desk.resize(width)
        assert desk.violations() == [], width
        assert not desk.scrolls_sideways(), width
        if os.environ.get("PICTURES"):
            desk.page.screenshot(path=f"{os.environ['PICTURES']}/{width}.png", full_page=True)


def test_what_is_parked_is_taken_and_closed_by_keyboard(desk, parked, leah):
    desk.open("/background/")

    desk.focus(desk.page.get_by_role("button", name="Take Notice to staff"))
    desk.press("Enter")
    desk.page.get_by_role("cell", name=leah.full_name).wait_for()
    desk.focus(desk.page.locator("summary", has_text="Close it"))
    desk.press("Enter")
    desk.page.get_by_label("What was done instead").fill("Rang her.")
    desk.press("Enter")
    desk.page.get_by_text("Nothing is parked").wait_for()

    parked.refresh_from_db()
    assert (parked.given_up_why, parked.owner_id) == ("Rang her.", leah.pk)
