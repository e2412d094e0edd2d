"""From finishing to recovery: how many are left at each step, and who has no last score."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString

from reporting.charts.funnel import Stage, funnel
from reporting.dashboard import words
from reporting.figures import Figure
from reporting.suppression import Share, Sum, publish, whole_per_cent

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


def recovery(figures: Mapping[str, Figure], *, exact: bool, is_of_one: bool) -> Recovery:
    """From figures already counted; of one practitioner's team no outcome. No query."""
    counts = _counts(figures)
    shown = (_exactly if exact else _that_leave)(counts)
    if is_of_one:
        held: dict[str, int | None] = {**shown.seen, "recovered": None, "reliably": None}
        shown = _Shown(held, shown.shares)
    stages = (
        shown.stage("Finished a course of treatment", "finished"),
        shown.stage("First and last scores recorded", "paired"),
        shown.stage("Not below threshold at start", "could"),
        shown.stage("Recovered", "recovered", is_outcome=True),
        shown.stage("Reliably recovered", "reliably", is_outcome=True),
    )
    said = "; ".join(f"{one.name} {one.count} {one.share}".strip() for one in stages)
    unpaired = counts["unpaired"]
    return Recovery(
        chart=funnel(
            stages, title=f"{said}. Recovered and reliably recovered are of the third bar."
        ),
        stages=stages,
        unpaired=unpaired,
        unpaired_words=_unpaired(unpaired, counts["finished"], exact=exact),
    )


def _unpaired(count: int, finished: int, *, exact: bool) -> str:
    """`12 have no first and last score of both`."""
    if exact and not count:
        return "All have a first and last score of both" if finished else "Nobody finished"
    many = words.number(count, exact=exact)
    have = "has" if exact and count == 1 else "have"
    return f"{many[:1].upper()}{many[1:]} {have} no first and last score of both"


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


def _that_leave(counts: Mapping[str, int]) -> "_Shown":
    """Together, so that none can be worked out from the others; shares are of exact counts."""
    shares = {
        name: Share(name, of)
        for name, of in _OUT_OF.items()
        if counts[of] - counts[name] >= words.FEWEST_COUNTED
    }
    whole = Sum("finished", ("paired", "unpaired"))
    found = publish(counts, sums=(whole,), shares=tuple(shares.values()))
    said = {name: found.shares[share] for name, share in shares.items()}
    return _Shown(
        found.counts, {name: f"{share}%" for name, share in said.items() if share is not None}
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
