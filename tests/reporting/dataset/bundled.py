"""People as the reading half hands them on: rows of the data set with the fields a test names."""

from collections.abc import Sequence
from typing import Any

from reporting.dataset.importer.bundles import PersonBundle, ReferralBundle, SourceRow
from reporting.dataset.tables import TABLES

_COLUMNS = {table.name: table.columns for table in TABLES}
MONTH = "2026-04-01"
PHQ9, GAD7 = "720433000", "445455005"
GUIDED = "748051000000105"


def row(table: str, *, line: int = 2, month: str = MONTH, **values: str) -> SourceRow:
    """With every field; those not named are empty."""
    return SourceRow(
        f"{month[:7]}/{table}.csv",
        line,
        month,
        {name: values.get(name, "") for name in _COLUMNS[table]},
    )


def contact(key: str = "C1", **said: Any) -> dict[str, list[SourceRow]]:
    """A contact with one activity and its scores: `phq9`, `gad7`."""
    scores = {PHQ9: said.pop("phq9", "14"), GAD7: said.pop("gad7", "11")}
    therapy = said.pop("therapy", GUIDED)
    values = {
        "CareContDate": "2026-04-14",
        "CareContTime": "10:30",
        "PlannedCareContIndicator": "Y",
        "AttendOrDNACode": "5",
        "AppType": "02",
        "ConsMechanism": "02",
        "ClinContDurOfCareCont": "35",
        **said,
    }
    activity = {"CareActId": f"A{key}", "CareContactId": key, "CarePersLocalId": "P7"}
    return {
        "IDS201CareContact": [row("IDS201CareContact", CareContactId=key, **values)],
        "IDS202CareActivity": [
            row("IDS202CareActivity", CodeProcAndProcStatus=therapy, **activity)
        ],
        "IDS607CodedScoreAssessmentAct": [
            row(
                "IDS607CodedScoreAssessmentAct",
                CareActId=f"A{key}",
                CodedAssToolType=tool,
                PersScore=score,
            )
            for tool, score in scores.items()
            if score
        ],
    }


def together(*found: dict[str, list[SourceRow]]) -> dict[str, list[SourceRow]]:
    """The rows of all of these, by table."""
    tables: dict[str, list[SourceRow]] = {}
    for one in found:
        for table, rows in one.items():
            tables.setdefault(table, []).extend(rows)
    return tables


def referral(
    key: str = "R1", tables: dict[str, list[SourceRow]] | None = None, **values: str
) -> ReferralBundle:
    """A self-referral of 1 April, open, with one treated session unless others are given."""
    said = {
        "ServiceRequestId": key,
        "OrgIDComm": "ZZA",
        "ReferralRequestReceivedDate": "2026-04-01",
        "SourceOfReferralIAPT": "B1",
        **values,
    }
    problem = row(
        "IDS603PresentingComplaints",
        ServiceRequestId=key,
        PresComp="F32X",
        PresCompDate="2026-04-14",
        PresCompCodSig="1",
    )
    return ReferralBundle(
        key,
        {
            "IDS101Referral": [row("IDS101Referral", **said)],
            "IDS603PresentingComplaints": [problem],
            **(contact() if tables is None else tables),
        },
    )


def person(
    key: str = "10045", referrals: Sequence[ReferralBundle] | None = None, **values: str
) -> PersonBundle:
    """Born on 4 May 1990; with one referral unless others are given."""
    said = {
        "LocalPatientId": key,
        "PersonBirthDate": "1990-05-04",
        "Postcode": "ZZ99 4AB",
        "Gender": "2",
        "EthnicCategory": "A",
        "LanguageCodePreferred": "en",
        **values,
    }
    gp = row("IDS002GP", LocalPatientId=key, GMPCodeReg="ZZ9001")
    work = row(
        "IDS004EmpStatus", LocalPatientId=key, EmployStatus="01", EmployStatusRecDate="2026-04-14"
    )
    return PersonBundle(
        key,
        {
            "IDS001MPI": [row("IDS001MPI", **said)],
            "IDS002GP": [gp],
            "IDS004EmpStatus": [work],
        },
        [referral()] if referrals is None else referrals,
    )
