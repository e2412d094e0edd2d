"""M019 to M022: people in treatment, by how long ago their last session was on the last day."""

from reporting.metrics.measure import Better, Confidence, Measure, Placed
from reporting.metrics.shapes import count, share
from reporting.metrics.wording import ATTENDED, DASHBOARD, DAY, TREATMENT, days_between

# What the row keeps is the last session of all: on an earlier day than that, those before count.
_LAST_BY_THEN = f"""
CASE WHEN p.therapy_last_on <= b.ends_on THEN p.therapy_last_on ELSE greatest(
    (SELECT max({DAY}) FROM caseload_carecontact c
     WHERE c.referral_id = p.referral_id AND c.state = 'LOGGED' AND {ATTENDED} AND {TREATMENT}
     AND c.therapies <> '{{EMPLOYMENT_SUPPORT}}' AND {DAY} BETWEEN p.received_on AND b.ends_on),
    (SELECT max(g.ended_on) FROM caseload_internettherapylog g
     WHERE g.referral_id = p.referral_id AND g.withdrawn_at IS NULL
     AND g.ended_on BETWEEN p.received_on AND b.ends_on)
) END"""  # noqa: S608 - conditions of this package
_DAYS = f"b.ends_on - ({_LAST_BY_THEN})"
_IN_TREATMENT = "p.therapy_first_on <= b.ends_on"
_WORDS = "open referrals with a session, on the last day of the period"
_BANDS = (
    ("M019", "60 days at most", None, 60, Better.NEITHER),
    ("M020", "61 to 90 days", 61, 90, Better.LOWER),
    ("M021", "91 to 120 days", 91, 120, Better.LOWER),
    ("M022", "over 120 days", 121, None, Better.LOWER),
)


def _band(id_: str, words: str, lowest: int | None, highest: int | None, better: Better) -> Measure:
    return count(
        f"last-session-{words.replace(' ', '-')}-ago",
        id_,
        f"Open, last session {words} ago",
        f"{_WORDS}, whose last one was {words} before it",
        placed=Placed.PERIOD_END,
        where=f"{_IN_TREATMENT} AND {days_between(_DAYS, lowest, highest)}",
        better=better,
        is_costly=True,
    )


MEASURES = (
    *(_band(*band) for band in _BANDS),
    share(
        "open-without-activity",
        "TT/open-without-activity",
        "Open, nothing for over 90 days",
        "those whose last session was more than 90 days before it",
        out_of=_WORDS,
        of=_IN_TREATMENT,
        where=f"{_DAYS} > 90",
        placed=Placed.PERIOD_END,
        source=DASHBOARD,
        confidence=Confidence.HIGH,
        better=Better.LOWER,
        is_costly=True,
    ),
)
