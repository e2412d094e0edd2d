"""Every national measure of a period, exact or as it may leave the service, on stdout."""

import sys
from argparse import ArgumentParser
from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from clinical.errors import Refused
from clinical.working_days import local_date
from policy.current import policy_on
from referrals.models import Commissioner
from reporting import grid, metric_records, metric_tables, pathways
from reporting.dimensions import DIMENSIONS, dimension_called
from reporting.figures import Chosen
from reporting.management.typed import typed
from reporting.period import Period, asked_for
from staff.models import Team

_FORMATS = {
    "json": metric_records.as_json,
    "csv": metric_records.as_csv,
    "table": metric_records.as_table,
}
# Whoever can give this command can read every exact number: it is answered, and said what it is.
_BY_ITSELF = (
    "This table is made all the same, with small counts hidden so that it does not tell them "
    "itself. Give it to nobody who holds another that overlaps with it."
)


class Command(BaseCommand):
    """`metrics --from D --to D [--by ...] --format json|csv|table [--suppress]`."""

    help = "Prints counts and rates of a period, each with the id of its measure."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """When, whose, and how."""
        parser.add_argument("--from", dest="start", default="", type=typed, metavar="YYYY-MM-DD")
        parser.add_argument("--to", dest="end", default="", type=typed, metavar="YYYY-MM-DD")
        parser.add_argument("--by", default="", type=typed, help=f"month, {', '.join(DIMENSIONS)}")
        parser.add_argument("--format", default="table", type=typed, help="json, csv or table")
        parser.add_argument(
            "--suppress", action="store_true", help="round, and hide small counts: may leave"
        )
        parser.add_argument("--team", default="", type=typed, help="only this team, by its name")
        for name in ("commissioner", "problem", "source"):
            parser.add_argument(f"--{name}", default="", type=typed, help=f"only this {name}")
        parser.add_argument(
            "--seen-as", dest="seen_as", default="", type=typed, help="only seen this way"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 and a sentence where something asked for is not there; nothing is printed
        then.
        """
        now = timezone.now()
        try:
            write, period = _format(options["format"]), _period(options, on=local_date(now))
            by, chosen = _by(options["by"]), _chosen(options)
            place = grid.place_anywhere(period, chosen, by=by) if options["suppress"] else None
        except Refused as refusal:
            self.stderr.write(str(refusal))
            sys.exit(1)
        pathways.derive_all(now=now, policy=policy_on(local_date(now)))
        if place is not None:
            if words := grid.off_grid(place, on=local_date(now)):
                self.stderr.write(f"{words} {_BY_ITSELF}")
            rows = metric_tables.suppressed(period=period, by=by, chosen=chosen)
        else:
            rows = metric_tables.exact(period=period, by=by, chosen=chosen)
        self.stdout.write(write(rows), ending="")


def _format(name: str) -> Any:
    if name not in _FORMATS:
        raise Refused(f"There is no format “{name}”: choose json, csv or table.")
    return _FORMATS[name]


def _period(options: dict[str, Any], *, on: date) -> Period:
    period = asked_for(_day(options["start"], "--from"), _day(options["end"], "--to"))
    if period.start > on:
        raise Refused("--from: that day has not come yet.")
    return period


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(f"{name}: write the day as 2026-04-01, not “{text}”.") from None


def _by(name: str) -> str:
    if name in {"", metric_tables.BY_MONTH}:
        return name
    return dimension_called(name).slug


def _chosen(options: dict[str, Any]) -> Chosen:
    return Chosen(
        team_ids=_team(options["team"]),
        commissioner=_only("commissioner", options["commissioner"], _commissioners()),
        problem=_only("problem", options["problem"], DIMENSIONS["problem"].labels),
        format=_only("way to be seen", options["seen_as"], DIMENSIONS["format"].labels),
        source=_only("source", options["source"], DIMENSIONS["source"].labels),
    )


def _commissioners() -> Collection[str]:
    return list(Commissioner.objects.order_by("code").values_list("code", flat=True))


def _only(what: str, code: str, known: Collection[str]) -> str:
    """Nobody is counted of what there is not, which would read as a service without anybody."""
    if code and code not in known:
        raise Refused(f"There is no {what} “{code}”: choose one of {', '.join(known)}.")
    return code


def _team(name: str) -> frozenset[int] | None:
    if not name:
        return None
    found = frozenset(Team.objects.filter(name__iexact=name).values_list("pk", flat=True))
    if not found:
        raise Refused(f"There is no team called “{name}”.")
    return found
