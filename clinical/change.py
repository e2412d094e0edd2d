"""First and last scores become reliable change, recovery and reliable recovery."""

from dataclasses import dataclass
from enum import StrEnum

from clinical.measures import GAD7, PHQ9, Measure, Total, is_case


class Change(StrEnum):
    """How one measure moved: lower is better."""

    IMPROVED = "improved"
    NO_RELIABLE_CHANGE = "no_reliable_change"
    WORSENED = "worsened"

    @property
    def label(self) -> str:
        """The words on screen."""
        return _LABELS[self]


_LABELS = {
    Change.IMPROVED: "reliable improvement",
    Change.NO_RELIABLE_CHANGE: "no reliable change",
    Change.WORSENED: "reliable worsening",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """The first and the last total of one measure; None where it was never scored (again)."""

    first: Total | None
    last: Total | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a course of treatment came to, by the national rules.

    `at_caseness` is None when it cannot be known. At most one of the three change flags is true,
    and none of them when a pair is missing.
    """

    at_caseness: bool | None
    recovered: bool
    reliably_improved: bool
    reliably_deteriorated: bool
    no_reliable_change: bool
    reliably_recovered: bool
    is_paired: bool


def change(*, measure: Measure, first: Total, last: Total) -> Change:
    """Has the total moved by at least the measure's reliable change, in points?

    A measure without a known reliable change never changes reliably.
    """
    if measure.reliable_change is None:
        return Change.NO_RELIABLE_CHANGE
    if first - last >= measure.reliable_change:
        return Change.IMPROVED
    if last - first >= measure.reliable_change:
        return Change.WORSENED
    return Change.NO_RELIABLE_CHANGE


def reliable_improvement_at(*, measure: Measure, first: Total) -> Total | None:
    """The highest total that is a reliable improvement on the first; None if none can be."""
    if measure.reliable_change is None:
        return None
    at = first - measure.reliable_change
    return at if at >= measure.total_lowest else None


@dataclass(frozen=True, slots=True)
class Reading:
    """What one measure says: a case at first, a case at last, and how it moved between. None where
    that score is missing.
    """

    first_is_case: bool | None
    last_is_case: bool | None
    moved: Change | None


def outcome(*, phq9: Pair, anxiety: Pair, anxiety_measure: Measure = GAD7) -> Outcome:
    """PHQ-9 and one anxiety measure, first and last, by the national rules.

    Reliable improvement on one measure is cancelled by reliable worsening on the other. Recovery
    needs caseness at the start and both last scores below their thresholds. Sources: NHS England,
    Talking Therapies metadata (M186, M192, M193, M198); Ethnicity facts and figures 2022-23.
    """
    return together(reading(PHQ9, phq9), reading(anxiety_measure, anxiety))


def reading(measure: Measure, pair: Pair) -> Reading:
    """What one measure says of a course."""
    first, last = pair.first, pair.last
    return Reading(
        first_is_case=None if first is None else is_case(measure=measure, total=first),
        last_is_case=None if last is None else is_case(measure=measure, total=last),
        moved=None
        if first is None or last is None
        else change(measure=measure, first=first, last=last),
    )


def together(phq9: Reading, anxiety: Reading) -> Outcome:
    """What two measures come to. Nothing moved unless both have both ends."""
    at_caseness = _at_caseness(phq9, anxiety)
    changes = (phq9.moved, anxiety.moved)
    if None in changes:
        return Outcome(at_caseness, *_NOTHING_IS_KNOWN)
    improved = Change.IMPROVED in changes and Change.WORSENED not in changes
    deteriorated = Change.WORSENED in changes and Change.IMPROVED not in changes
    recovered = at_caseness is True and not (phq9.last_is_case or anxiety.last_is_case)
    return Outcome(
        at_caseness=at_caseness,
        recovered=recovered,
        reliably_improved=improved,
        reliably_deteriorated=deteriorated,
        no_reliable_change=not improved and not deteriorated,
        reliably_recovered=recovered and improved,
        is_paired=True,
    )


_NOTHING_IS_KNOWN = (False, False, False, False, False, False)


def _at_caseness(phq9: Reading, anxiety: Reading) -> bool | None:
    """Either first score is enough for yes; no needs both; otherwise nobody knows."""
    if phq9.first_is_case or anxiety.first_is_case:
        return True
    return None if phq9.first_is_case is None or anxiety.first_is_case is None else False
