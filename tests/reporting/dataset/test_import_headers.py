"""What the header of a month says must be possible, or no month behind it would come in again."""

import pytest

from tests.reporting.dataset.folder import month, write
from tests.reporting.dataset.importing import imported

pytestmark = pytest.mark.django_db


def test_a_month_made_before_it_began_is_not_read_and_keeps_no_other_out(tmp_path, priya):
    rows = month()
    rows["IDS000Header"][0] |= {
        "ReportingPeriodStartDate": "2027-06-01",
        "ReportingPeriodEndDate": "2027-06-30",
    }

    found = imported(write(tmp_path / "wrong", rows), by=priya)
    after = imported(write(tmp_path / "right", month()), by=priya)

    assert found.said == [("IDS000Header.csv", 2, "DateTimeDatSetCreate", "S2-EARLY")]
    assert found.run.exit_status == 1
    assert after.run.exit_status == 0


def test_a_month_may_be_sent_from_its_first_day_on(tmp_path, priya):
    rows = month()
    rows["IDS000Header"][0]["DateTimeDatSetCreate"] = "2026-10-01T00:00:00"

    assert imported(write(tmp_path / "m", rows), by=priya).said == []
