"""On the two nights on which the clocks change nothing is told early, late, or twice: 192 instants,
each with three risk actions, the sweep run at every quarter of an hour.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from caseload.actions import escalation, risk
from caseload.models import CaseFlag, Escalation
from caseload.risk_signals import Response
from clinical.policy import DEFAULT
from clinical.risk import ResponseUrgency

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True)
class Night:
    """A Sunday on which the clocks change, in UTC, written out and not computed; and how many
    quarters of an hour it has.
    """

    quarters: int
    midnight: datetime
    five: datetime
    last_minute: datetime
    monday_at_eleven: datetime
    monday_at_five: datetime


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


SPRING = Night(
    quarters=92,
    midnight=_at("2026-03-29T00:00"),
    five=_at("2026-03-29T16:00"),
    last_minute=_at("2026-03-29T22:59"),
    monday_at_eleven=_at("2026-03-30T10:00"),
    monday_at_five=_at("2026-03-30T16:00"),
)
AUTUMN = Night(
    quarters=100,
    midnight=_at("2026-10-24T23:00"),
    five=_at("2026-10-25T17:00"),
    last_minute=_at("2026-10-25T23:59"),
    monday_at_eleven=_at("2026-10-26T11:00"),
    monday_at_five=_at("2026-10-26T17:00"),
)


def _expected(night, opened):
    """What must be told of an action of each kind, and when: by hand, in UTC."""
    same_day = night.five if opened < night.five else night.last_minute
    return {
        "immediate": {
            "named_person": opened,
            "duty_lead": opened,
            "service_lead": opened + timedelta(hours=1),
        },
        "same_day": {"named_person": opened, "duty_lead": same_day, "service_lead": same_day},
        "by_link": {
            "named_person": opened,
            "duty_lead": night.monday_at_eleven,
            "service_lead": night.monday_at_five,
        },
    }


@pytest.mark.parametrize("night", [SPRING, AUTUMN], ids=["spring", "autumn"])
def test_each_level_is_told_at_the_first_sweep_from_its_instant_on(night, referral, priya, leah):
    flag = CaseFlag.objects.create(
        referral=referral,
        reason="risk",
        evidence="Item 9 is 1",
        since=night.midnight.date(),
        opened_at=night.midnight,
    )
    due: dict[tuple[int, str], datetime] = {}

    def open_all(now):
        for kind, levels in _expected(night, now).items():
            urgency = ResponseUrgency.IMMEDIATE if kind == "immediate" else ResponseUrgency.SAME_DAY
            action = risk.open_action(
                flag=flag,
                response=Response(kind, priya.pk, urgency),
                review=None,
                is_remote=kind == "by_link",
                by=None,
                now=now,
                policy=DEFAULT,
            )
            due.update({(action.pk, level): at for level, at in levels.items()})

    now, opened = night.midnight, 0
    while now <= night.monday_at_five:
        if now <= night.last_minute:
            open_all(now)
            opened += 1
        escalation.escalate(now=now, policy=DEFAULT)
        told = _told()
        assert told == {key: at for key, at in due.items() if at <= now}
        now += QUARTER if now <= night.last_minute else 4 * QUARTER

    assert opened == night.quarters
    assert len(told) == Escalation.objects.count() == opened * 3 * 3


def _told():
    rows = Escalation.objects.values_list("risk_action_id", "level", "due_at")
    return {(action, level): due_at for action, level, due_at in rows}
