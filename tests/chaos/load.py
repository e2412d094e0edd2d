"""Work that is acknowledged: each line of the ledger is written after its commit came back."""

import os
import signal
import sys
import time
import uuid
from datetime import UTC, datetime, timedelta

import django

django.setup()

from django.db import DatabaseError, connection, transaction  # noqa: E402 - Django first
from kombu.exceptions import OperationalError  # noqa: E402
from redis.exceptions import RedisError  # noqa: E402

from caseload.models import CaseFlag, RiskAction  # noqa: E402
from clinical.risk import ResponseUrgency  # noqa: E402
from jobs import outbox  # noqa: E402
from staff.roles import Role  # noqa: E402
from tests import personas  # noqa: E402
from tests.chaos import places  # noqa: E402
from tests.chaos.app import effect_by_task  # noqa: E402
from tests.factories.caseload import in_treatment, risk_flag  # noqa: E402
from tests.factories.staff import DutyFactory, TeamFactory  # noqa: E402

# A twin has few faults, which must find work under way.
_PAUSE = 0.03 if places.WITHOUT else 0.2
_HOUR = timedelta(hours=1)
# Every so many rounds something must also be done about risk.
_RISK_EVERY = 10
_PEOPLE = 8


def prepare() -> None:
    """A PWP, her senior on duty, a service lead, and people at risk."""
    team = TeamFactory(name="North team")
    sam = personas.member("Sam Okafor", role=Role.SENIOR_PWP, team=team)
    priya = personas.priya_in(team, supervisor=sam)
    personas.member("Leah Morgan", role=Role.SERVICE_LEAD, team=team)
    duty = personas.member("Dee Walsh", role=Role.DUTY_LEAD, team=team)
    now = datetime.now(UTC)
    DutyFactory(staff=duty, starts_at=now - _HOUR, ends_at=now + 10 * _HOUR)
    for _ in range(_PEOPLE):
        risk_flag(in_treatment(priya, team), at=now)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE chaos_effect (key text NOT NULL, at timestamptz NOT NULL)")


def run() -> None:
    """Until told to stop."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    flags = list(CaseFlag.objects.select_related("referral__carried_by"))
    rounds = 0
    while True:
        rounds += 1
        try:
            _round(flags[rounds % len(flags)] if rounds % _RISK_EVERY == 0 else None)
        except DatabaseError:
            connection.close()  # nothing was acknowledged: it may be there or not, but not twice
            time.sleep(0.1)
        time.sleep(_PAUSE)


def _round(flag: CaseFlag | None) -> None:
    key, now = uuid.uuid4().hex, datetime.now(UTC)
    action = None
    with transaction.atomic():
        _hurry()
        if places.WITHOUT != "row_before_the_task":
            outbox.add("chaos_effect", key=key, ids={"number": 1}, at=now)
        outbox.add("chaos_message", key=key, ids={"number": 1}, at=now)
        if flag is not None:
            action = _risk_action(flag)
    lines = [f"effect {key}", f"message {key}"]
    if action is not None:
        lines.append(f"action {action.pk}")
    places.put_down(places.ledger(), "\n".join(lines))
    if places.WITHOUT == "row_before_the_task":
        _publish(key)


def _hurry() -> None:
    if places.WITHOUT == "durable_commit":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = off")


def _publish(key: str) -> None:
    try:
        effect_by_task.delay(key)
    except (OperationalError, RedisError):  # the broker is away, and nothing else knows of it
        os.write(2, b"a task was not published\n")


def _risk_action(flag: CaseFlag) -> RiskAction:
    """Opened three hours ago and recorded by nobody: every level is due."""
    now = datetime.now(UTC)
    return RiskAction.objects.create(
        referral=flag.referral,
        flag=flag,
        what="Ring and go through the safety plan",
        urgency=ResponseUrgency.IMMEDIATE.value,
        owner=flag.referral.carried_by,
        opened_at=now - 3 * _HOUR,
        due_by=now - 2 * _HOUR,
    )


if __name__ == "__main__":
    prepare() if sys.argv[1:] == ["prepare"] else run()
