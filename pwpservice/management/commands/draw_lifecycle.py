"""Draws docs/referral-lifecycle.md from the table of allowed moves."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from referrals.models import Status
from referrals.models.referral import MOVES

PAGE = Path("docs/referral-lifecycle.md")
_HEAD = """# The life of a referral

Drawn from `MOVES` in `referrals/models/referral.py` by `./run manage draw_lifecycle`; a test keeps
it fresh. Every move goes through `referrals.actions.move` (the last through `end`) and leaves a
step behind.

"""


class Command(BaseCommand):
    """Write the page, or with --check say whether it is fresh."""

    help = "Draw docs/referral-lifecycle.md from the table of allowed moves."

    def add_arguments(self, parser: CommandParser) -> None:
        """Checking writes nothing."""
        parser.add_argument("--check", action="store_true", help="fail when the page is stale")

    def handle(self, *_args: Any, check: bool, **_options: Any) -> None:
        """Draw, then compare or write."""
        path = settings.BASE_DIR / PAGE
        if not check:
            path.write_text(page(), encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != page():
            raise CommandError(f"{PAGE} is stale: run draw_lifecycle.")


def page() -> str:
    """The whole page: a picture in mermaid, and the same in words."""
    return f"{_HEAD}```mermaid\n{_picture()}\n```\n\n{_words()}\n"


def _picture() -> str:
    lines = ["stateDiagram-v2", f"    [*] --> {Status.RECEIVED.value}"]
    lines += [f'    state "{status.label}" as {status.value}' for status in Status]
    for before in Status:
        lines += [f"    {before.value} --> {after.value}" for after in _following(before)]
    lines += [f"    {status.value} --> [*]" for status in Status if not MOVES[status]]
    return "\n".join(lines)


def _words() -> str:
    rows = ["| from | to |", "| --- | --- |"]
    for before in Status:
        after = ", ".join(status.label for status in _following(before)) or "nothing: it is final"
        rows.append(f"| {before.label} | {after} |")
    return "\n".join(rows)


def _following(status: Status) -> list[Status]:
    """In the order of the statuses, so that the page does not depend on chance."""
    return [other for other in Status if other in MOVES[status]]
