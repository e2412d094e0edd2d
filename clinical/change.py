"""First and last scores become reliable change, recovery and reliable recovery."""

from dataclasses import dataclass
from enum import StrEnum

from clinical.measures import GAD7, PHQ9, Measure, is_case


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

    first: int | None
    last: int | None


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


def change(*, measure: Measure, first: int, last: int) -> Change:
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


def reliable_improvement_at(*, measure: Measure, first: int) -> int | None:
    """The highest total that is a reliable improvement on the first; None if none can be."""
    if measure.reliable_change is None or first < measure.reliable_change:
        return None
    return first - measure.reliable_change


def outcome(*, phq9: Pair, anxiety: Pair, anxiety_measure: Measure = GAD7) -> Outcome:
    """PHQ-9 and one anxiety measure, first and last, by the national rules.

    Reliable improvement on one measure is cancelled by reliable worsening on the other. Recovery
    needs caseness at the start and both last scores below their thresholds. Sources: NHS England,
    Talking Therapies metadata (M186, M192, M193, M198); Ethnicity facts and figures 2022-23.
    """
    at_caseness = _at_caseness(phq9, anxiety, anxiety_measure)
    changes = _changes(phq9, anxiety, anxiety_measure)
    if not changes:
        return _unpaired(at_caseness)
    improved = Change.IMPROVED in changes and Change.WORSENED not in changes
    deteriorated = Change.WORSENED in changes and Change.IMPROVED not in changes
    recovered = at_caseness is True and not (
        _is_known_case(PHQ9, phq9.last) or _is_known_case(anxiety_measure, anxiety.last)
    )
    return Outcome(
        at_caseness=at_caseness,
        recovered=recovered,
        reliably_improved=improved,
        reliably_deteriorated=deteriorated,
        no_reliable_change=not improved and not deteriorated,
        reliably_recovered=recovered and improved,
        is_paired=True,
    )


def _at_caseness(phq9: Pair, anxiety: Pair, anxiety_measure: Measure) -> bool | None:
    """Either first score is enough for yes; no needs both; otherwise nobody knows."""
    if _is_known_case(PHQ9, phq9.first) or _is_known_case(anxiety_measure, anxiety.first):
        return True
    return None if phq9.first is None or anxiety.first is None else False


def _is_known_case(measure: Measure, total: int | None) -> bool:
    return total is not None and is_case(measure=measure, total=total)


def _changes(phq9: Pair, anxiety: Pair, anxiety_measure: Measure) -> tuple[Change, ...]:
    """Empty unless both measures have both ends."""
    if phq9.first is None or phq9.last is None or anxiety.first is None or anxiety.last is None:
        return ()
    return (
        change(measure=PHQ9, first=phq9.first, last=phq9.last),
        change(measure=anxiety_measure, first=anxiety.first, last=anxiety.last),
    )


def _unpaired(at_caseness: bool | None) -> Outcome:  # noqa: FBT001 - a fact, not a switch
    return Outcome(
        at_caseness=at_caseness,
        recovered=False,
        reliably_improved=False,
        reliably_deteriorated=False,
        no_reliable_change=False,
        reliably_recovered=False,
        is_paired=False,
    )
