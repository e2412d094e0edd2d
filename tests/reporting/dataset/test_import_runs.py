"""Runs of an import: killed and taken up again, by command and from the page, for real and dry."""

import csv
import io
import zipfile
from contextlib import nullcontext
from datetime import timedelta

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection

from clinical.errors import Refused
from clinical.policy import Policy
from pwpservice import middleware
from referrals.models import Referral
from reporting.dataset.importer import engine, jobs, looked_at, runs, staging
from reporting.dataset.importer.bundles import Taken
from reporting.models import ImportRun, ImportUpload, LeftOut, StagedRow
from staff.models import StaffMember
from tests.personas import NOW
from tests.reporting.dataset.folder import month, write
from tests.reporting.dataset.importing import Remembers, imported

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """As a worker is."""


class DiesAfter(Remembers):
    """Takes some batches, and is killed in the next."""

    def __init__(self, batches):
        super().__init__()
        self.left = batches

    def take(self, people, *, taking):
        if not self.left:
            raise Killed
        self.left -= 1
        return super().take(people, taking=taking)


def test_a_killed_run_goes_on_after_the_last_batch(tmp_path, priya, monkeypatch):
    monkeypatch.setattr(engine, "_PEOPLE", 1)
    folder = write(tmp_path / "m", month())
    with pytest.raises(Killed):
        imported(folder, by=priya, takes=DiesAfter(1))
    assert ImportRun.objects.get().mark == "P1"

    found = imported(folder, by=priya)

    assert sorted(found.people) == ["P2"]
    assert (found.run.people_done, found.run.counts["people"]) == (2, 2)
    assert ImportRun.objects.count() == 1
    assert found.run.exit_status == 0


def test_without_what_was_staged_a_killed_run_begins_again(tmp_path, priya, monkeypatch):
    monkeypatch.setattr(engine, "_PEOPLE", 1)
    folder = write(tmp_path / "m", month())
    with pytest.raises(Killed):
        imported(folder, by=priya, takes=DiesAfter(1))
    StagedRow.objects.all().delete()  # as a crash of the database leaves a table without a log

    found = imported(folder, by=priya)

    assert sorted(found.people) == ["P1", "P2"]
    assert found.run.people_done == 2


def test_a_run_killed_while_reading_has_no_row_twice(tmp_path, priya, monkeypatch):
    folder = write(tmp_path / "m", month())
    write_chunk, calls = staging.write, []

    def dies(chunk):
        write_chunk(chunk)
        calls.append(chunk)
        if len(calls) == 9:
            raise Killed

    monkeypatch.setattr(staging, "write", dies)
    with pytest.raises(Killed):
        imported(folder, by=priya)
    monkeypatch.setattr(staging, "write", write_chunk)

    found = imported(folder, by=priya)

    assert found.run.rows == sum(len(rows) for rows in month().values()) - 1
    assert found.said == []


def test_what_a_crash_took_of_the_files_read_so_far_is_read_again(tmp_path, priya, monkeypatch):
    folder = write(tmp_path / "m", month())
    write_chunk, calls = staging.write, []

    def dies(chunk):
        calls.append(chunk)
        if len(calls) == 9:
            raise Killed
        write_chunk(chunk)

    monkeypatch.setattr(staging, "write", dies)
    with pytest.raises(Killed):
        imported(folder, by=priya)
    StagedRow.objects.all().delete()

    found = imported(folder, by=priya)

    assert found.run.rows == sum(len(rows) for rows in month().values()) - 1
    assert (sorted(found.people), found.said) == (["P1", "P2"], [])


def test_a_turn_that_is_over_is_gone_on_with(tmp_path, priya):
    folder = write(tmp_path / "m", month())
    turns, ended = 0, None
    while ended is None:
        turns += 1
        try:
            ended = imported(folder, by=priya, seconds=0.0)
        except engine.NotYet:
            assert turns < 50

    assert turns > 10
    assert ended.run.counts["people"] == 2


class HiresSomebody(Remembers):
    """Writes a row."""

    def take_staff(self, rows, *, taking):
        StaffMember.objects.create_user(username="hired", given_name="A", family_name="B")
        return super().take_staff(rows, taking=taking)


def test_a_dry_run_says_the_same_and_keeps_nothing(tmp_path, priya):
    rows = month()
    rows["IDS001MPI"][1]["Postcode"] = "nowhere"
    folder = write(tmp_path / "m", rows)

    dry = imported(folder, by=priya, is_dry_run=True, takes=HiresSomebody())
    wet = imported(folder, by=priya)

    assert not StaffMember.objects.filter(username="hired").exists()
    assert dry.said == wet.said != []
    assert dry.run.counts == wet.run.counts


class HiresForEach(Remembers):
    """Writes a row with each batch, and looks whether one of an earlier stands."""

    def take(self, people, *, taking):
        assert not StaffMember.objects.filter(given_name="Hired").exists()
        StaffMember.objects.create_user(username="hired", given_name="Hired", family_name="B")
        return super().take(people, taking=taking)


def test_a_dry_run_holds_nothing_from_one_batch_to_the_next(tmp_path, priya, monkeypatch):
    monkeypatch.setattr(engine, "_PEOPLE", 1)
    folder = write(tmp_path / "m", month())
    takes, done, ended = HiresForEach(), [], None
    while ended is None:
        try:
            ended = imported(folder, by=priya, is_dry_run=True, takes=takes, seconds=0.0)
        except engine.NotYet:
            done.append(ImportRun.objects.get().people_done)

    assert sorted(ended.people) == ["P1", "P2"]
    assert 1 in done
    assert ended.run.counts["made"] == {"patients": 2}
    assert not StaffMember.objects.filter(given_name="Hired").exists()


def _of_september():
    rows = month()
    rows["IDS000Header"][0] |= {
        "ReportingPeriodStartDate": "2026-09-01",
        "ReportingPeriodEndDate": "2026-09-30",
    }
    return rows


def test_an_older_month_puts_nothing_back(tmp_path, priya):
    imported(write(tmp_path / "10", month()), by=priya)

    older = imported(write(tmp_path / "09", _of_september()), by=priya)
    again = imported(write(tmp_path / "10 again", month()), by=priya)

    assert (older.people, older.run.exit_status) == ({}, 1)
    assert older.said == [("IDS000Header.csv", 0, "", "S2-OLDER")]
    assert sorted(again.people) == ["P1", "P2"]


def _command(source, **options):
    out = io.StringIO()
    try:
        call_command("import_dataset", source, stdout=out, stderr=out, **options)
    except SystemExit as stopped:
        return stopped.code, out.getvalue()
    return 0, out.getvalue()


def test_the_command_takes_in_what_stands_and_lists_the_rest(tmp_path, priya):
    rows = month()
    rows["IDS607CodedScoreAssessmentAct"][0]["PersScore"] = "99"
    folder = write(tmp_path / "m", rows)
    report = tmp_path / "report.csv"

    status, said = _command(folder, report=report, by=priya.username)

    assert status == 3
    assert "IDS607CodedScoreAssessmentAct.csv, line 2, PersScore, IDS60707: Out of range" in said
    with report.open(newline="", encoding="utf-8-sig") as file:
        assert [line["Rule"] for line in csv.DictReader(file)] == ["IDS60707"]
    assert Referral.objects.count() == 2


def test_who_has_left_answers_for_no_import(tmp_path, priya):
    StaffMember.objects.filter(pk=priya.pk).update(is_active=False)

    status, said = _command(write(tmp_path / "m", month()), by=priya.username)

    assert (status, "Nobody who can sign in" in said) == (1, True)
    assert not ImportRun.objects.exists()


def test_the_same_files_again_change_nothing(tmp_path):
    folder = write(tmp_path / "m", month())

    first, _ = _command(folder)
    again, _ = _command(folder)

    assert (first, again) == (0, 0)
    run = ImportRun.objects.latest("pk")
    assert (run.counts["made"], run.counts["changed"]) == ({}, {})
    assert Referral.objects.count() == 2


@pytest.mark.parametrize("what", ["nothing", "no zip", "empty"])
def test_where_nothing_can_be_read_the_command_says_so(tmp_path, what):
    source = tmp_path / "given.zip"
    if what == "no zip":
        source.write_bytes(b"PK\x03\x04 and no more")
    elif what == "empty":
        source = tmp_path / "empty"
        source.mkdir()

    status, said = _command(source)

    assert status == 1
    assert said


def _zip(folder):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for path in folder.iterdir():
            archive.write(path, path.name)
    file.seek(0)
    return file


def test_what_came_by_the_page_is_taken_in_by_the_next_look(tmp_path, priya):
    upload = _zip(write(tmp_path / "m", month()))
    runs.start_import(upload=upload, name="months.zip", by=priya, now=NOW)
    upload.seek(0)
    with pytest.raises(Refused, match="taken in already"):
        runs.start_import(upload=upload, name="again.zip", by=priya, now=NOW)

    done = jobs.import_runs(now=NOW, policy=Policy())

    assert done == {"imports": 1, "people": 2}
    assert ImportRun.objects.get().ending == "ALL_IN"
    assert not ImportUpload.objects.exists()
    assert jobs.import_runs(now=NOW, policy=Policy()) == {"imports": 0}


def test_an_upload_that_is_no_zip_ends_with_a_line(priya):
    runs.start_import(upload=io.BytesIO(b"no zip"), name="x.zip", by=priya, now=NOW)

    jobs.import_runs(now=NOW, policy=Policy())

    assert ImportRun.objects.get().exit_status == 1
    assert LeftOut.objects.get().rule == "REJ001"


@pytest.fixture
def elsewhere():
    """Another process, with an import at work."""
    own = connection.settings_dict
    opened = psycopg2.connect(
        dbname=own["NAME"], user=own["USER"], host=own["HOST"], port=own["PORT"] or None
    )
    with opened.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [runs.ONE_AT_A_TIME])
    yield opened
    opened.close()


def test_beside_an_import_no_other_begins(tmp_path, priya, elsewhere):
    folder = write(tmp_path / "m", month())
    runs.start_import(upload=_zip(folder), name="months.zip", by=priya, now=NOW)

    status, said = _command(folder)
    looked = jobs.import_runs(now=NOW, policy=Policy())
    with elsewhere.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock_all()")
    after = jobs.import_runs(now=NOW, policy=Policy())

    assert (status, "Another import is under way" in said) == (1, True)
    assert looked == {"imports": 0}
    assert after == {"imports": 1, "people": 2}


@pytest.mark.usefixtures("elsewhere")
def test_twin_without_the_lock_it_would_begin(tmp_path, priya, monkeypatch):
    folder = write(tmp_path / "m", month())
    runs.start_import(upload=_zip(folder), name="months.zip", by=priya, now=NOW)
    monkeypatch.setattr(runs, "alone", lambda: nullcontext(True))

    assert jobs.import_runs(now=NOW, policy=Policy()) == {"imports": 1, "people": 2}


def test_files_that_nobody_can_work_on_keep_no_others_waiting(tmp_path, priya, monkeypatch):
    upload = _zip(write(tmp_path / "m", month()))
    bad = runs.start_import(upload=io.BytesIO(b"x"), name="bad.zip", by=priya, now=NOW)
    good = runs.start_import(upload=upload, name="months.zip", by=priya, now=NOW)
    open_zip = jobs.opened_zip

    def fails(name, file):
        if name == "bad.zip":
            raise RuntimeError
        return open_zip(name, file)

    monkeypatch.setattr(jobs, "opened_zip", fails)
    with pytest.raises(RuntimeError):
        jobs.import_runs(now=NOW, policy=Policy())

    assert jobs.import_runs(now=NOW, policy=Policy()) == {"imports": 1, "people": 2}
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.ending, bad.ended_at) == ("ALL_IN", None)


def test_what_waits_of_a_killed_run_is_forgotten_after_a_week(tmp_path, priya, monkeypatch):
    monkeypatch.setattr(engine, "_PEOPLE", 1)
    with pytest.raises(Killed):
        imported(write(tmp_path / "m", month()), by=priya, takes=DiesAfter(1))
    upload = io.BytesIO(b"x")
    runs.start_import(upload=upload, name="x.zip", by=priya, now=NOW, is_dry_run=True)

    kept = looked_at.forget(now=NOW + timedelta(days=6), policy=Policy())
    gone = looked_at.forget(now=NOW + timedelta(days=8), policy=Policy())

    assert (kept["given_up"], gone["given_up"]) == (0, 2)
    assert not StagedRow.objects.exists()
    assert not ImportUpload.objects.exists()
    assert [one.exit_status for one in ImportRun.objects.order_by("pk")] == [3, 1]


@pytest.mark.usefixtures("elsewhere")
def test_nothing_is_forgotten_of_a_run_that_is_worked_on(priya):
    runs.start_import(upload=io.BytesIO(b"x"), name="x.zip", by=priya, now=NOW)

    assert looked_at.forget(now=NOW + timedelta(days=8), policy=Policy())["given_up"] == 0


def test_the_page_takes_no_more_than_a_request_may_hold():
    assert runs.MOST_BYTES_OF_AN_UPLOAD < middleware._LARGEST_REQUEST


def test_counts_of_batches_add_up():
    one, other = Taken(), Taken()
    one.made["contacts"], other.made["contacts"] = 1, 2

    one.add(other)

    assert one.made == {"contacts": 3}
