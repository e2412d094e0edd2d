"""Files about everybody are kept no longer than the rule says; what they came to stays."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from audit.models import AuditEntry
from clinical.errors import Refused
from clinical.policy import DEFAULT
from reporting.dataset import retention
from reporting.dataset.export import jobs
from reporting.dataset.export.actions import start_export, take
from reporting.models import ExportPiece, ExportRun, ImportRun, ImportUpload, StagedRow
from reporting.returns import kept
from tests.factories import referrals

pytestmark = pytest.mark.django_db
MAY, APRIL = date(2026, 5, 1), date(2026, 4, 1)
KEPT = timedelta(days=DEFAULT.return_files_kept_days)


def _written(month, *, by, at):
    run = start_export(month=month, by=by, now=at)
    jobs.export_runs(now=at, policy=DEFAULT)
    run.refresh_from_db()
    return run


def test_files_go_on_their_day_and_everything_else_of_the_run_stays(dan, north, now):
    referrals.waiting(north)
    old = _written(APRIL, by=dan, at=now)
    young = _written(MAY, by=dan, at=now + timedelta(days=1))
    due = now + KEPT

    assert retention.remove_old_files(now=due - timedelta(hours=1), policy=DEFAULT)["returns"] == 0
    assert retention.remove_old_files(now=due, policy=DEFAULT)["returns"] == 1
    assert retention.remove_old_files(now=due, policy=DEFAULT)["returns"] == 0

    assert set(ExportPiece.objects.values_list("run", flat=True)) == {young.pk}
    after = ExportRun.objects.get(pk=old.pk)
    assert after.files_removed_at == due
    for name in ("counts", "findings", "found", "checksum", "file_name", "asked_by", "finished_at"):
        assert getattr(after, name) == getattr(old, name)
    assert kept.by_rule(after)[0].found.count == 1
    with pytest.raises(Refused, match="were removed"):
        take(run=after, by=dan, now=due)
    assert AuditEntry.objects.filter(event="RETURN_FILES_REMOVED").count() == 1


def test_the_service_says_how_long(dan, now):
    _written(APRIL, by=dan, at=now)
    policy = replace(DEFAULT, return_files_kept_days=30)

    done = retention.remove_old_files(now=now + timedelta(days=30), policy=policy)

    assert done["returns"] == 1


def test_what_an_ended_import_left_goes_and_what_is_on_its_way_stays(dan, now):
    ended, going_on = (
        ImportRun.objects.create(
            source="old.zip", fingerprint=name, asked_by=dan, asked_at=now, **facts
        )
        for name, facts in (
            ("a", {"phase": "DONE", "ending": "ALL_IN", "ended_at": now}),
            ("b", {}),
        )
    )
    for run in (ended, going_on):
        StagedRow.objects.create(run=run.pk, table="001", file=0, line=1, values="x")
        ImportUpload.objects.create(run=run, place=0, content=b"PK")

    done = retention.remove_old_files(now=now, policy=DEFAULT)

    assert done == {"returns": 0, "rows": 1, "pieces": 1}
    assert StagedRow.objects.get().run == going_on.pk
    assert ImportUpload.objects.get().run == going_on
