"""Reads what each rule finds in a month: how many, and one page of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from reporting.dataset.quality import statements
from reporting.period import Period

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """Of which month, of which teams (all where None), as it stands at a moment."""

    month: Period
    team_ids: Sequence[int] | None
    now: datetime

    @property
    def values(self) -> dict[str, Any]:
        """What the statements are told."""
        return {
            "start": self.month.start,
            "end": self.month.end,
            "teams": None if self.team_ids is None else list(self.team_ids),
            "now": self.now,
        }


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a rule found. `key` says where a page goes on; `detail` what is missing."""

    key: int
    referral_id: int | None
    contact_id: int | None
    staff_id: int | None
    detail: str


def counts(asked: Asked) -> Mapping[str, int]:
    """Of every rule how many it finds. One query."""
    with connection.cursor() as cursor:
        cursor.execute(statements.counted(), asked.values)
        return dict(cursor.fetchall())


def found(rule: str, asked: Asked, *, after: int) -> tuple[tuple[Found, ...], int]:
    """One page of what it finds, and after which key the next begins, 0 where none does."""
    with connection.cursor() as cursor:
        told = asked.values | {"after": after, "most": ON_A_PAGE + 1}
        cursor.execute(statements.page_of(rule), told)
        rows = [Found(*row) for row in cursor.fetchall()]
    shown = rows[:ON_A_PAGE]
    return tuple(shown), shown[-1].key if len(rows) > ON_A_PAGE else 0
