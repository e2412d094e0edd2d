"""A service exported month by month and moved in again says the same of everybody."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from pwpservice.practice import make
from reporting.models import ImportedKey, ImportRun, KpiMonth, PathwayRun
from staff.models import StaffMember
from tests.pwpservice.practice_service import order

_REFERRALS = 120
_TODAY = date(2026, 6, 9)
_PERIOD = ("--from", "2025-04-01", "--to", "2026-06-09", "--format", "json")
# As in a service that starts: who works there, its rules and its lists of places, and nobody else.
_EVERYBODY = "TRUNCATE referrals_patient CASCADE"


@pytest.fixture
def on_the_day() -> Iterator[None]:
    with time_machine.travel("2026-06-09T16:30:00Z", tick=False):
        yield


def said(*command: str) -> list[Any]:
    """What a command prints, one record after the other."""
    out = StringIO()
    call_command(*command, stdout=out)
    found = json.loads(out.getvalue())
    return found if isinstance(found, list) else [found]


def by_name(records: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {one["service_request_id"]: one for one in records}


def months(until: date) -> list[str]:
    """Every month of the practice service's history."""
    numbers = range(until.year * 12 + until.month - 31, until.year * 12 + until.month)
    return [f"{number // 12}-{number % 12 + 1:02d}" for number in numbers]


@pytest.mark.slow
@pytest.mark.usefixtures("db", "on_the_day")
def test_pathways_and_measures_are_the_same_after_moving(tmp_path: Path) -> None:
    make.make(order(referrals=_REFERRALS))
    before = by_name(said("pathways", "--format", "json"))
    measures = said("metrics", *_PERIOD)
    for month in months(_TODAY):
        with suppress(SystemExit):
            call_command("export_dataset", month=month, out=tmp_path, stdout=StringIO())
    _empty()
    _say_who_works_there()

    with suppress(SystemExit):
        call_command("import_dataset", str(tmp_path), by=_somebody(), stdout=StringIO())

    after = by_name(said("pathways", "--format", "json"))
    assert len(after) == len(before) == _REFERRALS
    assert {name: one for name, one in after.items() if one != before[name]} == {}
    assert said("metrics", *_PERIOD) == measures

    with suppress(SystemExit):
        call_command("import_dataset", str(tmp_path), by=_somebody(), stdout=StringIO())

    again = ImportRun.objects.latest("pk").counts
    assert (again["made"], again["changed"]) == ({}, {})
    assert again["unchanged"]["referrals"] == _REFERRALS


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(_EVERYBODY)
    for model in (KpiMonth, PathwayRun, ImportedKey):
        model.objects.all().delete()


def _say_who_works_there() -> None:
    """As the plain file of staff does: no national file says more than a qualification."""
    for pk in StaffMember.objects.values_list("pk", flat=True):
        ImportedKey.objects.create(
            provider=settings.PROVIDER_ODS,
            table="IDS902CarePersQual",
            key=f"S2-{pk}",
            target_id=pk,
            run=0,
        )


def _somebody() -> str:
    return StaffMember.objects.filter(is_active=True).earliest("pk").username
