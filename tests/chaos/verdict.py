"""What was acknowledged against what is there: lost, doubled, and what still waits."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2

from tests.chaos import places

_LEVELS = 3
_WAITING = "SELECT kind, key FROM jobs_outboxentry WHERE done_at IS NULL AND parked_at IS NULL"
_PARKED = "SELECT count(*) FROM jobs_outboxentry WHERE parked_at IS NOT NULL"
_EFFECTS = "SELECT key, count(*) FROM chaos_effect GROUP BY key"
_ESCALATIONS = "SELECT risk_action_id, count(*) FROM caseload_escalation GROUP BY risk_action_id"
_UNTOLD = """
SELECT count(*) FROM caseload_escalation e WHERE NOT EXISTS (
    SELECT 1 FROM jobs_outboxentry o WHERE o.kind = 'staff_notice' AND o.done_at IS NOT NULL
      AND o.key LIKE 'risk-action:' || e.risk_action_id || ':%')
"""


@dataclass(frozen=True)
class Verdict:
    """The figures of one moment."""

    acknowledged: int
    effects_lost: int
    messages_lost: int
    escalations_lost: int
    doubled: int
    waiting: int
    parked: int

    @property
    def lost(self) -> int:
        """What was acknowledged, is not there, and is not on its way."""
        return self.effects_lost + self.messages_lost + self.escalations_lost

    @property
    def is_settled(self) -> bool:
        """Nothing waits any more, and nothing acknowledged is missing."""
        return not (self.waiting or self.lost)

    def __str__(self) -> str:
        return (
            f"{self.acknowledged} acknowledged, {self.lost} lost, {self.doubled} doubled, "
            f"{self.waiting} waiting, {self.parked} parked"
        )


def of(folder: Path, *, url: str) -> Verdict:
    """Compare the ledger with the database and with the gateway."""
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            return _compare(folder, cursor)
    finally:
        connection.close()


def _compare(folder: Path, cursor: Any) -> Verdict:
    acknowledged = _ledger(folder)
    effects = Counter(dict(_ask(cursor, _EFFECTS)))
    levels = Counter({str(pk): many for pk, many in _ask(cursor, _ESCALATIONS)})
    arrived = Counter(_lines(places.delivered(folder)))
    waiting = {(kind, key) for kind, key in _ask(cursor, _WAITING)}
    untold = _ask(cursor, _UNTOLD)[0][0]
    return Verdict(
        acknowledged=sum(len(keys) for keys in acknowledged.values()),
        effects_lost=sum(
            not effects[key] and ("chaos_effect", key) not in waiting
            for key in acknowledged["effect"]
        ),
        messages_lost=sum(
            not arrived[key] and ("chaos_message", key) not in waiting
            for key in acknowledged["message"]
        ),
        escalations_lost=untold + sum(levels[pk] < _LEVELS for pk in acknowledged["action"]),
        doubled=_doubled(effects) + _doubled(arrived),
        waiting=len(waiting),
        parked=_ask(cursor, _PARKED)[0][0],
    )


def _ledger(folder: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"effect": [], "message": [], "action": []}
    for line in _lines(places.ledger(folder)):
        kind, key = line.split(" ")
        found[kind].append(key)
    return found


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []


def _doubled(counted: Counter[str]) -> int:
    return sum(many > 1 for many in counted.values())


def _ask(cursor: Any, question: str) -> Sequence[tuple[Any, ...]]:
    cursor.execute(question)
    return cursor.fetchall()
