"""Load the words of a questionnaire in a language, from a file that names its licence."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from clinical.errors import Refused
from outcomes import actions, translations


class Command(BaseCommand):
    help = (
        "Load FILE.json: measure, language, language_name, right_to_left, lead_in, items, "
        "options, licence."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            data = json.loads(options["file"].read_text(encoding="utf-8"))
            translation = translations.read(data)
        except (OSError, ValueError, Refused) as mistake:
            raise CommandError(f"Nothing was loaded. {mistake}") from mistake
        actions.load_translation(translation=translation, by=None, now=timezone.now())
        self.stdout.write(f"{translation.measure} in {translation.language_name} is loaded.")
