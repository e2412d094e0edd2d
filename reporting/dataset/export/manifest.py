"""What lies beside the tables: how much of which month, by whom, and how to tell it is whole."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from clinical.working_days import local
from reporting.dataset.checking.run import Report
from reporting.dataset.export.windows import Submission
from reporting.dataset.export.writing import File
from reporting.dataset.layout import Severity

NAME = "manifest.json"
_VERSION = "2.1"


def write(
    folder: Path,
    *,
    month: str,
    files: Mapping[str, File],
    report: Report,
    submission: Submission,
    by: str,
    now: datetime,
) -> str:
    """Put it into the folder; its own sum is returned, and so stands for all of them."""
    said = {
        "month": month,
        "version": _VERSION,
        "window": submission.window.value,
        "written_at": local(now).isoformat(timespec="seconds"),
        "written_by": by,
        "rows": {name: one.rows for name, one in files.items()},
        "findings": findings(report),
        "sha256": {f"{name}.csv": one.sha256 for name, one in files.items()},
        "sha256_of_all": _of_all(files),
    }
    text = json.dumps(said, indent=2, ensure_ascii=False) + "\n"
    (folder / NAME).write_text(text, encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()


def written_at(folder: Path) -> datetime | None:
    """When the month that lies there was begun, to the second; None where nothing says so."""
    try:
        said = datetime.fromisoformat(json.loads((folder / NAME).read_bytes())["written_at"])
    except (OSError, ValueError, LookupError, TypeError):
        return None
    return said if said.tzinfo else None


def findings(report: Report) -> dict[str, int]:
    """How many, by what they cost."""
    return {one.value: report.findings.count(one) for one in Severity}


def _of_all(files: Mapping[str, File]) -> str:
    """As `sha256sum *.csv | sha256sum` would say it of the files in their order."""
    lines = "".join(f"{one.sha256}  {name}.csv\n" for name, one in files.items())
    return hashlib.sha256(lines.encode()).hexdigest()
