"""A month as a folder: whole or not at all, as its manifest says, and as the check takes it."""

import contextlib
import csv
import errno
import hashlib
import io
import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit.models import AuditEntry
from clinical.errors import Refused
from reporting.dataset.checking.run import check
from reporting.dataset.export import folder
from reporting.dataset.export.folder import export_month
from reporting.dataset.layout import Severity
from reporting.dataset.tables import TABLES
from tests.factories import caseload
from tests.reporting.dataset.export import NOW, written

pytestmark = pytest.mark.django_db
IN_MAY = datetime(2026, 5, 12, 10, tzinfo=UTC)


@pytest.fixture
def seen(priya, north):
    """Treated in May, with nothing missing that would cost a record."""
    referral = caseload.in_treatment(
        priya, north, commissioner="ZZA", patient__postcode="ZZ1 1AL", patient__gender="FEMALE"
    )
    caseload.signed_contact(referral, at=IN_MAY)
    caseload.internet_week(referral, ended_on=date(2026, 5, 20), programme="=Space, Worry")
    return referral


def test_every_table_is_there_with_its_columns_and_nothing_of_it_would_be_rejected(seen, tmp_path):
    place = written(tmp_path).folder

    assert place == tmp_path / "2026-05"
    assert place.stat().st_mode & 0o077 == 0
    for table in TABLES:
        with (place / f"{table.name}.csv").open("rb") as file:
            assert file.readline().decode() == ",".join(table.columns) + "\r\n"
    report = check(place)
    costs = {one: report.findings.count(one) for one in Severity if one != Severity.WARNING}
    assert not any(costs.values()), list(report.findings)
    assert report.counts["IDS201CareContact"].taken == 1


def test_the_manifest_says_what_was_written_and_how_to_tell_it_is_whole(seen, tmp_path):
    found = written(tmp_path)

    text = (found.folder / "manifest.json").read_bytes()
    said = json.loads(text)

    assert said["month"] == "2026-05"
    assert said["written_by"] == "Dan Hughes"
    assert said["written_at"] == "2026-06-09T10:24:00+01:00"
    assert (said["version"], said["window"]) == ("2.1", "PROVISIONAL")
    assert (said["rows"]["IDS101Referral"], said["rows"]["IDS803CareCluster"]) == (1, 0)
    assert set(said["sha256"]) == {f"{table.name}.csv" for table in TABLES}
    for name, sha256 in said["sha256"].items():
        assert hashlib.sha256((found.folder / name).read_bytes()).hexdigest() == sha256
    assert found.checksum == hashlib.sha256(text).hexdigest()


def test_copies_for_reading_hold_no_formula_and_what_is_sent_is_as_it_is(seen, tmp_path):
    written(tmp_path, reading_copies=True)

    def programme(name):
        with (tmp_path / name / "IDS205InternetTherLog.csv").open(
            encoding="utf-8-sig", newline=""
        ) as file:
            return next(csv.DictReader(file))["IntEnabledTherProg"]

    assert programme("2026-05") == "=Space, Worry"
    assert programme("2026-05-reading") == "'=Space, Worry"


def test_a_second_time_takes_the_place_of_the_first(seen, tmp_path):
    written(tmp_path)
    (tmp_path / "2026-05" / "left.txt").touch()

    written(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["2026-05"]
    assert not (tmp_path / "2026-05" / "left.txt").exists()


def test_when_the_disk_is_full_half_way_what_stood_there_stands_still(seen, tmp_path, full_disk):
    written(tmp_path)
    before = (tmp_path / "2026-05" / "manifest.json").read_bytes()
    full_disk()

    with pytest.raises(OSError, match="No space left"):
        written(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["2026-05"]
    assert (tmp_path / "2026-05" / "manifest.json").read_bytes() == before


def test_written_in_its_place_half_a_month_would_stand_there(
    seen, tmp_path, full_disk, monkeypatch
):
    @contextlib.contextmanager
    def in_its_place(*, within):
        yield within

    monkeypatch.setattr(folder.working, "folder", in_its_place)
    full_disk()

    with pytest.raises(OSError, match="No space left"):
        written(tmp_path)

    assert (tmp_path / "2026-05" / "IDS001MPI.csv").exists()


@pytest.fixture
def full_disk(monkeypatch):
    """Once called, the file of the referrals finds no space any more."""

    class Full(io.BytesIO):
        def write(self, _line):
            raise OSError(errno.ENOSPC, "No space left on device")

    really = Path.open

    def opened(path, mode="r", **asked):
        if path.name == "IDS101Referral.csv" and mode == "wb":
            return Full()
        return really(path, mode, **asked)

    return lambda: monkeypatch.setattr(Path, "open", opened)


def test_a_month_that_has_not_begun_and_a_service_without_a_code_are_refused(
    seen, tmp_path, settings
):
    with pytest.raises(Refused, match="has not begun"):
        export_month(date(2026, 7, 1), out=tmp_path, by="Dan Hughes", now=NOW)
    settings.PROVIDER_ODS = ""
    with pytest.raises(Refused, match="PROVIDER_ODS"):
        written(tmp_path)

    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("clock")
def test_the_command_writes_checks_and_says_so(seen, tmp_path, capsys):
    call_command("export_dataset", month="2026-05", out=tmp_path)

    said = capsys.readouterr().out
    assert "IDS101Referral: 1 rows" in said
    assert "the record is rejected: 0" in said
    assert "Window: Provisional, from 01/06/2026 to 22/06/2026, the usual day" in said
    assert AuditEntry.objects.filter(event="RETURN_WRITTEN").count() == 1


@pytest.mark.usefixtures("clock")
def test_the_command_says_with_its_status_that_something_would_be_rejected(seen, tmp_path):
    type(seen).objects.update(commissioner="")

    with pytest.raises(SystemExit) as ended:
        call_command("export_dataset", month="2026-05", out=tmp_path)

    assert ended.value.code == 3
    for month in ("2026-13", "May", "2026-07"):
        with pytest.raises(CommandError):
            call_command("export_dataset", month=month, out=tmp_path)
