"""Prints the agenda of a meeting as it stood at a past moment: who was to be looked at, and why.

Names are not printed: referrals stand under their references. Who was shown stands on the trail, as
read by the system.
"""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from clinical.working_days import LONDON, local_date
from supervision.meeting import past
from supervision.meeting.stood import stood_page
from supervision.models import SupervisionSession


class Command(BaseCommand):
    """`agenda --meeting REFERENCE --as-at 2026-11-12T09:00`: London time unless it says another."""

    help = "Print the agenda of a meeting as it stood at a past moment: rows and reasons."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which meeting, and when."""
        parser.add_argument("--meeting", required=True, help="its reference, as in its address")
        parser.add_argument("--as-at", required=True, type=_moment, help="a moment in ISO 8601")

    def handle(self, *_args: Any, **options: Any) -> None:
        """A line for each case, its reasons below it; fail where nothing is known."""
        session = SupervisionSession.objects.filter(reference=options["meeting"]).first()
        if session is None:
            raise CommandError("There is no such meeting.")
        now = timezone.now()
        try:
            stood = past.as_at(session, options["as_at"], now=now)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        shown = [line.patient_id for line in stood.page.everybody]
        trail.record_view(Event.LIST_VIEWED, by=None, at=now, about=session, shown=shown)
        page = stood_page(stood, on=local_date(now))
        self.stdout.write(f"{page.of}\nAs at {page.as_at}. {page.standing}")
        for part in page.parts:
            self.stdout.write(f"\n{part.heading}")
            for row in part.rows:
                decided = f" [{row.decided}]" if row.decided else ""
                self.stdout.write(f"{row.place:3}. {row.reference}, look by {row.look_by}{decided}")
                for why in row.why:
                    self.stdout.write(f"     {why}")


def _moment(text: str) -> datetime:
    given = datetime.fromisoformat(text)
    return given if given.tzinfo is not None else given.replace(tzinfo=LONDON)
