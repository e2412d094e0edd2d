"""Every constraint has a name that says its truth and a test that breaks it; no migration is
missing; nothing is deleted along a relation; every scheduled task exists."""

import io
import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models

from pwpservice.celery import app
from pwpservice.schedule import BEAT_SCHEDULE
from tests.architecture.tower import ROOT, TOWER

_MODELS = [model for model in apps.get_models() if model._meta.app_label in TOWER]
# What is still being typed goes with the contact it was typed for; it is no record yet.
_MAY_CASCADE = {"caseload.ContactDraft.contact"}


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    said = io.StringIO()

    call_command("makemigrations", "--check", "--dry-run", stdout=said)

    assert "No changes detected" in said.getvalue()


def test_every_constraint_and_index_has_a_name_of_its_package() -> None:
    wrongly_named = [
        f"{model._meta.label}: {rule.name}"
        for model in _MODELS
        for rule in (*model._meta.constraints, *model._meta.indexes)
        if not re.fullmatch(rf"{model._meta.app_label}_[a-z0-9_]+", rule.name)
    ]

    assert wrongly_named == []


def test_every_constraint_has_a_test_that_breaks_it() -> None:
    tests = "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if "architecture" not in path.parts
    )

    unbroken = [
        rule.name for model in _MODELS for rule in model._meta.constraints if rule.name not in tests
    ]

    assert unbroken == []


def test_every_trigger_has_a_test_that_meets_it() -> None:
    tests = "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if "architecture" not in path.parts
    )

    unmet = [
        f"{model._meta.label}: {trigger.name}"
        for model in _MODELS
        for trigger in getattr(model._meta, "triggers", ())
        if trigger.name not in tests
    ]

    assert unmet == []


def test_nothing_is_deleted_along_a_relation() -> None:
    cascading = {
        f"{model._meta.label}.{field.name}"
        for model in _MODELS
        for field in model._meta.concrete_fields
        if field.remote_field and field.remote_field.on_delete is not models.PROTECT
    }

    assert cascading == _MAY_CASCADE


def test_no_model_has_an_order_of_its_own() -> None:
    assert [model._meta.label for model in _MODELS if model._meta.ordering] == []


def test_every_scheduled_task_exists_and_expires() -> None:
    app.loader.import_default_modules()

    for name, entry in BEAT_SCHEDULE.items():
        assert entry["task"] in app.tasks, name
        assert entry["options"]["expires"], name


def test_what_runs_more_often_than_daily_runs_on_an_interval() -> None:
    """A crontab in local time skips runs in the October night."""
    import celery.schedules

    for name, entry in BEAT_SCHEDULE.items():
        schedule = entry["schedule"]
        if isinstance(schedule, celery.schedules.crontab):
            assert len(schedule.hour) == len(schedule.minute) == 1, name
