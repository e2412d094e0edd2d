"""How many rows a second a month's check goes through, and in how much memory.

python -m bench.check_dataset [--referrals 20000] [--write docs/performance.md]

The month is written from the tables alone, without a fault: some eight contacts a referral, each
with its activity, and seven scores with every second one.
"""

import argparse
import csv
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from bench import report
from clinical.nhs_number import synthetic
from reporting.dataset.checking.run import check
from reporting.dataset.tables import TABLES
from reporting.dataset.tools import GAD7, PHQ9, WSAS

_HEADER = {
    "DatSetVer": "2.1",
    "OrgIDProv": "ZX1",
    "OrgIDSubmit": "ZX1",
    "PrimSystemInUse": "Bench",
    "ReportingPeriodStartDate": "2026-10-01",
    "ReportingPeriodEndDate": "2026-10-31",
    "DateTimeDatSetCreate": "2026-11-02T09:30:00",
}
_CONTACTS = 8
_SCORES = (PHQ9, GAD7, *sorted(WSAS))
Rows = dict[str, Iterator[dict[str, str]]]


def write(folder: Path, *, referrals: int) -> int:
    """One CSV a table; how many rows they have."""
    made: Rows = {
        "IDS000Header": iter([_HEADER]),
        "IDS001MPI": (_patient(one) for one in range(referrals)),
        "IDS002GP": (
            {"LocalPatientId": f"P{one}", "GMPCodeReg": "ZX9001"} for one in range(referrals)
        ),
        "IDS101Referral": (_referral(one) for one in range(referrals)),
        "IDS201CareContact": (
            _contact(one, number) for one in range(referrals) for number in range(_CONTACTS)
        ),
        "IDS202CareActivity": (
            _activity(one, number) for one in range(referrals) for number in range(_CONTACTS)
        ),
        "IDS603PresentingComplaints": (_problem(one) for one in range(referrals)),
        "IDS607CodedScoreAssessmentAct": (
            _score(one, number, tool)
            for one in range(referrals)
            for number in range(0, _CONTACTS, 2)
            for tool in _SCORES
        ),
        "IDS902CarePersQual": (
            {
                "CarePersLocalId": f"S{one}",
                "QualAttainLevelIAPT": "10",
                "QualAwardedDate": "2020-07-01",
            }
            for one in range(50)
        ),
    }
    rows = 0
    for table in TABLES:
        with (folder / f"{table.name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, table.columns, restval="")
            writer.writeheader()
            for row in made.get(table.name, ()):
                writer.writerow(row)
                rows += 1
    return rows


def _patient(one: int) -> dict[str, str]:
    return {
        "LocalPatientId": f"P{one}",
        "OrgIDLocalPatientId": "ZX1",
        "NHSNumber": synthetic(one),
        "NHSNumberStatus": "01",
        "PersonBirthDate": (date(1950, 1, 1) + timedelta(days=one % 18_000)).isoformat(),
        "Postcode": "ZZ99 3VZ",
        "Gender": "12"[one % 2],
        "EthnicCategory": "ABCDEFGH"[one % 8],
        "LanguageCodePreferred": "en",
    }


def _referral(one: int) -> dict[str, str]:
    return {
        "ServiceRequestId": f"R{one}",
        "LocalPatientId": f"P{one}",
        "OrgIDComm": "ZX7",
        "ReferralRequestReceivedDate": (date(2026, 6, 1) + timedelta(days=one % 90)).isoformat(),
        "SourceOfReferralIAPT": "B1",
        "PrevDiagCondInd": "N",
    }


def _contact(one: int, number: int) -> dict[str, str]:
    return {
        "CareContactId": f"C{one}.{number}",
        "ServiceRequestId": f"R{one}",
        "CareContDate": (date(2026, 10, 1) + timedelta(days=(one + 3 * number) % 31)).isoformat(),
        "CareContTime": f"{9 + number:02d}:00:00",
        "PlannedCareContIndicator": "Y",
        "AttendOrDNACode": "3" if number % 2 else "5",
        "ClinContDurOfCareCont": "30",
        "IAPTLTCServiceInd": "N",
        "AppType": "02",
        "ConsMechanism": "02",
        "CareContPatientTherMode": "1",
    }


def _activity(one: int, number: int) -> dict[str, str]:
    return {
        "CareActId": f"A{one}.{number}",
        "CareContactId": f"C{one}.{number}",
        "CarePersLocalId": f"S{one % 50}",
        "CodeProcAndProcStatus": "748051000000105",
    }


def _problem(one: int) -> dict[str, str]:
    return {
        "ServiceRequestId": f"R{one}",
        "FindSchemeInUse": "01",
        "PresComp": ("F411", "F32X", "F412")[one % 3],
        "PresCompCodSig": "1",
        "PresCompDate": "2026-09-08",
    }


def _score(one: int, number: int, tool: str) -> dict[str, str]:
    return {
        "CareActId": f"A{one}.{number}",
        "CodedAssToolType": tool,
        "PersScore": str((one + number) % 9),
    }


def main() -> int:
    """Exit code 1 where the month is found at fault."""
    parser = argparse.ArgumentParser(prog="python -m bench.check_dataset", description=__doc__)
    parser.add_argument("--referrals", type=int, default=20_000)
    parser.add_argument("--write", help="also put the figures into this file")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="step2-check-") as name:
        rows = write(Path(name), referrals=asked.referrals)
        began = time.process_time()
        found = check(Path(name))
        took = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    line = (
        f"{rows:,} rows of {asked.referrals:,} referrals checked in {took:.1f} s of CPU: "
        f"{rows / took:,.0f} rows a second, {peak} MB at most."
    )
    print(line)
    if asked.write:
        report.write(Path(asked.write), line, part="check")
    return int(found.findings.total > 0)


if __name__ == "__main__":
    sys.exit(main())
