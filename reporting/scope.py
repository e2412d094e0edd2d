"""Of which teams somebody sees figures, and whether the people behind them open."""

from dataclasses import dataclass

from referrals.models import Commissioner
from staff.models import Team
from staff.roles import ELSEWHERE, PROVIDER_WIDE, Permission
from staff.standing import Standing


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


def scope_of(standing: Standing, *, needs: Permission = Permission.SEE_DASHBOARD) -> Scope:
    """A lead and a data manager see the service, a senior the teams they are a senior in; on a page
    that names people or counts them exactly, those where that right `needs` is theirs. One query.
    """
    is_whole = any(role in PROVIDER_WIDE and needs in ELSEWHERE[role] for role in standing.roles)
    teams = tuple(
        (pk, name)
        for pk, name in Team.objects.order_by("name", "pk").values_list("pk", "name")
        if is_whole or standing.may_elsewhere(needs, pk)
    )
    # Of two roles one may see further than the other may open.
    opens_people = standing.may_elsewhere(Permission.SEE_PEOPLE_BEHIND) and all(
        standing.may_elsewhere(Permission.SEE_PEOPLE_BEHIND, pk) for pk, _ in teams
    )
    return Scope(teams=teams, is_whole=is_whole, opens_people=opens_people)


def commissioners() -> tuple[tuple[str, str], ...]:
    """Who pays, by name. One query."""
    return tuple(Commissioner.objects.order_by("name", "code").values_list("code", "name"))
