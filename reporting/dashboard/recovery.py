"""From finishing to recovery: how many are left at each step, and who has no last score."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from reporting.charts.funnel import Stage, funnel
from reporting.dashboard import words
from reporting.figures import Figure

# What the bars are made of.
SLUGS = ("paired-scores", "recovery", "reliable-recovery")


@dataclass(frozen=True, slots=True)
class Recovery:
    """The chart, its steps as a table, and how many finished without a last pair of scores."""

    chart: SafeString
    stages: tuple[Stage, ...]
    unpaired: int
    unpaired_words: str


def recovery(figures: Mapping[str, Figure], *, exact: bool) -> Recovery:
    """From figures already counted. No query."""
    paired = figures["paired-scores"].numerator
    recovered, reliably = figures["recovery"], figures["reliable-recovery"]
    finished, could = figures["paired-scores"].denominator or 0, recovered.denominator or 0
    stages = (
        _stage("Finished a course of treatment", finished, finished, finished, exact=exact),
        _stage("First and last scores recorded", paired, finished, finished, exact=exact),
        _stage("Not below the thresholds at the start", could, finished, finished, exact=exact),
        _stage("Recovered", recovered.numerator, could, finished, exact=exact, is_outcome=True),
        _stage(
            "Reliably recovered", reliably.numerator, could, finished, exact=exact, is_outcome=True
        ),
    )
    unpaired = finished - paired
    said = "; ".join(f"{one.name} {one.count} {one.share}".strip() for one in stages)
    few = words.FEW if not exact and words.is_few(unpaired) else f"{unpaired:,}"
    have = "has" if unpaired == 1 else "have"
    return Recovery(
        chart=funnel(
            stages, title=f"{said}. Recovered and reliably recovered are of the third bar."
        ),
        stages=stages,
        unpaired=unpaired,
        unpaired_words=f"{few} {have} no first and last score of both measures",
    )


def _stage(
    name: str, count: int, of: int, finished: int, *, exact: bool, is_outcome: bool = False
) -> Stage:
    hidden = not exact and words.is_few(count)
    share = (
        "" if count is finished or hidden or of < words.FEWEST_FOR_A_RATE else f"{count / of:.0%}"
    )
    part = count / finished if finished and not hidden else 0.0
    return Stage(name, part, words.FEW if hidden else f"{count:,}", share, is_outcome)
