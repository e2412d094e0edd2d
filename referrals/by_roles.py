"""Queries about what somebody may see, built and planned once for all who hold the same roles.

Rights stand in the query (`visible_to`), so it differs by who asks; for the same roles, only in the
ids of teams and people that its lists name. So it is built, by the same rules, for somebody whose
every list is one stand-in, and the lists of whoever asks are values of it, read anew each time.
"""

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from referrals.planned import Planned
from referrals.prepared import read_json
from staff.roles import Role
from staff.standing import Standing

# Stand in the built query for whoever asks, whom they supervise and cover, the teams in which they
# hold a role, and the day. No row has them.
_ME, _SUPERVISED, _COVERED = -987_654_331, -987_654_332, -987_654_333
_TEAMS = {role: -987_654_340 - place for place, role in enumerate(Role)}
_LISTS = (_ME, _SUPERVISED, _COVERED, *_TEAMS.values())
_ON = date(1901, 1, 9)
_NAMED_IDS = re.compile(r"IN \((%s(?:, %s)*)\)")


class PlannedByRoles:
    """A query built from a standing, which may name its ids in lists (`__in`) and count days from
    its day; nothing else of it may depend on them. A test must hold it against the plain query.

    `stand_ins` and `lists` stand for more ids and lists of ids, given with each asking. Columns
    named as JSON come back read.
    """

    def __init__(
        self,
        build: Callable[[Standing], QuerySet[Any, Any]],
        *,
        stand_ins: tuple[int, ...] = (),
        lists: tuple[int, ...] = (),
        one_json: tuple[str, ...] = (),
        many_json: tuple[str, ...] = (),
    ) -> None:
        self._build, self._stand_ins, self._lists = build, stand_ins, (*_LISTS, *lists)
        self._one_json, self._many_json = one_json, many_json
        self._statement = lru_cache(maxsize=64)(self._built)

    def rows(self, standing: Standing, *, given: Mapping[Any, Any]) -> list[dict[str, Any]]:
        """The rows for this person, by the names of their columns."""
        roles = frozenset(role for role, _ in standing.roles_in)
        try:
            planned, days = self._statement(roles, is_on_duty=standing.is_on_duty)
        except EmptyResultSet:
            return []
        values = _lists_of(standing) | {day: standing.on + (day - _ON) for day in days}
        with connection.cursor() as cursor:
            cursor.execute(*planned.about({**values, **given}))
            names = [column.name for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        for row in rows:
            read_json(row, one=self._one_json, many=self._many_json)
        return rows

    def _built(self, roles: frozenset[Role], *, is_on_duty: bool) -> tuple[Planned, list[date]]:
        anybody = _anybody(roles, is_on_duty=is_on_duty)
        sql, parameters = self._build(anybody).query.sql_with_params()
        days = sorted({one for one in parameters if type(one) is date})
        written = _with_lists(sql, parameters, lists=self._lists)
        stand_ins = (*self._stand_ins, *self._lists, *days)
        return Planned(written, parameters, stand_ins=stand_ins, lists=self._lists), days


def _anybody(roles: frozenset[Role], *, is_on_duty: bool) -> Standing:
    """Somebody with these roles, whose teams and people are stand-ins."""
    return Standing(
        staff_id=_ME,
        on=_ON,
        roles_in=frozenset((role, _TEAMS[role]) for role in roles),
        supervisee_ids=frozenset({_SUPERVISED}),
        covered_ids=frozenset({_COVERED}),
        is_on_duty=is_on_duty,
        oldest_heartbeat=None,
    )


def _lists_of(standing: Standing) -> dict[Hashable, Any]:
    """What the stand-ins stand for."""
    teams: dict[Role, list[int]] = {role: [] for role in Role}
    for role, team in standing.roles_in:
        teams[role].append(team)
    return {
        _ME: [standing.staff_id],
        _SUPERVISED: sorted(standing.supervisee_ids),
        _COVERED: sorted(standing.covered_ids),
        **{_TEAMS[role]: sorted(ids) for role, ids in teams.items()},
    }


def _with_lists(sql: str, parameters: Sequence[Any], *, lists: tuple[int, ...]) -> str:
    """`IN (%s, %s)` about stand-ins for lists, as one list that is made of them."""

    def written(found: re.Match[str]) -> str:
        first, how_many = sql.count("%s", 0, found.start()), found[1].count("%s")
        if any(one not in lists for one in parameters[first : first + how_many]):
            return found[0]
        return f"= ANY ({' || '.join(['%s::bigint[]'] * how_many)})"

    return _NAMED_IDS.sub(written, sql)
