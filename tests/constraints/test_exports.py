"""The rules of written months, each broken once, and their triggers."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import InternalError, transaction

from reporting.models import ExportPiece, ExportRun, Window
from reporting.models.export import LEAST_KEPT
from tests.constraints.breaking import Break, ids, refused
from tests.personas import NOW

pytestmark = pytest.mark.django_db
_DONE = {"state": "DONE", "finished_at": NOW, "checksum": "c", "file_name": "2026-05.zip"}


@pytest.fixture
def world(dan):
    return SimpleNamespace(by=dan)


def _run(w, **facts):
    facts = {"month": date(2026, 5, 1), "window": Window.PROVISIONAL} | facts
    return ExportRun.objects.create(asked_by=w.by, asked_at=NOW, **facts)


def _piece(run):
    return ExportPiece.objects.create(run=run, place=0, content=b"PK")


def _pieces(w):
    run = _run(w)
    return _piece(run), _piece(run)


BREAKS = [
    Break(
        "reporting_one_unfinished_export_of_a_month",
        "twice at once",
        lambda w: (_run(w), _run(w)),
    ),
    Break(
        "reporting_export_is_of_a_whole_month",
        "from the second",
        lambda w: _run(w, month=date(2026, 5, 2)),
    ),
    Break("reporting_export_state_has_its_times", "no lease", lambda w: _run(w, state="WRITING")),
    Break(
        "reporting_export_has_its_file_or_says_why_not",
        "without a word",
        lambda w: _run(w, state="FAILED", finished_at=NOW),
    ),
    Break(
        "reporting_export_has_its_file_or_says_why_not",
        "without a file",
        lambda w: _run(w, **_DONE | {"file_name": ""}),
    ),
    Break("reporting_one_piece_of_an_export_at_a_place", "twice", _pieces),
    Break(
        "reporting_export_files_stay_for_a_month",
        "a day too early",
        lambda w: _run(w, **_DONE, files_removed_at=NOW + LEAST_KEPT - timedelta(days=1)),
    ),
    Break(
        "reporting_export_files_stay_for_a_month",
        "of none that was written",
        lambda w: _run(w, files_removed_at=NOW + LEAST_KEPT),
    ),
]


@pytest.mark.parametrize("broken", BREAKS, ids=ids)
def test_the_database_refuses(broken, world):
    refused(broken, world)


def test_what_was_asked_for_and_what_has_ended_is_never_changed(world):
    """The triggers export_is_fixed, export_never_deleted and export_piece_never_rewritten."""
    waiting, done = _run(world), _run(world, month=date(2026, 4, 1), **_DONE)
    piece = _piece(done)

    for change in (
        lambda: ExportRun.objects.filter(pk=waiting.pk).update(month=date(2026, 3, 1)),
        lambda: ExportRun.objects.filter(pk=done.pk).update(checksum="another"),
        waiting.delete,
        lambda: ExportPiece.objects.filter(pk=piece.pk).update(content=b""),
        piece.delete,
    ):
        with pytest.raises(InternalError), transaction.atomic():
            change()


def test_pieces_go_when_the_files_of_their_run_were_removed_and_of_no_other(world):
    """The trigger export_piece_stays_until_removed, and what export_is_fixed lets change."""
    old, new = _run(world, **_DONE), _run(world, month=date(2026, 4, 1), **_DONE)
    gone, stays = _piece(old), _piece(new)
    runs = ExportRun.objects.filter(pk=old.pk)
    runs.update(files_removed_at=NOW + LEAST_KEPT)

    gone.delete()

    assert ExportPiece.objects.get() == stays
    for change in (
        stays.delete,
        lambda: runs.update(files_removed_at=None),
        lambda: runs.update(files_removed_at=NOW + LEAST_KEPT * 2),
        lambda: ExportRun.objects.filter(pk=new.pk).update(
            files_removed_at=NOW + LEAST_KEPT, checksum="another"
        ),
    ):
        with pytest.raises(InternalError), transaction.atomic():
            change()
