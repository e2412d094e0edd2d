"""What the practice service has decided: its neutral name and number, what it asks of its own
figures, a closed day, and a rule that waits for a second person.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from clinical.working_days import add_working_days, local_date, moment
from policy.models import ClosedDay, PolicyChange, Wording, WordingKey
from pwpservice.practice.team import Colleague
from reporting.period import financial_year

_WORDS = (
    (WordingKey.NEUTRAL_NAME, "Northbrook appointments"),
    (WordingKey.SERVICE_PHONE, "01632 960100"),
)
_AGO = timedelta(days=90)
_WHY = "Agreed when the service opened."
_YEARLY = "Agreed with the commissioner for the year."


# People who start treatment in a month, of all that were ever referred, by the year of the plan.
_PLANS = ((1, Decimal("0.036")), (0, Decimal("0.044")))
_MISSED_AT_MOST = "10"


def write_decisions(
    staff: tuple[Colleague, ...], ids: list[int], *, now: datetime, referrals: int
) -> None:
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
    PolicyChange.objects.bulk_create(
        _agreed(rule, value, on, lead=lead, senior=senior)
        for rule, value, on in _standards(today, referrals=referrals)
    )
    ClosedDay.objects.create(
        on=add_working_days(today, 15), name="Training day", set_at=now, set_by_id=lead
    )


def _standards(today: date, *, referrals: int) -> Iterator[tuple[str, str, date]]:
    """Each rule with its value and its day: a plan for each year, one aim for both."""
    begins = financial_year(today).start
    for years_ago, share in _PLANS:
        on = begins.replace(year=begins.year - years_ago)
        yield "plan_entering_treatment", f"{max(round(referrals * share), 1)}", on
    yield "aim_did_not_attend", _MISSED_AT_MOST, begins.replace(year=begins.year - 1)


def _agreed(rule: str, value: str, on: date, *, lead: int, senior: int) -> PolicyChange:
    before = moment(on - timedelta(days=20), "10:00")
    return PolicyChange(
        rule=rule,
        value=value,
        valid_from=on,
        why=_YEARLY,
        proposed_at=before,
        proposed_by_id=lead,
        approved_at=before + timedelta(days=1),
        approved_by_id=senior,
    )
