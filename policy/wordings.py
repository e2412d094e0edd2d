"""What the service says in its own words on a day: who can be reached in a crisis."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from policy.models import Wording, WordingKey


@dataclass(frozen=True, slots=True)
class CrisisContact:
    """Somebody who can be reached in a crisis, on which number, and when."""

    name: str
    number: str
    when: str


# What holds until the service has approved a wording of its own.
USUAL = (
    CrisisContact("Samaritans", "116 123", "day and night, free"),
    CrisisContact("NHS mental health crisis line", "111, then option 2", "day and night"),
    CrisisContact("Text SHOUT", "85258", "day and night, by text"),
    CrisisContact("Emergency", "999", "if somebody may be hurt soon"),
)


def crisis_contacts(on: date) -> tuple[CrisisContact, ...]:
    """The crisis contacts that hold on this day. One query."""
    text = (
        Wording.objects.filter(
            key=WordingKey.CRISIS_NUMBERS,
            language="en",
            approved_at__isnull=False,
            valid_from__lte=on,
        )
        .order_by("-valid_from", "-id")
        .values_list("text", flat=True)
        .first()
    )
    return tuple(_read(text or "")) or USUAL


def _read(text: str) -> Iterator[CrisisContact]:
    """One a line, `name | number | when`; a line that is none is left out."""
    for line in text.splitlines():
        parts = [part.strip() for part in line.split("|")]
        if len(parts) == 3 and all(parts[:2]):  # noqa: PLR2004 - name, number, when
            yield CrisisContact(*parts)
