"""What an import takes from files, and what it leaves out: each kind of bad input, said by row."""

import zipfile

import pytest

from reporting.dataset.importer import limits
from reporting.dataset.importer.sources import NothingToRead, opened
from reporting.models import ImportRun, StagedRow
from tests.reporting.dataset.folder import month, write
from tests.reporting.dataset.importing import imported, rewrite

pytestmark = pytest.mark.django_db
CONTACTS, SCORES = "IDS201CareContact.csv", "IDS607CodedScoreAssessmentAct.csv"


def test_a_whole_month_comes_in_with_nothing_left_out(tmp_path, priya):
    found = imported(write(tmp_path / "m", month()), by=priya)

    assert found.said == []
    assert found.run.exit_status == 0
    assert sorted(found.people) == ["P1", "P2"]
    referral = found.people["P1"].referrals[0]
    assert {name: len(rows) for name, rows in referral.tables.items()} == {
        "IDS101Referral": 1,
        "IDS201CareContact": 1,
        "IDS202CareActivity": 1,
        "IDS603PresentingComplaints": 1,
        "IDS607CodedScoreAssessmentAct": 7,
    }
    assert [row["QualAttainLevelIAPT"] for row in found.staff] == ["10"]
    assert not StagedRow.objects.exists()


def test_values_arrive_in_one_form_however_they_were_written(tmp_path, priya):
    rows = month()
    contact = rows["IDS201CareContact"][0]
    contact |= {"AppType": " 2", "CareContDate": "05/10/2026", "AttendOrDNACode": "05"}
    contact |= {"CareContTime": "9:30", "ConsMechanism": "2", "IntEnabledTherProg": "A\nb"}
    rows["IDS603PresentingComplaints"][0]["PresComp"] = "f41.1"
    rows["IDS001MPI"][0] |= {"Postcode": "zz993vz", "NHSNumber": "999 000 0018"}

    found = imported(write(tmp_path / "m", rows, encoding="utf-8-sig"), by=priya)

    tables = found.people["P1"].referrals[0].tables
    came = tables["IDS201CareContact"][0]
    assert [came[name] for name in ("AppType", "CareContDate", "AttendOrDNACode")] == [
        "02",
        "2026-10-05",
        "5",
    ]
    assert (came["CareContTime"], came["ConsMechanism"]) == ("09:30", "02")
    assert came["IntEnabledTherProg"] == "A b"
    assert tables["IDS603PresentingComplaints"][0]["PresComp"] == "F411"
    person = found.people["P1"].tables["IDS001MPI"][0]
    assert (person["Postcode"], person["NHSNumber"]) == ("ZZ99 3VZ", "9990000018")
    assert found.said == []


def test_old_windows_and_names_in_any_case_are_read(tmp_path, priya):
    rows = month()
    rows["IDS201CareContact"][0]["IntEnabledTherProg"] = "Café"
    folder = write(tmp_path / "m", rows, encoding="cp1252")
    (folder / CONTACTS).rename(folder / CONTACTS.upper())

    found = imported(folder, by=priya)

    contact = found.people["P1"].referrals[0].tables["IDS201CareContact"][0]
    assert contact["IntEnabledTherProg"] == "Café"
    assert found.run.exit_status == 0


def test_the_latest_month_wins_and_contacts_of_all_months_come(tmp_path, priya):
    later = month()
    later["IDS000Header"][0] |= {
        "ReportingPeriodStartDate": "2026-11-01",
        "ReportingPeriodEndDate": "2026-11-30",
    }
    later["IDS101Referral"][0] |= {"EndCode": "46", "ServDischDate": "2026-11-20"}
    later["IDS201CareContact"][0] |= {"CareContactId": "C2", "CareContDate": "2026-11-05"}
    later["IDS202CareActivity"] = []
    later["IDS607CodedScoreAssessmentAct"] = []
    write(tmp_path / "all" / "x", month())
    write(tmp_path / "all" / "y", later)

    found = imported(tmp_path / "all", by=priya)

    referral = next(one for one in found.people["P1"].referrals if one.key == "R1")
    assert referral.tables["IDS101Referral"][0]["EndCode"] == "46"
    assert [row["CareContactId"] for row in referral.tables["IDS201CareContact"]] == ["C2", "C1"]
    assert len(referral.tables["IDS607CodedScoreAssessmentAct"]) == 7
    assert found.run.exit_status == 0


def test_a_missing_table_is_said_and_the_rest_is_taken(tmp_path, priya):
    folder = write(tmp_path / "m", month())
    (folder / CONTACTS).unlink()

    found = imported(folder, by=priya)

    assert (CONTACTS, 0, "", "REJ001") in found.said
    assert ("IDS202CareActivity.csv", 0, "CareContactId", "IDS20224") in found.said
    assert sorted(found.people) == ["P1", "P2"]
    assert found.run.exit_status == 3


def test_an_extra_column_is_said_and_another_order_is_not(tmp_path, priya):
    folder = write(tmp_path / "m", month())
    rewrite(folder / "IDS101Referral.csv", lambda lines: [line[::-1] for line in lines])
    rewrite(folder / CONTACTS, lambda lines: [["Note", *lines[0]], ["x", *lines[1]]])

    found = imported(folder, by=priya)

    assert found.said == [(CONTACTS, 1, "", "REJ001")]
    assert len(found.people["P1"].referrals[0].tables["IDS201CareContact"]) == 1


def test_of_two_files_for_a_table_neither_is_read(tmp_path, priya):
    folder = write(tmp_path / "m", month())
    (folder / CONTACTS.upper()).write_text((folder / CONTACTS).read_text())

    found = imported(folder, by=priya)

    assert (CONTACTS.upper(), 0, "", "REJ001") in found.said
    assert "IDS201CareContact" not in found.people["P1"].referrals[0].tables
    assert found.run.exit_status == 3


def test_a_key_that_comes_twice_is_taken_once(tmp_path, priya):
    rows = month()
    rows["IDS201CareContact"].append(rows["IDS201CareContact"][0] | {"ConsMechanism": "11"})
    rows["IDS607CodedScoreAssessmentAct"].append(rows["IDS607CodedScoreAssessmentAct"][0])

    found = imported(write(tmp_path / "m", rows), by=priya)

    assert (CONTACTS, 3, "CareContactId", "IDS20143") in found.said
    assert (SCORES, 9, "CareActId", "IDS60709") in found.said
    contacts = found.people["P1"].referrals[0].tables["IDS201CareContact"]
    assert [row["ConsMechanism"] for row in contacts] == ["02"]


def test_a_referral_of_two_people_is_nobodys(tmp_path, priya):
    rows = month()
    rows["IDS101Referral"].append(rows["IDS101Referral"][0] | {"LocalPatientId": "P2"})

    found = imported(write(tmp_path / "m", rows), by=priya)

    assert ("IDS101Referral.csv", 2, "ServiceRequestId", "IDS10103") in found.said
    assert "10 records fall with it, because their referral was left out." in found.whys
    assert sorted(found.people) == ["P2"]


def test_rows_that_the_rules_reject_are_left_out_alone(tmp_path, priya):
    rows = month()
    early = rows["IDS201CareContact"][0] | {"CareContactId": "C0", "CareContDate": "2026-08-01"}
    unknown = rows["IDS201CareContact"][0] | {"CareContactId": "C9", "AppType": "77"}
    rows["IDS201CareContact"] += [early, unknown]
    rows["IDS202CareActivity"].append({"CareActId": "A9", "CareContactId": "C9"})
    rows["IDS607CodedScoreAssessmentAct"][0]["PersScore"] = "40"
    rows["IDS101Referral"][1] |= {"EndCode": "10", "ServDischDate": "2026-10-01"}
    rows["IDS001MPI"][0]["Gender"] = "7"

    found = imported(write(tmp_path / "m", rows), by=priya)

    assert (CONTACTS, 3, "CareContDate", "IDS20171") in found.said
    assert (CONTACTS, 4, "AppType", "IDS20156") in found.said
    assert (SCORES, 2, "PersScore", "IDS60707") in found.said
    assert ("IDS101Referral.csv", 3, "ServDischDate", "IDS10128") in found.said
    assert ("IDS001MPI.csv", 2, "Gender", "IDS00131") in found.said
    assert found.people["P1"].tables["IDS001MPI"][0]["Gender"] == ""
    assert "1 record falls with it, because their contact was left out." in found.whys
    assert "P2" not in found.people
    assert not any(value in " ".join(found.whys) for value in ("77", "40", "2026-08-01"))


def test_a_bad_patient_does_not_cost_the_month(tmp_path, priya):
    rows = month()
    rows["IDS001MPI"][1]["NHSNumber"] = "9990000019"

    found = imported(write(tmp_path / "m", rows), by=priya)

    assert ("IDS001MPI.csv", 3, "NHSNumber", "REJ006") in found.said
    assert "2 records fall with it, because their patient was left out." in found.whys
    assert sorted(found.people) == ["P1"]


def test_two_people_with_one_number_are_both_left_out(tmp_path, priya):
    rows = month()
    rows["IDS001MPI"][1]["NHSNumber"] = rows["IDS001MPI"][0]["NHSNumber"]

    found = imported(write(tmp_path / "m", rows), by=priya)

    assert {rule for *_, field, rule in found.said if field == "NHSNumber"} == {"REJ009"}
    assert found.people == {}
    assert found.run.exit_status == 1


def test_a_file_that_breaks_off_gives_what_stands_before(tmp_path, priya):
    folder = write(tmp_path / "m", month())
    text = (folder / SCORES).read_text()
    (folder / SCORES).write_text(text[: text.rindex(",") - 3])

    found = imported(folder, by=priya)

    assert found.said == [(SCORES, 8, "", "REJ001")]
    assert len(found.people["P1"].referrals[0].tables["IDS607CodedScoreAssessmentAct"]) == 6


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('A1,"445455005,7\r\n', "The file breaks off within a value: send it again."),
        ('A1,"445"x,7\r\n', "The line is no CSV: look at its quotes."),
    ],
    ids=["open to the end", "quotes within"],
)
def test_a_value_that_is_no_csv_is_said_with_its_line(tmp_path, priya, line, why):
    folder = write(tmp_path / "m", month())
    with (folder / SCORES).open("a", newline="") as file:
        file.write(line)

    found = imported(folder, by=priya)

    assert (found.said, found.whys) == ([(SCORES, 9, "", "REJ001")], [why])
    assert len(found.people["P1"].referrals[0].tables["IDS607CodedScoreAssessmentAct"]) == 7


def test_what_is_no_csv_is_said_once(tmp_path, priya):
    folder = write(tmp_path / "m", month())
    (folder / SCORES).write_bytes(b"PK\x03\x04\0\0" * 50)

    found = imported(folder, by=priya)

    assert [(file, rule) for file, _, _, rule in found.said] == [(SCORES, "REJ001")]
    assert found.run.exit_status == 3


def test_of_a_month_given_twice_the_later_is_read(tmp_path, priya):
    again = month()
    again["IDS000Header"][0]["DateTimeDatSetCreate"] = "2026-11-20T09:30:00"
    again["IDS101Referral"][0]["SourceOfReferralIAPT"] = "A1"
    write(tmp_path / "all" / "2026-10 again", again)
    write(tmp_path / "all" / "2026-10", month())

    found = imported(tmp_path / "all", by=priya)

    assert found.said == [("2026-10/IDS000Header.csv", 0, "", "S2-TWICE")]
    referral = found.people["P1"].referrals[0].tables["IDS101Referral"][0]
    assert referral["SourceOfReferralIAPT"] == "A1"


def test_version_2_0_is_read_under_its_own_names(tmp_path, priya):
    rows = month()
    rows["IDS000Header"][0]["DatSetVer"] = "2.0"
    folder = write(tmp_path / "m", rows)
    (folder / "IDS003AccommStatus.csv").unlink()
    (folder / "IDS601MedHistPrevDiag.csv").unlink()
    rewrite(
        folder / CONTACTS,
        lambda lines: [
            [{"ConsMechanism": "ConsMediumUsed"}.get(name, name) for name in lines[0]],
            ["3" if name == "ConsMechanism" else said for name, said in zip(*lines, strict=True)],
        ],
    )

    found = imported(folder, by=priya)

    contact = found.people["P1"].referrals[0].tables["IDS201CareContact"][0]
    assert contact["ConsMechanism"] == "11"
    assert found.said == []


def _zipped(folder, to):
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, f"2026-10/{path.name}")
    return to


def test_a_zip_is_read_and_what_could_do_harm_in_it_is_not(tmp_path, priya):
    to = _zipped(write(tmp_path / "m", month()), tmp_path / "months.zip")
    with zipfile.ZipFile(to, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("2026-11/IDS201CareContact.csv", b"0" * 20_000_000)
        archive.writestr("../IDS101Referral.csv", "x")
        archive.writestr("within.zip", "x")

    found = imported(to, by=priya)

    assert sorted(found.people) == ["P1", "P2"]
    assert sorted(found.said) == [
        ("../IDS101Referral.csv", 0, "", "S2-FILE"),
        ("2026-11/IDS201CareContact.csv", 0, "", "S2-FILE"),
        ("within.zip", 0, "", "S2-FILE"),
    ]
    assert found.run.exit_status == 3


def test_what_few_can_unpack_is_not_unpacked(tmp_path, priya):
    """A few kilobytes of it come to gigabytes at once, whatever its size is said to be."""
    to = _zipped(write(tmp_path / "m", month()), tmp_path / "months.zip")
    with zipfile.ZipFile(to, "a", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("2026-11/IDS201CareContact.csv", b"0" * 4_000_000)

    found = imported(to, by=priya)

    assert found.said == [("2026-11/IDS201CareContact.csv", 0, "", "S2-FILE")]


def _shares_its_bytes(content):
    """Its members say that they have more bytes than there are."""
    second = content.rindex(b"PK\x01\x02")
    return content[: second + 20] + (999).to_bytes(4, "little") + content[second + 24 :]


@pytest.mark.parametrize(
    "broken",
    [lambda content: content.replace("é".encode(), b"\xff\xfe"), _shares_its_bytes],
    ids=["names", "overlap"],
)
def test_a_zip_with_a_broken_list_of_its_files_is_none(tmp_path, broken):
    to = tmp_path / "months.zip"
    with zipfile.ZipFile(to, "w") as archive:
        archive.writestr("long.csv", b"0" * 100)
        archive.writestr("é.csv", b"0")
    to.write_bytes(broken(to.read_bytes()))

    with pytest.raises(NothingToRead, match="no zip"):
        opened(to)


def test_a_file_without_ends_of_lines_is_never_read_whole(tmp_path, priya, monkeypatch):
    monkeypatch.setattr(limits, "LONGEST_LINE", 5_000)
    folder = write(tmp_path / "m", month())
    (folder / CONTACTS).write_bytes(b"x" * 6_000)

    found = imported(folder, by=priya)

    assert (CONTACTS, 0, "", "REJ001") in found.said
    assert sorted(found.people) == ["P1", "P2"]


def test_of_many_rows_of_nobody_the_first_are_said_and_the_rest_counted(
    tmp_path, priya, monkeypatch
):
    monkeypatch.setattr(limits, "MOST_OF_NOBODY", 1)
    rows = month()
    stray = rows["IDS201CareContact"][0] | {"ServiceRequestId": "R9"}
    rows["IDS201CareContact"] += [stray | {"CareContactId": f"C{n}"} for n in (7, 8, 9)]

    found = imported(write(tmp_path / "m", rows), by=priya)

    assert [line for file, line, *_ in found.said if file == CONTACTS] == [3, 0]
    assert "2 records more of the same" in found.whys[1]


def test_nothing_comes_of_a_folder_without_a_header(tmp_path, priya):
    folder = write(tmp_path / "m", month())
    (folder / "IDS000Header.csv").unlink()

    found = imported(folder, by=priya)

    assert found.run.exit_status == 1
    assert found.said == [("IDS000Header.csv", 0, "", "REJ002")]
    assert ImportRun.objects.get().phase == "DONE"


def test_what_has_no_place_here_is_said_once(tmp_path, priya):
    rows = month()
    rows["IDS003AccommStatus"] = [
        {"LocalPatientId": one, "AccommodationType": "01", "AccommodationTypeDate": "2026-10-01"}
        for one in ("P1", "P2")
    ]
    rows["IDS101Referral"][1]["SourceOfReferralIAPT"] = "E3"
    rows["IDS201CareContact"][0]["IAPTLTCServiceInd"] = "Y"
    rows["IDS603PresentingComplaints"][0]["PresCompCodSig"] = "2"
    rows["IDS902CarePersQual"][0]["QualAttainLevelIAPT"] = "11"

    found = imported(write(tmp_path / "m", rows), by=priya)

    assert sorted(found.people) == ["P1", "P2"]
    assert found.said == [
        ("IDS003AccommStatus.csv", 0, "", "S2-PLACE"),
        ("IDS101Referral.csv", 0, "", "S2-PLACE"),
        ("IDS201CareContact.csv", 0, "", "S2-PLACE"),
        ("IDS603PresentingComplaints.csv", 0, "", "S2-PLACE"),
        ("IDS902CarePersQual.csv", 0, "", "S2-PLACE"),
    ]
    assert found.whys == [
        "2 records have no place here and did not come in: keep the old files.",
        "Not kept of a code: that it was the probation service.",
        "Not kept of a code: that it was integrated care of a long-term condition.",
        "Not kept of a code: that a problem was secondary, and the problem itself beside a "
        "primary.",
        "Not kept of a code: which qualification somebody has who is no PWP.",
    ]
