"""Makes the practice service: invented people only."""

from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clinical.working_days import local_date, moment
from pwpservice.practice import make, meetings
from pwpservice.practice.generate import Order
from pwpservice.practice.scale import DEFAULT_REFERRALS, scale_for

_MORNING = "10:24"


class Command(BaseCommand):
    """`seed_demo [--referrals N] [--seed S] [--today YYYY-MM-DD] [--if-empty]`."""

    # `migrate`, which comes before, makes Django's checks of everything: pages, too.
    requires_system_checks = ()
    help = "Fills an empty practice service with invented staff, patients and their records."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The few choices there are."""
        parser.add_argument("--referrals", type=int, default=DEFAULT_REFERRALS, metavar="N")
        parser.add_argument("--seed", type=int, default=1, metavar="S")
        parser.add_argument("--today", type=date.fromisoformat, metavar="YYYY-MM-DD")
        parser.add_argument("--if-empty", action="store_true", help="do nothing where data is")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse outside the practice service and over other data; otherwise make it."""
        if not settings.PRACTICE_SERVICE:
            raise CommandError(
                "Invented people belong in a practice service only: PRACTICE_SERVICE is off."
            )
        if not make.is_empty():
            if options["if_empty"]:
                self.stdout.write("The service holds data already; nothing was added.")
                return
            raise CommandError("The service holds data already. Start with an empty database.")
        if options["referrals"] < 60:
            raise CommandError("--referrals: at least 60.")
        if len(scale_for(options["referrals"]).loads) > meetings.MOST_PWPS:
            raise CommandError(
                "--referrals: at most 22,400. Two seniors have no more hours for their PWPs."
            )
        made = make.make(_order(options))
        self.stdout.write(
            f"Made a practice service: {made.referrals:,} referrals, {made.open:,} of them open, "
            f"{made.staff} staff."
        )


def _order(options: dict[str, Any]) -> Order:
    now = _moment(options["today"])
    return Order(
        referrals=options["referrals"], seed=options["seed"], today=local_date(now), now=now
    )


def _moment(day: date | None) -> datetime:
    """The middle of a morning of the day asked for; otherwise this very moment."""
    return timezone.now() if day is None else moment(day, _MORNING)
