"""`manage.py load_places`: practices, postcodes and commissioners from files of the service."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from clinical.errors import Refused
from referrals import place_loading


class Command(BaseCommand):
    """All of the files, or nothing with a report by row."""

    help = "Load FILE.csv ...: commissioners, GP practices, postcodes. docs/places.md has columns."

    def add_arguments(self, parser: CommandParser) -> None:
        """The files, and of which day they are."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--edition", required=True, type=date.fromisoformat, help="the date the lists are of"
        )
        parser.add_argument(
            "--fewer",
            action="store_true",
            help="that a list has far fewer rows than the one that stands is meant",
        )

    def handle(
        self, *_args: Any, files: list[Path], edition: date, fewer: bool, **_options: Any
    ) -> None:
        """Load, and say what became of each list."""
        try:
            loaded = place_loading.load(
                files=files, edition=edition, fewer_is_meant=fewer, by=None, now=timezone.now()
            )
        except place_loading.NothingLoaded as refused:
            for mistake in refused.mistakes:
                self.stderr.write(str(mistake))
            more = f" And {refused.more} more." if refused.more else ""
            raise CommandError(f"Nothing was loaded: the rows above are wrong.{more}") from refused
        except Refused as refused:
            raise CommandError(f"Nothing was loaded. {refused}") from refused
        for one in loaded:
            self.stdout.write(f"{one}.")
