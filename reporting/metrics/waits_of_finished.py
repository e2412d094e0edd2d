"""M050 to M055: the published 6 and 18 weeks, and the wait of those who finished."""

from reporting.metrics.measure import Better, Kind, Measure, Placed, Tally
from reporting.metrics.wording import FINISHED, FINISHED_WORDS, MONTHLY, TO_FIRST

_FINISHED = Tally(FINISHED)


def _standard(slug: str, ids: tuple[str, str], weeks: int) -> Measure:
    days = weeks * 7
    count, rate = ids
    return Measure(
        slug=slug,
        id=rate,
        also=(count,),
        name=f"Started within {weeks} weeks",
        definition=(
            f"Of finished courses, those whose first treatment session was within {days} days of "
            "the referral. Calendar days; nothing is taken off for a pause."
        ),
        counts=f"those of them that had begun within {days} days",
        out_of=FINISHED_WORDS,
        placed=Placed.ENDED,
        source=MONTHLY,
        numerator=Tally(f"{FINISHED} AND {TO_FIRST} <= {days}"),
        denominator=_FINISHED,
        kind=Kind.RATE,
        better=Better.HIGHER,
    )


SIX_WEEKS = _standard("six-weeks", ("M052", "M053"), 6)
EIGHTEEN_WEEKS = _standard("eighteen-weeks", ("M054", "M055"), 18)

MEASURES = (
    SIX_WEEKS,
    EIGHTEEN_WEEKS,
    Measure(
        slug="finished-mean-wait",
        id="M050",
        name="Mean wait of finished courses",
        definition="Days from the referral to the first treatment session, on average.",
        counts="days they waited, added up",
        out_of=FINISHED_WORDS,
        placed=Placed.ENDED,
        source=MONTHLY,
        numerator=Tally(FINISHED, TO_FIRST),
        denominator=_FINISHED,
        kind=Kind.MEAN,
        better=Better.LOWER,
        unit="days",
    ),
    Measure(
        slug="finished-median-wait",
        id="M051",
        name="Median wait of finished courses",
        definition="Days from the referral to the first treatment session: half waited longer.",
        counts=FINISHED_WORDS,
        placed=Placed.ENDED,
        source=MONTHLY,
        numerator=_FINISHED,
        statistic=(
            f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {TO_FIRST}) FILTER (WHERE {FINISHED})"
        ),
        kind=Kind.MEDIAN,
        better=Better.LOWER,
        unit="days",
    ),
)
