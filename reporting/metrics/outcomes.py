"""M179 to M195 and M1010: what finished courses came to."""

from reporting.metrics.measure import Better, Kind, Measure, Placed, Tally
from reporting.metrics.wording import (
    ANNUAL,
    COULD_RECOVER,
    COULD_RECOVER_WORDS,
    FINISHED,
    FINISHED_WORDS,
    MONTHLY,
    NOT_PAIRED,
)

_FINISHED = Tally(FINISHED)


def _of_finished(
    slug: str, ids: tuple[str, ...], name: str, counts: str, column: str, better: Better
) -> Measure:
    """A share of all finished courses; those without both pairs of scores stay in."""
    return Measure(
        slug=slug,
        id=ids[-1],
        also=ids[:-1],
        name=name,
        definition=f"Of finished courses, {counts}. One without both pairs of scores is not.",
        counts=counts,
        out_of=FINISHED_WORDS,
        placed=Placed.ENDED,
        source=MONTHLY,
        numerator=Tally(f"{FINISHED} AND {column}"),
        denominator=_FINISHED,
        missing=NOT_PAIRED,
        kind=Kind.RATE,
        better=better,
    )


def _of_who_could(slug: str, ids: tuple[str, ...], name: str, counts: str, column: str) -> Measure:
    """A share of those who could recover."""
    return Measure(
        slug=slug,
        id=ids[-1],
        also=ids[:-1],
        name=name,
        definition=f"Of {COULD_RECOVER_WORDS}, {counts}. Whoever cannot be classified stays in.",
        counts=counts,
        out_of=COULD_RECOVER_WORDS,
        placed=Placed.ENDED,
        source=MONTHLY,
        numerator=Tally(f"{COULD_RECOVER} AND {column}"),
        denominator=Tally(COULD_RECOVER),
        missing=NOT_PAIRED,
        kind=Kind.RATE,
        better=Better.HIGHER,
    )


_RECOVERED = "those that began at or above a threshold and ended below both"
_IMPROVED = "those with a reliable fall on one measure and no reliable rise on the other"

RECOVERY = _of_who_could("recovery", ("M191", "M192"), "Recovery", _RECOVERED, "p.is_recovered")
RELIABLE_RECOVERY = _of_who_could(
    "reliable-recovery",
    ("M193", "M195"),
    "Reliable recovery",
    "those that recovered and improved reliably",
    "p.is_reliably_recovered",
)
RELIABLE_IMPROVEMENT = _of_finished(
    "reliable-improvement",
    ("M185", "M186"),
    "Reliable improvement",
    _IMPROVED,
    "p.is_improved",
    Better.HIGHER,
)

MEASURES = (
    RECOVERY,
    RELIABLE_RECOVERY,
    RELIABLE_IMPROVEMENT,
    _of_finished(
        "no-reliable-change",
        ("M187",),
        "No reliable change",
        "those without a reliable change, or with one for better and one for worse",
        "p.is_unchanged",
        Better.LOWER,
    ),
    _of_finished(
        "reliable-deterioration",
        ("M189", "M1010"),
        "Reliable deterioration",
        "those with a reliable rise on one measure and no reliable fall on the other",
        "p.is_deteriorated",
        Better.LOWER,
    ),
    Measure(
        slug="not-at-caseness",
        id="M180",
        also=("M179",),
        name="Below the threshold at the start",
        definition="Of finished courses, those with both first scores below the threshold.",
        counts="those with both first scores below the threshold",
        out_of=FINISHED_WORDS,
        placed=Placed.ENDED,
        source=MONTHLY,
        numerator=Tally(f"{FINISHED} AND p.is_not_caseness"),
        denominator=_FINISHED,
        missing="(p.phq9_first IS NULL OR p.anxiety_first IS NULL)",
        kind=Kind.RATE,
    ),
    Measure(
        slug="at-caseness",
        id="AM/at-caseness",
        name="At or above a threshold at the start",
        definition="Finished courses with a first score at or above its threshold.",
        counts="finished courses with a first score at or above its threshold",
        placed=Placed.ENDED,
        source=ANNUAL,
        numerator=Tally(f"{FINISHED} AND p.is_caseness"),
    ),
)
