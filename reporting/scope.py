"""Of which teams somebody sees figures, and whether the people behind them open."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import connection

from staff.roles import ELSEWHERE, PROVIDER_WIDE, Permission
from staff.standing import Standing

_PLACES = """
SELECT (SELECT coalesce(json_agg(json_build_array(t.id, t.name) ORDER BY t.name, t.id), '[]')
        FROM staff_team t),
       (SELECT coalesce(json_agg(json_build_array(c.code, c.name) ORDER BY c.name, c.code), '[]')
        FROM referrals_commissioner c)
"""


@dataclass(frozen=True, slots=True)
class Scope:
    """What one person may ask about. `teams` are those they may choose, by name; `is_whole` says
    that without a choice they see everybody.
    """

    teams: tuple[tuple[int, str], ...]
    is_whole: bool
    opens_people: bool

    @property
    def team_ids(self) -> frozenset[int] | None:
        """The teams that count where none is chosen; None for the whole service."""
        return None if self.is_whole else frozenset(pk for pk, _ in self.teams)

    @property
    def place(self) -> str:
        """`Whole service`; `North team`."""
        return "Whole service" if self.is_whole else ", ".join(name for _, name in self.teams)

    def narrowed_to(self, team: str) -> "Scope":
        """The same of one of its teams, by the id in an address; all of it where none is named."""
        if not team:
            return self
        return replace(
            self, teams=tuple(one for one in self.teams if f"{one[0]}" == team), is_whole=False
        )

    @property
    def keys(self) -> tuple[str, ...]:
        """Its teams as an address names them."""
        return tuple(f"{pk}" for pk, _ in self.teams)


@dataclass(frozen=True, slots=True)
class Places:
    """What figures can be narrowed to, by name: teams by id, and who pays by code."""

    teams: tuple[tuple[int, str], ...]
    commissioners: tuple[tuple[str, str], ...]


def places() -> Places:
    """All there are. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACES)
        teams, commissioners = cursor.fetchone()
    return Places(teams=tuple(map(tuple, teams)), commissioners=tuple(map(tuple, commissioners)))


def scope_of(
    standing: Standing,
    *,
    needs: Permission = Permission.SEE_DASHBOARD,
    teams: Iterable[tuple[int, str]] | None = None,
) -> Scope:
    """A lead and a data manager see the service, a senior the teams they are a senior in; on a page
    that names people or counts them exactly, those where that right `needs` is theirs. One query,
    or none where all `teams` are known.
    """
    is_whole = any(role in PROVIDER_WIDE and needs in ELSEWHERE[role] for role in standing.roles)
    theirs = tuple(
        (pk, name)
        for pk, name in (places().teams if teams is None else teams)
        if is_whole or standing.may_elsewhere(needs, pk)
    )
    # Of two roles one may see further than the other may open.
    opens_people = standing.may_elsewhere(Permission.SEE_PEOPLE_BEHIND) and all(
        standing.may_elsewhere(Permission.SEE_PEOPLE_BEHIND, pk) for pk, _ in theirs
    )
    return Scope(teams=theirs, is_whole=is_whole, opens_people=opens_people)
