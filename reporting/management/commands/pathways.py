"""Every referral as the national measures see it, derived afresh, on stdout and nothing else."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from clinical.working_days import local_date
from referrals.models import Referral
from reporting import national_names, pathway_records, pathways
from reporting.management.typed import typed
from reporting.pathway_records import Record


class Command(BaseCommand):
    """`pathways --format json|csv [--reference R ...] [--explain]`."""

    help = "Prints one record per referral: dates, counts, first and last scores, outcome."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which, and how."""
        parser.add_argument("--format", choices=("json", "csv"), default="json")
        parser.add_argument(
            "--reference", nargs="+", action="extend", type=typed, metavar="REFERENCE"
        )
        parser.add_argument(
            "--explain", action="store_true", help="add the values used and what decided"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 where a reference is unknown; nothing is printed then."""
        references = options["reference"]
        if unknown := _unknown(references or ()):
            self.stderr.write(f"No referral has this reference: {', '.join(unknown)}.")
            sys.exit(1)
        on = local_date(timezone.now())
        records = _records(references, on=on, explain=options["explain"])
        if options["format"] == "json":
            text = pathway_records.as_json(records)
        else:
            names = pathway_records.names(explained=options["explain"])
            text = pathway_records.as_csv(records, names)
        for piece in text:
            self.stdout.write(piece, ending="")


def _unknown(references: Sequence[str]) -> list[str]:
    known = set(
        Referral.objects.filter(reference__in=references).values_list("reference", flat=True)
    )
    return [one for one in references if one not in known]


def _records(references: Sequence[str] | None, *, on: date, explain: bool) -> Iterable[Record]:
    named = national_names.of_referrals(references)
    if explain:
        return (
            pathway_records.explained_record(named.get(reference, reference), explained)
            for reference, explained in pathways.explained(on=on, references=references)
        )
    return (
        pathway_records.record(named.get(reference, reference), derived)
        for reference, derived in pathways.read(on=on, references=references)
    )
