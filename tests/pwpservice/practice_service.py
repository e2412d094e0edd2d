"""One practice service in memory, made once for the tests that look at its records."""

from datetime import date
from functools import cache

from caseload.models.contact import TREATMENT_KINDS
from clinical.working_days import moment
from pwpservice.practice.generate import Order, Practice
from pwpservice.practice.records import Scores, Story, Visit

TUESDAY = date(2026, 6, 9)
SATURDAY = date(2026, 6, 13)


def order(
    *, referrals: int = 300, seed: int = 1, today: date = TUESDAY, clock: str = "10:24"
) -> Order:
    """What seed_demo asks for."""
    return Order(referrals=referrals, seed=seed, today=today, now=moment(today, clock))


@cache
def made(
    *, referrals: int = 300, seed: int = 1, today: date = TUESDAY, clock: str = "10:24"
) -> tuple[Story, ...]:
    """All stories of one service."""
    wanted = order(referrals=referrals, seed=seed, today=today, clock=clock)
    return tuple(Practice(wanted).stories())


def logged(stories: tuple[Story, ...]) -> list[Visit]:
    """Every appointment that is over and signed."""
    return [visit for story in stories for visit in story.visits if visit.is_logged]


def treatments(story: Story) -> list[Visit]:
    """Attended sessions that count as treatment."""
    return [v for v in story.visits if v.was_attended and v.kind in TREATMENT_KINDS]


def finished(stories: tuple[Story, ...]) -> list[Story]:
    """Ended with at least two treatment sessions."""
    return [story for story in stories if story.end_code and len(treatments(story)) >= 2]


def scored(story: Story) -> list[Scores]:
    """The sittings of a story, in order."""
    return [visit.scores for visit in story.visits if visit.scores]
