"""What every dated decision of the service must satisfy, whatever it decides."""

from datetime import date, datetime, timedelta

from clinical.errors import Refused
from clinical.working_days import local_date

_FURTHEST = timedelta(days=2 * 366)


def refuse_past(valid_from: date, *, now: datetime) -> None:
    """What was in force on a day that has passed never changes afterwards. Raises Refused also for
    a day so far away that it cannot be meant.
    """
    today = local_date(now)
    if valid_from < today:
        raise Refused("It changes from today on, or later.", field="valid_from")
    if valid_from > today + _FURTHEST:
        raise Refused("Choose a day within the next two years.", field="valid_from")


def refuse_without_reason(why: str) -> None:
    """Nothing is decided without saying why. Raises Refused."""
    if not why.strip():
        raise Refused("Say why, for whoever reads this later.", field="why")
