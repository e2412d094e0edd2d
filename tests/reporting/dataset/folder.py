"""A month's folder as another system would write it, small and without a fault; tests break it."""

import csv
from pathlib import Path

from reporting.dataset.tables import TABLES
from reporting.dataset.tools import GAD7, PHQ9, WSAS

Rows = dict[str, list[dict[str, str]]]


def month() -> Rows:
    """Two patients in October 2026: one treated, one just referred."""
    return {
        "IDS000Header": [
            {
                "DatSetVer": "2.1",
                "OrgIDProv": "ZX1",
                "OrgIDSubmit": "ZX1",
                "PrimSystemInUse": "Step 2 Caseload",
                "ReportingPeriodStartDate": "2026-10-01",
                "ReportingPeriodEndDate": "2026-10-31",
                "DateTimeDatSetCreate": "2026-11-02T09:30:00",
            }
        ],
        "IDS001MPI": [_patient("P1", "9990000018"), _patient("P2", "9990000026")],
        "IDS002GP": [{"LocalPatientId": one, "GMPCodeReg": "ZX9001"} for one in ("P1", "P2")],
        "IDS101Referral": [
            _referral("R1", "P1", "2026-09-01"),
            _referral("R2", "P2", "2026-10-20"),
        ],
        "IDS201CareContact": [
            {
                "CareContactId": "C1",
                "ServiceRequestId": "R1",
                "CareContDate": "2026-10-05",
                "CareContTime": "10:00:00",
                "PlannedCareContIndicator": "Y",
                "AttendOrDNACode": "5",
                "ClinContDurOfCareCont": "30",
                "IAPTLTCServiceInd": "N",
                "AppType": "02",
                "ConsMechanism": "02",
                "CareContPatientTherMode": "1",
            }
        ],
        "IDS202CareActivity": [
            {
                "CareActId": "A1",
                "CareContactId": "C1",
                "CarePersLocalId": "S1",
                "CodeProcAndProcStatus": "748051000000105",
            }
        ],
        "IDS603PresentingComplaints": [
            {
                "ServiceRequestId": "R1",
                "FindSchemeInUse": "01",
                "PresComp": "F411",
                "PresCompCodSig": "1",
                "PresCompDate": "2026-09-08",
            }
        ],
        "IDS607CodedScoreAssessmentAct": [
            {"CareActId": "A1", "CodedAssToolType": tool, "PersScore": "7"}
            for tool in (PHQ9, GAD7, *sorted(WSAS))
        ],
        "IDS902CarePersQual": [
            {
                "CarePersLocalId": "S1",
                "QualAttainLevelIAPT": "10",
                "QualAwardedDate": "2020-07-01",
            }
        ],
    }


def write(folder: Path, rows: Rows, *, encoding: str = "utf-8") -> Path:
    """One CSV a table, those without rows too."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        with (folder / f"{table.name}.csv").open("w", newline="", encoding=encoding) as file:
            writer = csv.DictWriter(file, table.columns, restval="")
            writer.writeheader()
            writer.writerows(rows.get(table.name, []))
    return folder


def _patient(key: str, nhs_number: str) -> dict[str, str]:
    return {
        "LocalPatientId": key,
        "OrgIDLocalPatientId": "ZX1",
        "NHSNumber": nhs_number,
        "NHSNumberStatus": "01",
        "PersonBirthDate": "1990-05-17",
        "Postcode": "ZZ99 3VZ",
        "Gender": "2",
        "EthnicCategory": "A",
        "LanguageCodePreferred": "en",
    }


def _referral(key: str, patient: str, received: str) -> dict[str, str]:
    return {
        "ServiceRequestId": key,
        "LocalPatientId": patient,
        "OrgIDComm": "ZX7",
        "ReferralRequestReceivedDate": received,
        "SourceOfReferralIAPT": "B1",
        "PrevDiagCondInd": "N",
    }
