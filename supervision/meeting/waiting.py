"""Which cases may wait for the next meeting: never risk, never whoever would pass their day."""

from datetime import date

from clinical.errors import Refused
from clinical.reason import Reason
from clinical.wording import sentence_date
from supervision.models import SupervisionItem


def why_today(item: SupervisionItem, *, next_on: date) -> str:
    """Why this case, read with its referral, is decided today; empty where it may wait."""
    had_risk = any(reason == Reason.RISK for reason, *_ in item.reasons)
    if had_risk or item.referral.risk_open_since is not None:
        return "Risk is discussed today: choose another decision."
    if item.look_by < next_on:
        by = sentence_date(item.look_by, next_on)
        return f"The next meeting is after {by}, the last day of the interval: decide today."
    return ""


def refuse_to_wait(item: SupervisionItem, *, next_on: date) -> None:
    """Raises Refused, with the reason, for a case that is decided today."""
    if why := why_today(item, next_on=next_on):
        raise Refused(why)
