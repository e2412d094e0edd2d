"""M031 to M037, M048 and M049: who starts treatment, and how long they waited for it."""

from reporting.metrics.measure import Better, Confidence, Kind, Measure, Placed, Tally
from reporting.metrics.wording import MONTHLY, STARTED_WORDS, TO_FIRST, days_between

_ALL = Tally("true")
# Before the referral was received is a mistake in a date: in no band.
_BANDS = (
    ("M032", "up to 28 days", 0, 28),
    ("M033", "29 to 56 days", 29, 56),
    ("M034", "57 to 90 days", 57, 90),
    ("M035", "over 90 days", 91, None),
)


def _band(id_: str, words: str, lowest: int, highest: int | None) -> Measure:
    return Measure(
        slug=f"entering-after-{words.replace(' ', '-')}",
        id=id_,
        name=f"Started treatment after {words}",
        definition="Days from the referral to the first treatment session, of those who started.",
        counts=f"those of them who had waited {words}",
        out_of=STARTED_WORDS,
        placed=Placed.FIRST_SESSION,
        source=MONTHLY,
        numerator=Tally(days_between(TO_FIRST, lowest, highest)),
        denominator=_ALL,
        kind=Kind.RATE,
    )


def _within(id_: str, weeks: int) -> Measure:
    return Measure(
        slug=f"entering-within-{weeks}-weeks",
        id=id_,
        name=f"Started treatment within {weeks} weeks",
        definition=(
            f"Of those who started treatment, who did within {weeks * 7} days of the referral. "
            "Not the published standard, which counts finished courses."
        ),
        counts=f"those of them who had waited {weeks * 7} days at most",
        out_of=STARTED_WORDS,
        placed=Placed.FIRST_SESSION,
        source=MONTHLY,
        numerator=Tally(f"{TO_FIRST} <= {weeks * 7}"),
        denominator=_ALL,
        kind=Kind.RATE,
        better=Better.HIGHER,
    )


ENTERING_TREATMENT = Measure(
    slug="entering-treatment",
    id="M031",
    name="Starting treatment",
    definition="People who had their first treatment session in the period.",
    counts=STARTED_WORDS,
    placed=Placed.FIRST_SESSION,
    source=MONTHLY,
    numerator=_ALL,
    better=Better.HIGHER,
)

MEASURES = (
    ENTERING_TREATMENT,
    *(_band(*band) for band in _BANDS),
    _within("M036", 6),
    _within("M037", 18),
    Measure(
        slug="entering-mean-wait",
        id="M048",
        name="Mean wait of those who started treatment",
        definition="Days from the referral to the first treatment session, on average.",
        counts="days they waited, added up",
        out_of=STARTED_WORDS,
        placed=Placed.FIRST_SESSION,
        source=MONTHLY,
        numerator=Tally("true", TO_FIRST),
        denominator=_ALL,
        kind=Kind.MEAN,
        better=Better.LOWER,
        unit="days",
    ),
    Measure(
        slug="entering-median-wait",
        id="M049",
        name="Median wait of those who started treatment",
        definition="Days from the referral to the first treatment session: half waited longer.",
        counts=STARTED_WORDS,
        placed=Placed.FIRST_SESSION,
        source=MONTHLY,
        numerator=_ALL,
        statistic=f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {TO_FIRST})",
        kind=Kind.MEDIAN,
        better=Better.LOWER,
        confidence=Confidence.HIGH,
        unit="days",
    ),
)
