"""`./run manage compile_words`: what patients read in other languages, from .po to .mo."""

from typing import Any

from django.core.management.base import BaseCommand

from portal import catalogue
from portal.spoken import SHIPPED


class Command(BaseCommand):
    """After a change to a catalogue; no other program is needed."""

    help = "Write the .mo beside each .po that ships with the service."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """One file a language."""
        for po in sorted(SHIPPED.glob("*/LC_MESSAGES/django.po")):
            words = catalogue.read(po)
            po.with_suffix(".mo").write_bytes(catalogue.compiled(words))
            self.stdout.write(f"{po.parent.parent.name}: {len(words) - 1} sentences")
