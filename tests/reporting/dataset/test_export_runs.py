"""Months that are asked for, written in the background, and taken."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from audit.models import AuditEntry
from clinical.errors import Refused
from clinical.policy import Policy
from reporting.dataset.export import jobs
from reporting.dataset.export.actions import start_export, take
from reporting.models import ExportPiece, ExportRun, Window
from tests.factories import referrals

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 1)


def _do(now):
    return jobs.export_runs(now=now, policy=Policy())


def test_a_month_is_written_into_a_zip_and_taken_whole(dan, north, now):
    waiting = referrals.waiting(north)
    run = start_export(month=MAY, by=dan, now=now)

    assert _do(now) == {"written": 1, "failed": 0}

    run.refresh_from_db()
    assert (run.state, run.window, run.finished_at) == ("DONE", Window.PROVISIONAL, now)
    assert (run.counts["IDS101Referral"], run.file_name) == (1, "2026-05.zip")
    # Nobody is known who pays: the referral, its patient and so the whole file fall out
    assert run.findings == {"F": 1, "G": 1, "R": 1, "W": 1}
    with zipfile.ZipFile(io.BytesIO(b"".join(take(run=run, by=dan, now=now)))) as taken:
        assert waiting.reference in taken.read("2026-05/IDS101Referral.csv").decode()
        assert "2026-05/manifest.json" in taken.namelist()
    events = AuditEntry.objects.filter(event__startswith="RETURN_").order_by("pk")
    assert list(events.values_list("event", flat=True)) == [
        *("RETURN_ASKED", "RETURN_WRITTEN", "RETURN_TAKEN")
    ]


def test_asked_for_twice_at_once_it_is_written_once(dan, leah, now):
    first = start_export(month=MAY, by=dan, now=now)

    again = start_export(month=MAY, by=leah, now=now)

    assert again == first
    assert _do(now) == {"written": 1, "failed": 0}
    assert _do(now) == {"written": 0, "failed": 0}
    assert start_export(month=MAY, by=leah, now=now) != first


def test_a_month_whose_worker_was_killed_is_begun_again_after_its_lease(dan, now, monkeypatch):
    class Killed(BaseException):
        pass

    def killed(*_args, **_asked):
        raise Killed

    run = start_export(month=MAY, by=dan, now=now)
    with monkeypatch.context() as patched:
        patched.setattr(jobs, "export_month", killed)
        with pytest.raises(Killed):
            _do(now)

    assert _do(now + timedelta(minutes=1)) == {"written": 0, "failed": 0}
    assert _do(now + jobs.LEASE) == {"written": 1, "failed": 0}
    run.refresh_from_db()
    assert run.state == ExportRun.State.DONE


def test_who_comes_back_after_the_lease_changes_nothing(dan, now, monkeypatch):
    """Another has begun it meanwhile: one zip stands, that of whoever ends first."""
    _overtaken(dan, now, monkeypatch)

    assert _do(now) == {"written": 0, "failed": 1}

    assert ExportRun.objects.get().finished_at == now + jobs.LEASE
    assert ExportPiece.objects.count() == 1


def test_without_asking_whose_it_is_they_would_write_over_it(dan, now, monkeypatch):
    _overtaken(dan, now, monkeypatch)
    monkeypatch.setattr(jobs, "_is_still_ours", lambda _run: True)

    with pytest.raises(IntegrityError), transaction.atomic():
        _do(now)


def _overtaken(dan, now, monkeypatch):
    """Whoever writes the month is so slow that another begins and ends it."""
    start_export(month=MAY, by=dan, now=now)
    really = jobs.export_month

    def slow(*args, **asked):
        monkeypatch.setattr(jobs, "export_month", really)
        assert _do(now + jobs.LEASE) == {"written": 1, "failed": 0}
        return really(*args, **asked)

    monkeypatch.setattr(jobs, "export_month", slow)


def test_what_cannot_be_written_says_why_and_keeps_no_other_from_being_written(
    dan, now, monkeypatch, settings
):
    settings.PROVIDER_ODS = ""
    run = start_export(month=MAY, by=dan, now=now)

    assert _do(now) == {"written": 0, "failed": 1}

    run.refresh_from_db()
    assert (run.state, run.why_failed[:23]) == ("FAILED", "PROVIDER_ODS is not set")
    with pytest.raises(Refused, match="not been written"):
        take(run=run, by=dan, now=now)
    settings.PROVIDER_ODS = "ZX1"
    start_export(month=MAY, by=dan, now=now)
    assert _do(now) == {"written": 1, "failed": 0}


def test_a_month_that_has_not_begun_is_not_asked_for(dan, now):
    with pytest.raises(Refused, match="has not begun"):
        start_export(month=date(2026, 7, 1), by=dan, now=now)

    assert not ExportRun.objects.exists()
