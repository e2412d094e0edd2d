"""When the service is at work, and what its pages say when it is not."""

from datetime import datetime

from clinical import wording
from clinical.policy import Policy
from clinical.working_days import is_open, local_date, next_opening
from policy import wordings
from policy.models import WordingKey


def opens_again(*, policy: Policy, now: datetime) -> str:
    """`Wednesday 10 June at 09:00`, or `today at 09:00`; empty while the service is open."""
    if is_open(now, policy.calendar):
        return ""
    at, on = next_opening(now, policy.calendar), local_date(now)
    day = local_date(at)
    return f"{'today' if day == on else wording.long_date(day, on)} at {wording.clock(at)}"


def closed_for_staff(*, policy: Policy, now: datetime) -> str:
    """What staff pages say outside hours; empty, and no query, while the service is open."""
    return _closed(WordingKey.OUT_OF_HOURS_STAFF, policy=policy, now=now, language="en")


def closed_for_patients(*, policy: Policy, now: datetime, language: str = "en") -> str:
    """What patients read outside hours; empty, and no query, while the service is open."""
    return _closed(WordingKey.OUT_OF_HOURS_PATIENT, policy=policy, now=now, language=language)


def _closed(key: WordingKey, *, policy: Policy, now: datetime, language: str) -> str:
    opens = opens_again(policy=policy, now=now)
    if not opens:
        return ""
    said = wordings.text(key, on=local_date(now), language=language)
    return f"The service is closed until {opens}. {said}"
