"""Checking a month's folder: each fault is named with its rule, its place and what to do."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from clinical.nhs_number import synthetic
from reporting.dataset.checking.run import check
from reporting.dataset.layout import Severity
from tests.reporting.dataset.folder import month, write


@pytest.fixture
def rows():
    made = month()
    for number, patient in enumerate(made["IDS001MPI"]):
        patient["NHSNumber"] = synthetic(number)
    return made


def _found(folder):
    return {
        (one.rule, one.severity.value, one.line, one.referral) for one in check(folder).findings
    }


def test_a_folder_without_a_fault_has_no_finding(tmp_path, rows):
    report = check(write(tmp_path, rows))

    assert list(report.findings) == []
    assert not report.is_rejected
    assert report.counts["IDS607CodedScoreAssessmentAct"].taken == 7


def test_a_qualification_may_be_planned_up_to_the_last_day_of_two_years(tmp_path, rows):
    rows[_STAFF][0] |= {"QualAwardedDate": "", "QualPlannedCompletionDate": "2028-10-31"}

    assert list(check(write(tmp_path, rows)).findings) == []


@pytest.mark.parametrize("attribute", ["408730004", "363589002"])
def test_a_therapy_may_come_with_its_status(tmp_path, rows, attribute):
    rows[_ACTIVITY][0]["CodeProcAndProcStatus"] = f"748051000000105:{attribute}=385658003"

    assert list(check(write(tmp_path, rows)).findings) == []


@pytest.mark.parametrize(
    "said",
    [
        "748051000000105:(408730004)=385658003",
        "748051000000105:408731000=385658003",
        "748051000000105:408730004=385658004",
        "748051000000106:408730004=385658003",
        "748051000000105:408730004",
    ],
)
def test_a_status_in_another_form_is_none(tmp_path, rows, said):
    rows[_ACTIVITY][0]["CodeProcAndProcStatus"] = said

    assert ("IDS20230", "R", 2, "R1") in _found(write(tmp_path, rows))


def test_a_number_of_thousands_of_digits_is_a_finding(tmp_path, rows):
    rows[_SCORE][0]["PersScore"] = "9" * 5000

    assert ("IDS60706", "R", 2, "R1") in _found(write(tmp_path, rows))


def test_the_last_month_of_the_calendar_is_none_of_a_return(tmp_path, rows):
    rows["IDS000Header"][0] |= {
        "ReportingPeriodStartDate": "9999-12-01",
        "ReportingPeriodEndDate": "9999-12-31",
    }

    assert ("REJ015", "F", 2, "") in _found(write(tmp_path, rows))


# What is done to the folder, and the rule, severity, line and referral that are named for it.
_PATIENT, _GP, _REFERRAL = "IDS001MPI", "IDS002GP", "IDS101Referral"
_CONTACT, _ACTIVITY = "IDS201CareContact", "IDS202CareActivity"
_PROBLEM, _SCORE, _STAFF = (
    "IDS603PresentingComplaints",
    "IDS607CodedScoreAssessmentAct",
    "IDS902CarePersQual",
)
_FAULTS = [
    (_PATIENT, 0, {"NHSNumber": "9990000010"}, ("REJ006", "F", 2, "")),
    (_PATIENT, 0, {"Postcode": "ZZ993VZ"}, ("REJ007", "F", 2, "")),
    (_PATIENT, 0, {"PersonBirthDate": "1890-01-01"}, ("REJ008", "F", 2, "")),
    (_PATIENT, 0, {"PersonBirthDate": "2026-11-01"}, ("REJ008", "F", 2, "")),
    (_PATIENT, 0, {"Gender": "5"}, ("IDS00131", "W", 2, "")),
    (_PATIENT, 0, {"NHSNumber": "", "NHSNumberStatus": "01"}, ("IDS00161", "W", 2, "")),
    (_GP, 0, {"GMPCodeReg": ""}, ("IDS00203", "R", 2, "")),
    (_REFERRAL, 0, {"ReferralRequestReceivedDate": "2026-11-01"}, ("IDS10113", "R", 2, "R1")),
    (_REFERRAL, 0, {"ServDischDate": "2026-08-01", "EndCode": "46"}, ("IDS10128", "R", 2, "R1")),
    (_REFERRAL, 0, {"ServDischDate": "2026-10-30"}, ("IDS10137", "W", 2, "R1")),
    (_REFERRAL, 0, {"EndCode": "46"}, ("IDS10138", "W", 2, "R1")),
    (_REFERRAL, 1, {"OnsetDate": "1980-01"}, ("IDS10141", "R", 3, "R2")),
    (_REFERRAL, 0, {"SourceOfReferralIAPT": "N3"}, ("IDS10118", "W", 2, "R1")),
    (_CONTACT, 0, {"AppType": "07"}, ("IDS20156", "R", 2, "R1")),
    (_CONTACT, 0, {"AppType": "2"}, ("IDS20155", "R", 2, "R1")),
    (_CONTACT, 0, {"AttendOrDNACode": "9"}, ("IDS20128", "R", 2, "R1")),
    (_CONTACT, 0, {"CareContDate": "2026-09-30"}, ("IDS20170", "R", 2, "R1")),
    (_CONTACT, 0, {"ServiceRequestId": "R2"}, ("IDS20171", "R", 2, "R2")),
    (_CONTACT, 0, {"ServiceRequestId": "R9"}, ("IDS20142", "G", 2, "R9")),
    (_CONTACT, 0, {"AttendOrDNACode": "2"}, ("IDS20166", "W", 2, "R1")),
    (_CONTACT, 0, {"Cancellation": "Y"}, ("IDS20167", "W", 2, "R1")),
    (
        "IDS201CareContact",
        0,
        {"PlannedCareContIndicator": "N", "AttendOrDNACode": "3"},
        ("S2-UNPLANNED", "R", 2, "R1"),
    ),
    (_CONTACT, 0, {"CareContPatientTherMode": "3"}, ("S2-GROUP", "W", 2, "R1")),
    (_CONTACT, 0, {"AppType": "06"}, ("S2-FOLLOW-UP", "W", 2, "R1")),
    (_ACTIVITY, 0, {"CodeProcAndProcStatus": "123"}, ("IDS20230", "R", 2, "R1")),
    (_ACTIVITY, 0, {"CodeProcAndProcStatus": ""}, ("S2-THERAPY", "W", 2, "R1")),
    (_ACTIVITY, 0, {"CareContactId": "C9"}, ("IDS20224", "G", 2, "")),
    (_PROBLEM, 0, {"PresComp": "depressed"}, ("IDS60310", "R", 2, "R1")),
    (_SCORE, 0, {"PersScore": "2.5"}, ("IDS60711", "R", 2, "R1")),
    (_SCORE, 0, {"PersScore": "28"}, ("IDS60707", "W", 2, "R1")),
    (_SCORE, 0, {"CodedAssToolType": "748051000000105"}, ("IDS60710", "R", 2, "R1")),
    (_SCORE, 1, {"CodedAssToolType": "720433000"}, ("IDS60709", "G", 3, "R1")),
    (_STAFF, 0, {"QualAwardedDate": "2004-12-31"}, ("IDS90212", "R", 2, "")),
    (_STAFF, 0, {"CarePersLocalId": "S9"}, ("S2-STAFF", "W", 2, "R1")),
    (_ACTIVITY, 0, {"CarePersLocalId": ""}, ("S2-STAFF", "W", 2, "R1")),
    (_GP, 0, {"EndDateGMPRegistration": "2026-10-15"}, ("IDS00223", "W", 2, "")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "place", "change", "named"), _FAULTS, ids=lambda one: str(one)[:60]
)
def test_a_fault_is_named_with_its_rule_its_line_and_whom_it_concerns(
    tmp_path, rows, table, place, change, named
):
    rows[table][place] |= change

    assert named in _found(write(tmp_path, rows))


def test_the_same_number_on_two_patients_rejects_the_file(tmp_path, rows):
    rows["IDS001MPI"][1]["NHSNumber"] = rows["IDS001MPI"][0]["NHSNumber"]

    report = check(write(tmp_path, rows))

    assert report.is_rejected
    assert next(iter(report.findings)).rule == "REJ009"


def test_a_patient_without_a_practice_falls_out_with_all_that_hangs_from_them(tmp_path, rows):
    del rows["IDS002GP"][0]

    report = check(write(tmp_path, rows))

    found = [(one.rule, one.severity, one.table) for one in report.findings]
    assert ("IDS00145", Severity.GROUP, "IDS001MPI") in found
    assert ("IDS20142", Severity.GROUP, "IDS201CareContact") in found
    assert ("IDS20224", Severity.GROUP, "IDS202CareActivity") in found
    assert report.counts["IDS607CodedScoreAssessmentAct"].taken == 0
    assert report.counts["IDS101Referral"].rows == 2


def test_what_ended_before_the_month_stays_for_its_follow_up_alone(tmp_path, rows):
    ended = {"ServDischDate": "2026-09-20", "EndCode": "46"}
    rows["IDS101Referral"][0] |= ended
    assert ("IDS10129", "R", 2, "R1") in _found(write(tmp_path / "without", rows))

    rows["IDS201CareContact"][0]["AppType"] = "06"

    assert not any(one[0] == "IDS10129" for one in _found(write(tmp_path / "with", rows)))


def _rules(folder, table):
    return sorted((one.rule, one.line) for one in check(folder).findings if one.table == table)


def test_a_patient_is_with_one_practice_at_a_time(tmp_path, rows):
    rows[_GP].append({"LocalPatientId": "P1", "GMPCodeReg": "ZX9002"})

    assert _rules(write(tmp_path / "two", rows), _GP) == [("IDS00222", 4)]

    rows[_GP][0]["EndDateGMPRegistration"] = "2026-10-15"

    assert _rules(write(tmp_path / "moved", rows), _GP) == []


def test_work_is_told_once_a_day_and_once_without_a_day(tmp_path, rows):
    work = {"LocalPatientId": "P1", "EmployStatus": "01"}
    dated = work | {"EmployStatusRecDate": "2026-10-01"}

    rows["IDS004EmpStatus"] = [dated, dated]
    assert _rules(write(tmp_path / "dated", rows), "IDS004EmpStatus") == [("IDS00402", 3)]

    rows["IDS004EmpStatus"] = [work, dated, work]
    found = _rules(write(tmp_path / "undated", rows), "IDS004EmpStatus")
    assert found == [("IDS00412", 2), ("IDS00412", 4), ("IDS00440", 4)]


def test_support_at_work_that_suits_has_the_day_it_was_asked_for(tmp_path, rows):
    rows["IDS004EmpStatus"] = [
        {
            "LocalPatientId": "P1",
            "EmployStatus": "01",
            "EmployStatusRecDate": "2026-10-01",
            "EmpSupportInd": "Y",
        }
    ]

    assert _rules(write(tmp_path, rows), "IDS004EmpStatus") == [("IDS00435", 2)]


def test_nobody_is_seen_twice_at_the_same_time(tmp_path, rows):
    first = rows[_CONTACT][0]
    rows[_CONTACT] += [
        first | {"CareContactId": "C2", "AttendOrDNACode": "3"},
        first | {"CareContactId": "C3", "AttendOrDNACode": "6"},
    ]

    found = _found(write(tmp_path, rows))

    assert ("IDS20168", "W", 4, "R1") in found
    assert not any(one[0] == "IDS20168" and one[2] == 3 for one in found)


def test_files_made_in_the_future_are_named_where_the_time_is_known(tmp_path, rows):
    folder = write(tmp_path, rows)
    made = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)

    early = [one.rule for one in check(folder, now=made - timedelta(minutes=1)).findings]

    assert early == ["IDS00027"]
    assert list(check(folder, now=made).findings) == []


def test_an_open_referral_without_a_treatment_for_over_90_days_is_told_from_the_months_before(
    tmp_path, rows
):
    before = month()
    before[_CONTACT][0] |= {"ServiceRequestId": "R2", "CareContDate": "2026-08-01"}
    before = write(tmp_path / "2026-08", before)
    rows[_REFERRAL][1]["ReferralRequestReceivedDate"] = "2026-07-01"
    folder = write(tmp_path / "2026-10", rows)

    (quiet,) = check(folder, months_before=[before]).findings

    assert (quiet.rule, quiet.referral, quiet.patient) == ("S2-QUIET", "R2", "P2")
    assert list(check(folder).findings) == []

    out = StringIO()
    call_command("check_dataset", str(folder), stdout=out)
    assert "S2-QUIET" in out.getvalue()


def test_a_month_of_version_2_0_is_read_with_one_warning(tmp_path, rows):
    rows["IDS000Header"][0]["DatSetVer"] = "2.0"
    folder = write(tmp_path, rows)
    (folder / "IDS003AccommStatus.csv").unlink()
    (folder / "IDS601MedHistPrevDiag.csv").unlink()
    for name, new, old in (
        ("IDS101Referral", "SourceOfReferralIAPT", "SourceOfReferralMH"),
        ("IDS201CareContact", "ConsMechanism", "ConsMediumUsed"),
        ("IDS004EmpStatus", ",EmpSupportDischargeDate", ""),
    ):
        path = folder / f"{name}.csv"
        path.write_text(path.read_text().replace(new, old))
    contacts = folder / "IDS201CareContact.csv"
    contacts.write_text(contacts.read_text().replace(",02,02,", ",02,03,"))

    found = [(one.rule, one.severity) for one in check(folder).findings]

    assert found == [("S2-VERSION", Severity.WARNING)]


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("IDS000Header.csv", None, "REJ001"),
        ("IDS105OnwardReferral.csv", "", "REJ001"),
        ("IDS105OnwardReferral.csv", "one,two\n1,2\n", "REJ001"),
        ("IDS105OnwardReferral.csv", "ServiceRequestId\nR1,more\n", "REJ001"),
        ("IDS105OnwardReferral.csv", 'ServiceRequestId\n"R1\n', "REJ001"),
        ("IDS105OnwardReferral.csv", "ServiceRequestId\nR\x001\n", "REJ001"),
        ("ids001mpi.CSV", "LocalPatientId\n", "REJ001"),
    ],
)
def test_a_file_that_is_missing_broken_or_double_is_named_and_nothing_falls_over(
    tmp_path, rows, name, text, rule
):
    folder = write(tmp_path, rows)
    if text is None:
        (folder / name).unlink()
    else:
        (folder / name).write_text(text)

    assert rule in {one.rule for one in check(folder).findings}


def test_columns_in_another_order_or_too_many_are_said(tmp_path, rows):
    folder = write(tmp_path, rows)
    path = folder / "IDS902CarePersQual.csv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([f"Extra,{lines[0]}", *(f"x,{line}" for line in lines[1:])]))

    (finding,) = check(folder).findings

    assert finding.to_do == "Take out 1 column that the table does not have."
    assert "Extra" not in finding.to_do


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_other_encodings_dates_and_spaces_are_no_fault(tmp_path, rows, encoding):
    rows["IDS000Header"][0]["PrimSystemInUse"] = "Système"
    rows["IDS101Referral"][0]["ReferralRequestReceivedDate"] = "01/09/2026"
    rows["IDS201CareContact"][0]["AttendOrDNACode"] = " 5"
    rows["IDS603PresentingComplaints"][0]["PresComp"] = "F41.1"

    report = check(write(tmp_path, rows, encoding=encoding))

    assert list(report.findings) == []


def test_the_command_lists_the_dearest_first_and_says_by_its_status(tmp_path, rows, capsys):
    rows["IDS001MPI"][0]["Postcode"] = "nowhere"
    rows["IDS101Referral"][1]["SourceOfReferralIAPT"] = "N3"
    out = StringIO()

    with pytest.raises(SystemExit) as stopped:
        call_command("check_dataset", str(write(tmp_path, rows)), "--format", "csv", stdout=out)

    listed = list(csv.DictReader(StringIO(out.getvalue())))
    assert stopped.value.code == 1
    assert listed[0]["rule"] == "REJ007"
    assert {"rule": "IDS10118", "referral": "R2"}.items() <= listed[-1].items()
    assert "nowhere" not in out.getvalue()


def test_a_folder_that_is_none_is_said(tmp_path):
    with pytest.raises(CommandError, match="There is no folder"):
        call_command("check_dataset", str(tmp_path / "nothing"))
