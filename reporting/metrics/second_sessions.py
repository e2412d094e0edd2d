"""M046, M047, M124, M126, M184 and M351: from one session to the next."""

from reporting.metrics.measure import Better, Confidence, Kind, Measure, Placed, Tally
from reporting.metrics.shapes import share
from reporting.metrics.wording import (
    FINISHED,
    FINISHED_WORDS,
    MONTHLY,
    TO_SECOND,
    days_between,
)

_ALL = Tally("true")
_SECOND_WORDS = "people whose second treatment session was in the period"


def _over(slug: str, ids: tuple[str, str], days: int) -> Measure:
    count, rate = ids
    return Measure(
        slug=slug,
        id=rate,
        also=(count,),
        name=f"Over {days} days from first to second session",
        definition=(
            f"Of those who had their second treatment session, who had it more than {days} days "
            "after the first: a wait that the published waits leave out."
        ),
        counts=f"those of them who had it more than {days} days after the first",
        out_of=_SECOND_WORDS,
        placed=Placed.SECOND_SESSION,
        source=MONTHLY,
        numerator=Tally(f"{TO_SECOND} > {days}"),
        denominator=_ALL,
        kind=Kind.RATE,
        better=Better.LOWER,
    )


OVER_90_DAYS = _over("over-90-days", ("M047", "M126"), 90)

MEASURES = (
    Measure(
        slug="second-session",
        id="M184",
        name="Second treatment",
        definition="People who had their second treatment session in the period.",
        counts=_SECOND_WORDS,
        placed=Placed.SECOND_SESSION,
        source=MONTHLY,
        numerator=_ALL,
        better=Better.HIGHER,
    ),
    _over("over-28-days", ("M046", "M124"), 28),
    share(
        "second-after-29-to-90-days",
        "M125",
        "29 to 90 days from first to second session",
        "those who had it 29 to 90 days after the first",
        out_of=_SECOND_WORDS,
        of="true",
        where=days_between(TO_SECOND, 29, 90),
        placed=Placed.SECOND_SESSION,
        also=("M122",),
        confidence=Confidence.MEDIUM,
    ),
    OVER_90_DAYS,
    Measure(
        slug="mean-gap-between-sessions",
        id="M351",
        name="Mean gap between sessions",
        definition="Days from the first to the last session, divided by the gaps between them.",
        counts="days from first to last session of finished courses, added up",
        out_of="gaps between sessions of " + FINISHED_WORDS,
        placed=Placed.ENDED,
        source=MONTHLY,
        numerator=Tally(FINISHED, "p.therapy_last_on - p.therapy_first_on"),
        denominator=Tally(FINISHED, "p.treatments - 1"),
        kind=Kind.MEAN,
        better=Better.LOWER,
        unit="days",
    ),
)
