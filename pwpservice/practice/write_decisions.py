"""What the practice service has decided: its neutral name and number, a closed day, and a rule that
waits for a second person.
"""

from datetime import datetime, timedelta

from clinical.working_days import add_working_days, local_date
from policy.models import ClosedDay, PolicyChange, Wording, WordingKey
from pwpservice.practice.team import Colleague

_WORDS = (
    (WordingKey.NEUTRAL_NAME, "Northbrook appointments"),
    (WordingKey.SERVICE_PHONE, "01632 960100"),
)
_AGO = timedelta(days=90)
_WHY = "Agreed when the service opened."


def write_decisions(staff: tuple[Colleague, ...], ids: list[int], *, now: datetime) -> None:
    """The lead proposes, the senior approves."""
    usernames = [one.username for one in staff]
    lead, senior = (ids[usernames.index(name)] for name in ("lead", "senior"))
    today = local_date(now)
    Wording.objects.bulk_create(
        Wording(
            key=key,
            text=text,
            valid_from=today - _AGO,
            why=_WHY,
            proposed_at=now - _AGO,
            proposed_by_id=lead,
            approved_at=now - _AGO,
            approved_by_id=senior,
        )
        for key, text in _WORDS
    )
    PolicyChange.objects.create(
        rule="contact_overdue_after_days",
        value="18",
        valid_from=today + timedelta(days=7),
        why="Two people went quiet for three weeks before anybody asked.",
        proposed_at=now - timedelta(days=1),
        proposed_by_id=lead,
    )
    ClosedDay.objects.create(
        on=add_working_days(today, 15), name="Training day", set_at=now, set_by_id=lead
    )
