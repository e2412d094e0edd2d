"""A month of version 2.0, read as one of 2.1."""

from reporting.dataset import earlier, lists
from reporting.dataset.tables import TABLES


def test_columns_get_the_names_of_the_current_version():
    row, lost = earlier.brought_up(
        "IDS101Referral", {"ServiceRequestId": "R1", "SourceOfReferralMH": "B1"}
    )

    assert row == {"ServiceRequestId": "R1", "SourceOfReferralIAPT": "B1"}
    assert lost == []
    assert earlier.column("SOURCEOFREFERRALMH") == "SourceOfReferralIAPT"


def test_a_removed_column_goes_and_says_what_is_lost_where_it_was_filled():
    row, lost = earlier.brought_up(
        "IDS004EmpStatus", {"EmployStatus": "02", "jsaind": "Y", "OtherBenefitInd": ""}
    )

    assert row == {"EmployStatus": "02", "EmpSupportDischargeDate": ""}
    assert lost == [("JSAInd", "whether somebody has Jobseeker’s Allowance")]


def test_a_retired_code_is_read_as_the_one_that_took_its_place():
    video, lost = earlier.brought_up("IDS201CareContact", {"AppType": "02", "ConsMediumUsed": "3"})
    assert (video["ConsMechanism"], video["AppType"], lost) == ("11", "02", [])

    other, lost = earlier.brought_up("IDS201CareContact", {"AppType": "7", "ConsMediumUsed": "06"})
    assert (other["ConsMechanism"], other["AppType"]) == ("09", "98")
    assert [field for field, _ in lost] == ["AppType"]


def test_every_name_and_code_it_leads_to_stands_in_the_current_version():
    named = {field.name: field for table in TABLES for field in table.fields}

    assert set(earlier.RENAMED.values()) <= set(named)
    assert not set(earlier.REMOVED) & set(named)
    assert {name for table in earlier.ADDED.values() for name in table} <= set(named)
    for name, codes in earlier.RECODED.items():
        for old, (new, _) in codes.items():
            assert new in named[name].codes
            assert old not in named[name].codes
    assert earlier.CURRENT in lists.VERSION
