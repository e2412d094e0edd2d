"""What costs a whole file though each of its rows might be right: it is of another month."""

from io import StringIO

import pytest
from django.core.management import call_command

from clinical.nhs_number import synthetic
from reporting.dataset.checking.run import check
from tests.reporting.dataset.folder import month, write

_LOG = {
    "ServiceRequestId": "R1",
    "StartDateIntEnabledTherLog": "2026-10-05",
    "EndDateIntEnabledTherLog": "2026-10-11",
    "DurationIntEnabledTher": "40",
}


@pytest.fixture
def rows():
    """October; one referral is open since September, one since the 20th."""
    made = month()
    for number, patient in enumerate(made["IDS001MPI"]):
        patient["NHSNumber"] = synthetic(number)
    return made


def _of(rows, first, last):
    rows["IDS000Header"][0] |= {
        "ReportingPeriodStartDate": first,
        "ReportingPeriodEndDate": last,
        "DateTimeDatSetCreate": "2027-01-04T09:00:00",
    }
    return rows


def _rejected_for(folder):
    return [one.rule for one in check(folder).findings if one.severity.value == "F"]


def test_a_header_of_a_month_before_all_that_lies_there_is_to_say_another_month(tmp_path, rows):
    folder = write(tmp_path, _of(rows, "2026-08-01", "2026-08-31"))

    (found,) = [one for one in check(folder).findings if one.rule == "REJ012"]

    assert (found.table, found.line, found.severity.value) == ("IDS101Referral", 0, "F")
    assert "say another month" in found.to_do


def test_a_header_of_a_month_after_all_that_took_place_too(tmp_path, rows):
    """The referrals are open still, and not one contact is of that month."""
    assert _rejected_for(write(tmp_path, _of(rows, "2026-12-01", "2026-12-31"))) == ["REJ012"]


def test_a_month_whose_referrals_had_all_ended_before_is_none(tmp_path, rows):
    for one in rows["IDS101Referral"]:
        one |= {"ServDischDate": "2026-10-25", "EndCode": "46"}
    rows["IDS201CareContact"] = rows["IDS202CareActivity"] = []
    rows["IDS607CodedScoreAssessmentAct"] = []

    assert _rejected_for(write(tmp_path, _of(rows, "2026-12-01", "2026-12-31"))) == ["REJ012"]


@pytest.mark.parametrize(
    "change",
    [
        # A quiet month of referrals that are open
        {"IDS201CareContact": [], "IDS202CareActivity": [], "IDS607CodedScoreAssessmentAct": []},
        # One of the days is enough, be it of a week of internet therapy
        {"IDS205InternetTherLog": [_LOG | {"EndDateIntEnabledTherLog": "2026-12-02"}]},
    ],
    ids=["nothing took place", "one week of internet therapy"],
)
def test_a_month_with_little_in_it_is_one(tmp_path, rows, change):
    assert _rejected_for(write(tmp_path, _of(rows, "2026-12-01", "2026-12-31") | change)) == []


def test_a_referral_that_is_there_for_its_follow_up_makes_a_month(tmp_path, rows):
    rows["IDS101Referral"] = rows["IDS101Referral"][:1]
    rows["IDS101Referral"][0] |= {"ServDischDate": "2026-10-25", "EndCode": "46"}
    rows["IDS001MPI"], rows["IDS002GP"] = rows["IDS001MPI"][:1], rows["IDS002GP"][:1]
    rows["IDS201CareContact"][0] |= {"CareContDate": "2026-12-02", "AppType": "06"}

    assert _rejected_for(write(tmp_path, _of(rows, "2026-12-01", "2026-12-31"))) == []


def test_the_command_says_it_first_and_ends_so(tmp_path, rows):
    folder, out = write(tmp_path, _of(rows, "2026-08-01", "2026-08-31")), StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("check_dataset", str(folder), stdout=out)

    assert ended.value.code == 1
    assert (
        "REJ012: Nothing here is of this month: say another month" in out.getvalue().split("\n")[0]
    )
