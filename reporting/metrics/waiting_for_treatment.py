"""M038 to M045: who waits for treatment on the last day of the period. The bands overlap."""

from reporting.metrics.measure import Better, Confidence, Placed
from reporting.metrics.shapes import count

_WAITING = "(p.therapy_first_on IS NULL OR p.therapy_first_on > b.ends_on)"
_DAYS = "b.ends_on - p.received_on"
_WORDS = "open referrals without a treatment session on the last day of the period"
_BANDS = (
    ("M039", "14 days at most", "<= 14", Better.NEITHER),
    ("M040", "28 days at most", "<= 28", Better.NEITHER),
    ("M041", "42 days at most", "<= 42", Better.NEITHER),
    ("M042", "84 days at most", "<= 84", Better.NEITHER),
    ("M043", "126 days at most", "<= 126", Better.NEITHER),
    ("M044", "more than 126 days", "> 126", Better.LOWER),
    ("M045", "more than 90 days", "> 90", Better.LOWER),
)

MEASURES = (
    count(
        "waiting-for-treatment",
        "M038",
        "Waiting for treatment",
        _WORDS,
        placed=Placed.PERIOD_END,
        where=_WAITING,
        better=Better.LOWER,
    ),
    *(
        count(
            f"waiting-for-treatment-{words.replace(' ', '-')}",
            id_,
            f"Waiting for treatment {words}",
            f"{_WORDS}, received {words} before it",
            placed=Placed.PERIOD_END,
            where=f"{_WAITING} AND {_DAYS} {bound}",
            confidence=Confidence.MEDIUM,
            better=better,
        )
        for id_, words, bound, better in _BANDS
    ),
)
