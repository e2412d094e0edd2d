"""M023 to M030: first assessments, how long people waited for them, and who still does."""

from reporting.metrics.measure import Better, Confidence, Measure, Placed
from reporting.metrics.shapes import count, share
from reporting.metrics.wording import ENDED_WORDS, TO_ASSESSMENT, days_between

_WORDS = "people whose first assessment was in the period"
_BANDS = (
    ("M024", "up to 28 days", 0, 28),
    ("M025", "29 to 56 days", 29, 56),
    ("M026", "57 to 90 days", 57, 90),
    ("M027", "over 90 days", 91, None),
)
_WAITING = "(p.assessment_first_on IS NULL OR p.assessment_first_on > b.ends_on)"
_WAITING_WORDS = "open referrals without an assessment on the last day of the period"


def _band(id_: str, words: str, lowest: int, highest: int | None) -> Measure:
    return share(
        f"assessed-after-{words.replace(' ', '-')}",
        id_,
        f"Assessed after {words}",
        f"those assessed {words} after the referral",
        out_of=_WORDS,
        of="true",
        where=days_between(TO_ASSESSMENT, lowest, highest),
        placed=Placed.ASSESSED,
        confidence=Confidence.MEDIUM,
    )


MEASURES = (
    count("first-assessments", "M023", "First assessments", _WORDS, placed=Placed.ASSESSED),
    *(_band(*band) for band in _BANDS),
    share(
        "ended-before-assessment",
        "M028",
        "Ended before assessment",
        "those that ended without an assessment",
        out_of=ENDED_WORDS,
        of="true",
        where="p.assessment_first_on IS NULL",
        placed=Placed.ENDED,
        better=Better.LOWER,
    ),
    count(
        "waiting-for-assessment",
        "M029",
        "Waiting for assessment",
        _WAITING_WORDS,
        placed=Placed.PERIOD_END,
        where=_WAITING,
        better=Better.LOWER,
    ),
    count(
        "waiting-over-90-days-for-assessment",
        "M030",
        "Waiting over 90 days for assessment",
        f"{_WAITING_WORDS}, received more than 90 days before it",
        placed=Placed.PERIOD_END,
        where=f"{_WAITING} AND b.ends_on - p.received_on > 90",
        better=Better.LOWER,
    ),
)
