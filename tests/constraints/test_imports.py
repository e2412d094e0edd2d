"""The rules of imports, each broken once."""

from types import SimpleNamespace

import pytest
from django.db import InternalError, transaction
from django.db.utils import ProgrammingError

from reporting.models import ExperienceBroughtIn, ImportedKey, ImportRun, ImportUpload
from tests.constraints.breaking import Break, ids, refused
from tests.personas import NOW

pytestmark = pytest.mark.django_db
_ENDED = {"ended_at": NOW, "phase": "DONE", "ending": "ALL_IN"}


@pytest.fixture
def world(priya, referral):
    return SimpleNamespace(by=priya, referral=referral)


def _run(w, **facts):
    facts = {"source": "months.zip", "fingerprint": "f"} | facts
    return ImportRun.objects.create(asked_by=w.by, asked_at=NOW, **facts)


def _piece(run):
    return ImportUpload.objects.create(run=run, place=0, content=b"PK")


def _key():
    return ImportedKey.objects.create(
        provider="ZX1", table="IDS101Referral", key="R1", target_id=1, fingerprint="f", run=1
    )


def _said(w, **facts):
    facts = {"answers": {"TREATMENT1": 4}, "stage": "TREATMENT"} | facts
    return ExperienceBroughtIn.objects.create(referral=w.referral, at=NOW, brought_at=NOW, **facts)


def _pieces(w):
    run = _run(w)
    return _piece(run), _piece(run)


BREAKS = [
    Break(
        "reporting_one_unfinished_import_of_a_source",
        "twice at once",
        lambda w: (_run(w), _run(w)),
    ),
    Break("reporting_ended_import_says_how", "no word", lambda w: _run(w, ended_at=NOW)),
    Break("reporting_ended_import_says_how", "no end", lambda w: _run(w, ending="ALL_IN")),
    Break(
        "reporting_ended_import_holds_nobodys_number",
        "whom it stood at",
        lambda w: _run(w, **_ENDED, mark="P1"),
    ),
    Break(
        "reporting_ended_import_holds_nobodys_number",
        "whom its hands stood at",
        lambda w: _run(w, **_ENDED, counts={"hands": ["P1", "P2"]}),
    ),
    Break(
        "reporting_experience_brought_in_says_something", "nothing", lambda w: _said(w, answers={})
    ),
    Break(
        "reporting_import_does_no_more_than_all",
        "more files than there are",
        lambda w: _run(w, files=1, files_done=2),
    ),
    Break("reporting_one_piece_of_an_upload_at_a_place", "twice", _pieces),
    Break("reporting_one_row_for_an_imported_key", "twice", lambda _: (_key(), _key())),
]


@pytest.mark.parametrize("broken", BREAKS, ids=ids)
def test_the_database_refuses(broken, world):
    refused(broken, world)


@pytest.mark.parametrize(
    "change", [{"answers": {"TREATMENT1": 0}}, {"withdrawn_at": None}, {"at": NOW, "stage": "X"}]
)
def test_what_was_said_about_the_service_is_withdrawn_once_and_never_changed(world, change):
    """`brought_experience_is_fixed` and `brought_experience_stays`."""
    said = _said(world)
    ExperienceBroughtIn.objects.update(withdrawn_at=NOW)

    for broken in (lambda: ExperienceBroughtIn.objects.update(**change), said.delete):
        with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
            broken()
