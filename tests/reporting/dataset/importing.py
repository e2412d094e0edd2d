"""What tests of an import share: a run from a folder, and a writing half that only remembers."""

import csv
from pathlib import Path
from types import SimpleNamespace

from clinical.policy import Policy
from reporting.dataset.importer import engine, runs
from reporting.dataset.importer.bundles import Taken
from reporting.dataset.importer.sources import opened
from reporting.models import LeftOut
from tests.personas import NOW


class Remembers:
    """Takes everything, and keeps it for the test to look at."""

    def __init__(self):
        self.staff, self.people = [], []

    def take_staff(self, rows, *, taking):  # noqa: ARG002 - as it is called
        self.staff = list(rows)
        return Taken()

    def take(self, people, *, taking):  # noqa: ARG002 - as it is called
        self.people += people
        taken = Taken()
        taken.made["patients"] += len(people)
        return taken

    @property
    def by_key(self):
        return {one.key: one for one in self.people}


def imported(source: Path, *, by, is_dry_run=False, seconds=None, takes=None):
    """A run to its end, what it took, and what it left out as `(file, line, field, rule)`."""
    takes = takes or Remembers()
    given = opened(source)
    run, _ = runs.begin(given, by=by, now=NOW, is_dry_run=is_dry_run)
    engine.work_on(run, given, turn=engine.Turn(NOW, Policy(), seconds), takes=takes)
    said = LeftOut.objects.filter(run=run).order_by("pk")
    return SimpleNamespace(
        run=run,
        people=getattr(takes, "by_key", {}),
        staff=getattr(takes, "staff", []),
        said=[(one.file, one.line, one.field, one.rule) for one in said],
        whys=[one.why for one in said],
    )


def rewrite(path: Path, change) -> None:
    """A file again after its lines, the names first, went through `change`."""
    with path.open(newline="", encoding="utf-8") as file:
        lines = list(csv.reader(file))
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(change(lines))
