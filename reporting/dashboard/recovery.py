"""From finishing to recovery: how many are left at each step, and who has no last score."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from reporting.charts.funnel import Stage, funnel
from reporting.dashboard import words
from reporting.figures import Figure
from reporting.suppression import Sum, publish

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
    counts = _counts(figures)
    shown = _Shown(counts if exact else _that_leave(counts))
    stages = (
        shown.stage("Finished a course of treatment", "finished"),
        shown.stage("First and last scores recorded", "paired", of="finished"),
        shown.stage("Not below the thresholds at the start", "could", of="finished"),
        shown.stage("Recovered", "recovered", of="could", is_outcome=True),
        shown.stage("Reliably recovered", "reliably", of="could", is_outcome=True),
    )
    said = "; ".join(f"{one.name} {one.count} {one.share}".strip() for one in stages)
    unpaired = counts["unpaired"]
    have = "has" if exact and unpaired == 1 else "have"
    many = words.number(unpaired, exact=exact)
    return Recovery(
        chart=funnel(
            stages, title=f"{said}. Recovered and reliably recovered are of the third bar."
        ),
        stages=stages,
        unpaired=unpaired,
        unpaired_words=f"{many[:1].upper()}{many[1:]} {have} no first and last score of both",
    )


def _counts(figures: Mapping[str, Figure]) -> dict[str, int]:
    paired, recovered = figures["paired-scores"], figures["recovery"]
    finished = paired.denominator or 0
    return {
        "finished": finished,
        "paired": paired.numerator,
        "unpaired": finished - paired.numerator,
        "could": recovered.denominator or 0,
        "recovered": recovered.numerator,
        "reliably": figures["reliable-recovery"].numerator,
    }


def _that_leave(counts: Mapping[str, int]) -> Mapping[str, int | None]:
    """Together, so that none can be worked out from the others."""
    whole = Sum("finished", ("paired", "unpaired"))
    return publish(counts, sums=(whole,)).counts


@dataclass(frozen=True, slots=True)
class _Shown:
    """The counts that the reader sees; none is held back."""

    seen: Mapping[str, int | None]

    def stage(self, name: str, count: str, *, of: str = "", is_outcome: bool = False) -> Stage:
        """A bar with what the reader may see of it."""
        seen, whole = self.seen[count], self.seen["finished"]
        if seen is None or whole is None:
            return Stage(name, 0.0, words.TOO_FEW, "", is_outcome)
        base = self.seen[of] if of else None
        share = f"{seen / base:.0%}" if base and base >= words.FEWEST_FOR_A_RATE else ""
        return Stage(name, min(seen / whole, 1.0) if whole else 0.0, f"{seen:,}", share, is_outcome)
