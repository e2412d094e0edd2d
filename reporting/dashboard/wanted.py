"""Who asks for the lead’s page, for what, and when."""

from dataclasses import dataclass
from datetime import datetime

from clinical.working_days import local_date
from reporting.asked import Asked
from reporting.dashboard.needs import Reader
from reporting.metrics.measure import Measure
from reporting.scope import Scope
from staff.roles import Permission
from staff.standing import Standing


@dataclass(frozen=True, slots=True)
class Wanted:
    """All that decides what stands on it. `exact` tells few people too."""

    asked: Asked
    scope: Scope
    standing: Standing
    fair: Measure
    exact: bool
    is_print: bool
    now: datetime

    @property
    def reader(self) -> Reader:
        """For whom its lines are written."""
        asked = self.asked
        return Reader(
            self.standing,
            self.exact,
            today=asked.query_on(local_date(self.now)),
            team=asked.team_query,
            beyond=f" in {asked.wholly}" if asked.is_narrowed else "",
        )

    @property
    def may_open_caseloads(self) -> bool:
        """Names of PWPs lead to their caseloads."""
        return self.standing.may_elsewhere(Permission.SEE_TEAM_CASELOADS)

    @property
    def may_see_coverage(self) -> bool:
        """Who was not looked at opens too."""
        return self.standing.may_elsewhere(Permission.SEE_COVERAGE)
