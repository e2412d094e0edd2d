"""How long sessions of finished courses took. Here an unplanned contact is not attended by rule."""

from reporting.metrics.measure import Placed
from reporting.metrics.shapes import mean, median
from reporting.metrics.wording import (
    ANNUAL,
    FINISHED,
    FINISHED_WORDS,
    TREATMENT,
    WITHIN_THE_REFERRAL,
)

_OF = (
    f"{FINISHED} AND c.attendance IN ('ATTENDED', 'LATE_SEEN') AND c.minutes > 0 AND {TREATMENT}"
    f" AND {WITHIN_THE_REFERRAL}"
)
_WORDS = f"attended treatment sessions of {FINISHED_WORDS}"

MEASURES = tuple(
    make(
        f"{how}-minutes",
        f"AM/{how}-minutes",
        f"{how.capitalize()} length of a session",
        "c.minutes",
        out_of=_WORDS,
        of=_OF,
        placed=Placed.CONTACT_OF_ENDED,
        unit="minutes",
        source=ANNUAL,
    )
    for how, make in (("mean", mean), ("median", median))
)
