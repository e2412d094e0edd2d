"""Of which teams somebody sees figures, and whether the people behind them open."""

from dataclasses import dataclass

from referrals.models import Commissioner
from staff.models import StaffMember, Team
from staff.permissions import may
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


def scope_of(member: StaffMember, standing: Standing) -> Scope:
    """A lead and a data manager see the service, a senior the teams they are a senior in. One
    query.
    """
    is_whole = any(
        role in PROVIDER_WIDE and Permission.SEE_DASHBOARD in ELSEWHERE[role]
        for role in standing.roles
    )
    teams = Team.objects.order_by("name", "pk").values_list("pk", "name")
    return Scope(
        teams=tuple(
            (pk, name)
            for pk, name in teams
            if is_whole or standing.may_elsewhere(Permission.SEE_DASHBOARD, pk)
        ),
        is_whole=is_whole,
        opens_people=may(member, Permission.SEE_PEOPLE_BEHIND),
    )


def commissioners() -> tuple[tuple[str, str], ...]:
    """Who pays, by name. One query."""
    return tuple(Commissioner.objects.order_by("name", "code").values_list("code", "name"))
