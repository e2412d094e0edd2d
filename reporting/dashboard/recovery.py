"""From finishing to recovery: how many are left at each step, and who has no last score."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from reporting import one_practitioner
from reporting.asked import Asked
from reporting.charts.funnel import Stage, funnel
from reporting.dashboard import words
from reporting.figures import Figure
from reporting.leaving import Leaving
from reporting.metrics.registry import MEASURES
from reporting.suppression import whole_per_cent

# What the bars are made of.
SLUGS = ("paired-scores", "recovery", "reliable-recovery")
# Of which step each is a share.
_OUT_OF = {
    "paired": "finished",
    "could": "finished",
    "recovered": "could",
    "reliably": "could",
}


@dataclass(frozen=True, slots=True)
class Recovery:
    """The chart, its steps as a table, and how many finished without a last pair of scores."""

    chart: SafeString
    stages: tuple[Stage, ...]
    unpaired: int
    unpaired_words: str


def recovery(figures: Mapping[str, Figure], asked: Asked) -> Recovery:
    """Exactly, from figures already counted; of one practitioner's team no outcome. A query where a
    team is chosen.
    """
    counts = _counts(figures)
    shown = _exactly(counts)
    if one_practitioner.alone(asked.chosen, [asked.named.period]):
        held: dict[str, int | None] = {**counts, "recovered": None, "reliably": None}
        shown = _Shown(held, shown.shares)
    return _drawn(shown, counts["unpaired"], _unpaired(counts))


def recovery_leaving(asked: Asked, leaving: Leaving) -> Recovery:
    """The same as it may leave, every step where a file would tell it."""
    said = {slug: leaving.of(MEASURES[slug], asked.named.period, asked.chosen) for slug in SLUGS}
    paired, recovered, reliably = (said[slug] for slug in SLUGS)
    seen = {
        "finished": paired.denominator,
        "paired": paired.numerator,
        "could": recovered.denominator,
        "recovered": recovered.numerator,
        "reliably": reliably.numerator,
    }
    rates = {"paired": paired, "recovered": recovered, "reliably": reliably}
    shares = {name: one.shown.value for name, one in rates.items() if one.shown.figure is not None}
    return _drawn(_Shown(seen, shares), 0, _unpaired_leaving(paired.missing))


def _drawn(shown: "_Shown", unpaired: int, unpaired_words: str) -> Recovery:
    stages = (
        shown.stage("Finished a course of treatment", "finished"),
        shown.stage("First and last scores recorded", "paired"),
        shown.stage("Not below the thresholds at the start", "could"),
        shown.stage("Recovered", "recovered", is_outcome=True),
        shown.stage("Reliably recovered", "reliably", is_outcome=True),
    )
    said = "; ".join(f"{one.name} {one.count} {one.share}".strip() for one in stages)
    return Recovery(
        chart=funnel(
            stages, title=f"{said}. Recovered and reliably recovered are of the third bar."
        ),
        stages=stages,
        unpaired=unpaired,
        unpaired_words=unpaired_words,
    )


def _unpaired(counts: Mapping[str, int]) -> str:
    """`12 have no first and last score of both`."""
    count = counts["unpaired"]
    if not count:
        everybody = "All have a first and last score of both"
        return everybody if counts["finished"] else "Nobody finished"
    return f"{count:,} {'has' if count == 1 else 'have'} no first and last score of both"


def _unpaired_leaving(missing: int | None) -> str:
    if missing is None:
        return "How many have no first and last score of both is not shown"
    many = words.about(missing)
    return f"{many[:1].upper()}{many[1:]} have no first and last score of both"


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


def _exactly(counts: Mapping[str, int]) -> "_Shown":
    return _Shown(
        counts,
        {
            name: f"{whole_per_cent(counts[name], counts[of])}%"
            for name, of in _OUT_OF.items()
            if counts[of] >= words.FEWEST_FOR_A_RATE
        },
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """The counts and shares that the reader sees; none is held back."""

    seen: Mapping[str, int | None]
    shares: Mapping[str, str]

    def stage(self, name: str, count: str, *, is_outcome: bool = False) -> Stage:
        """A bar with what the reader may see of it."""
        seen, whole = self.seen[count], self.seen["finished"]
        if seen is None or whole is None:
            return Stage(name, 0.0, words.TOO_FEW, "", is_outcome)
        wide = min(seen / whole, 1.0) if whole else 0.0
        return Stage(name, wide, f"{seen:,}", self.shares.get(count, ""), is_outcome)
