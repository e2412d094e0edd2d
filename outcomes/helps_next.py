"""What stands beside a chart with a usual range: what is behind it, and, above it for some
sessions, what may help next. Never a forecast, never a reason to stop (clinical reference 8.3).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clinical import trajectory
from clinical.measures import MEASURES
from clinical.policy import Policy
from clinical.trajectory import LATE_RESPONDERS, Table

PROMPTS = (
    "Engagement: what makes it hard to come, or to take part?",
    "Fit: does the treatment still match the main problem?",
    "Between sessions: what was tried, and what got in the way?",
    "Life events: what has happened since it began?",
    "Step: would another step help? Bring it to supervision.",
)
_BAND = "Pale blue: where people who began alike stood, from half of them to four in five"

Totals = Mapping[str, Sequence[int]]


@dataclass(frozen=True, slots=True)
class HelpsNext:
    """The prompt: what is above the range, and what to think about."""

    above: str
    prompts: tuple[str, ...]
    late: str


def helps_next(totals: Totals, *, table: Table | None, policy: Policy) -> HelpsNext | None:
    """For whom the last scores on any measure stood above the usual range; else None."""
    if table is None:
        return None
    names = [
        MEASURES[code].name
        for code, course in totals.items()
        if trajectory.above_expected(
            course, measure=code, table=table, sessions=policy.above_expected_sessions
        )
    ]
    if not names:
        return None
    above = trajectory.above_words(policy.above_expected_sessions)
    return HelpsNext(f"{' and '.join(names)} {above}", PROMPTS, LATE_RESPONDERS)


def range_words(totals: Totals, *, table: Table | None) -> str:
    """What the pale blue bands are made of; nothing where none is drawn."""
    if table is None:
        return ""
    behind = {
        code: trajectory.source_words(cell)
        for code, course in totals.items()
        if course and (cell := _cell(code, course, table)) is not None
    }
    if not behind:
        return ""
    said = set(behind.values())
    made_of = "; ".join(
        words if len(said) == 1 else f"{MEASURES[code].name} {words}"
        for code, words in list(behind.items())[: len(said)]
    )
    return f"{_BAND} ({made_of}). No forecast: {LATE_RESPONDERS[:1].lower()}{LATE_RESPONDERS[1:]}"


def _cell(code: str, course: Sequence[int], table: Table) -> trajectory.ExpectedResponse | None:
    return trajectory.expected(table, measure=code, first=course[0], contact_no=max(2, len(course)))
