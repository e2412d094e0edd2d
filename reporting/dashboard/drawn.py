"""Parts of the lead’s page that change with the sums alone, drawn once for whoever sees the same.

Keys hold whose figures, of when, beside what, and what the reader may see.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from clinical.policy import Policy
from clinical.working_days import local_date
from reporting import counting, drawings, named_periods, one_practitioner
from reporting.asked import Asked
from reporting.dashboard import balance, coverage, fairness, recovery, tiles, today, waits
from reporting.dashboard.needs import Need, of_standards, of_teams
from reporting.dashboard.tiles import Counted
from reporting.dashboard.today import Silent
from reporting.dashboard.wanted import Wanted
from reporting.figures import Figure
from reporting.metrics.registry import TILES
from reporting.period import Period, month_of
from reporting.remembered import Remembered
from reporting.standards import Standards
from staff.roles import Permission
from staff.standing import Standing


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the period that was asked about."""

    tiles: SafeString
    waits: SafeString
    recovery: SafeString
    fairness: SafeString
    missed: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Teams:
    """As they stood when figures were last counted, whatever the period."""

    balance: SafeString
    coverage: SafeString
    silent: Silent
    needs: tuple[Need, ...]


# A reader or two of each team, and whoever narrows.
_FIGURES, _TEAMS = Remembered[Figures](most=64), Remembered[Teams](most=32)


class Ahead:
    """What was drawn ahead of these `sums`: of both by one query, once either is asked for."""

    def __init__(self, wanted: Wanted, *, policy: Policy, sums: Hashable | None) -> None:
        self._wanted, self._policy, self._sums = wanted, policy, sums

    @property
    def figures(self) -> Figures | None:
        """None where they were not."""
        found: Figures | None = self._found.get(Figures)
        return found

    @property
    def teams(self) -> Teams | None:
        """The same."""
        found: Teams | None = self._found.get(Teams)
        return found

    @cached_property
    def _found(self) -> Mapping[type, Any]:
        if self._sums is None:
            return {}
        kinds = _keys(self._wanted, self._policy, self._sums)
        found = drawings.read_all(kinds, now=self._wanted.now)
        return {kinds[key]: drawn for key, drawn in found.items()}


def figures(wanted: Wanted, *, key: Hashable | None, ahead: Ahead) -> Figures:
    """From memory where `key` says that nothing was counted or decided since; else what was drawn
    ahead, or drawn now.
    """
    whole = key and (key, *_what_figures(wanted))
    return _FIGURES.read(whole, lambda: ahead.figures or _figures(wanted))


def teams(wanted: Wanted, *, key: Hashable | None, policy: Policy, ahead: Ahead) -> Teams:
    """The same of caseloads, of who was looked at, and of who has had no session for long."""
    whole = key and (key, *_what_teams(wanted, policy))
    return _TEAMS.read(whole, lambda: ahead.teams or _teams(wanted, policy))


def ahead(wanted: Wanted, *, sums: Hashable, policy: Policy) -> Mapping[str, object]:
    """Both drawn now, by the keys under which they are looked for."""
    drawn = {Figures: _figures(wanted), Teams: _teams(wanted, policy)}
    return {key: drawn[kind] for key, kind in _keys(wanted, policy, sums).items()}


def rights_of(standing: Standing) -> tuple[bool, ...]:
    """What of the page opens to whom."""
    needed = (Permission.SEE_TEAM_CASELOADS, Permission.SEE_COVERAGE)
    return tuple(standing.may_elsewhere(one) for one in needed)


def _keys(wanted: Wanted, policy: Policy, sums: Hashable) -> dict[str, type]:
    return {
        drawings.key_of(sums, *_what_figures(wanted)): Figures,
        drawings.key_of(sums, *_what_teams(wanted, policy)): Teams,
    }


def _what_figures(wanted: Wanted) -> tuple[Hashable, ...]:
    asked = wanted.asked
    what = (asked.query, asked.named, asked.beside, wanted.fair.slug)
    return ("figures", _of(wanted), what)


def _what_teams(wanted: Wanted, policy: Policy) -> tuple[Hashable, ...]:
    on = local_date(wanted.now)
    return ("teams", _of(wanted), rights_of(wanted.standing), on, policy)


def _of(wanted: Wanted) -> Hashable:
    """Whose figures, and what of them the reader may see."""
    return (wanted.asked.chosen, wanted.scope, wanted.exact, wanted.is_print)


def _figures(wanted: Wanted) -> Figures:
    asked, exact = wanted.asked, wanted.exact
    standards = Standards(is_whole=asked.is_of_everybody)
    counted, alone = _counted(asked), one_practitioner.alone(asked.chosen, _times(asked))
    drawn = tiles.tiles(asked, counted, standards=standards, exact=exact, alone=alone)
    given = {"asked": asked, "is_print": wanted.is_print, "opens_people": exact}
    recovered = recovery.recovery(counted.now, exact=exact, is_of_one=asked.named.period in alone)
    fair = fairness.read(wanted.fair, asked, exact=exact, alone=alone)
    return Figures(
        tiles=_html("tiles", given, tiles=drawn),
        waits=_html("waits", given, waits=waits.read(asked, exact=exact)),
        recovery=_html("recovery", given, recovery=recovered),
        fairness=_html("fairness", given, fairness=fair, fair_offered=fairness.offered()),
        missed=of_standards(drawn, asked.query),
    )


def _times(asked: Asked) -> list[Period]:
    """All that a part of the page is of."""
    months = named_periods.twelve_months(asked.named.period.end)
    return [asked.named.period, fairness.twelve_to(asked).period, *map(month_of, months)]


def _teams(wanted: Wanted, policy: Policy) -> Teams:
    asked, exact, on = wanted.asked, wanted.exact, local_date(wanted.now)
    loads = balance.read(asked.chosen, on=on, policy=policy, exact=exact)
    covered = coverage.read(asked, wanted.scope, on=on, policy=policy, exact=exact)
    given = {
        "may_open_caseloads": wanted.may_open_caseloads,
        "may_see_coverage": wanted.may_see_coverage,
    }
    return Teams(
        balance=_html("balance", given, balance=loads),
        coverage=_html("coverage", given, coverage=covered),
        silent=today.read_silent(asked.chosen, on=on),
        needs=of_teams(loads, covered, wanted.reader),
    )


def _counted(asked: Asked) -> Counted:
    wanted = tuple(dict.fromkeys((*TILES, *recovery.SLUGS)))
    months = named_periods.twelve_months(asked.named.period.end)
    beside: dict[str, Figure] = {}
    if asked.beside is not None:
        other = asked.beside
        beside = counting.read(TILES, period=other.named.period, chosen=other.chosen)
    return Counted(
        now=counting.read(wanted, period=asked.named.period, chosen=asked.chosen),
        beside=beside,
        months=counting.series(TILES, months=months, chosen=asked.chosen),
    )


def _html(name: str, given: dict[str, Any], **drawn: Any) -> SafeString:
    return SafeString(render_to_string(f"reporting/dashboard_{name}.html", given | drawn))
