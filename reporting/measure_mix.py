"""An outcome by team beside what the team's mix of people leads one to expect, in words."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime

from clinical.case_mix import LEAST, Compared
from reporting import case_mix, drawings, one_practitioner
from reporting.asked import Asked
from reporting.case_mix import TeamCompared
from reporting.figures import one_decimal, per_cent
from reporting.metrics.measure import Measure
from staff.models import Team


@dataclass(frozen=True, slots=True)
class MixRow:
    """One team. `expected` and `between` are empty where too few people were counted to say."""

    team: str
    value: str
    count: str
    expected: str
    between: str
    reading: str


def read(measure: Measure, asked: Asked) -> tuple[MixRow, ...]:
    """Each team of the choice; empty for a measure that is no outcome. Five queries."""
    if measure.slug not in case_mix.COMPARED:
        return ()
    period, chosen = asked.named.period, asked.chosen
    of_one = set(
        Team.objects.filter(pk__in=one_practitioner.teams(period)).values_list("name", flat=True)
    )
    return tuple(
        MixRow(one.team, "", "", "", "", f"{one_practitioner.TOO_FEW}.")
        if one.team in of_one
        else _row(one)
        for one in case_mix.by_team(measure.slug, period=period, chosen=chosen)
    )


def read_ahead(
    measure: Measure, asked: Asked, *, sums: Hashable | None, now: datetime
) -> tuple[MixRow, ...]:
    """The same as it was drawn ahead of these sums, or read now. One query where it was."""
    found = None
    if sums is not None and measure.slug in case_mix.COMPARED:
        key = key_of(measure, asked, sums=sums)
        found = drawings.read(key, tuple[MixRow, ...], now=now)
    return read(measure, asked) if found is None else found


def key_of(measure: Measure, asked: Asked, *, sums: Hashable) -> str:
    """Under which it is drawn ahead: for whoever sees exact counts of these people."""
    return drawings.key_of("mix", sums, measure.slug, asked.chosen, asked.named.period)


def _row(one: TeamCompared) -> MixRow:
    found = one.compared
    count = f"{found.recovered:,} of {found.people:,}"
    if found.expected is None or found.interval is None:
        few = f"Fewer than {LEAST} people: too few to say." if found.people < LEAST else ""
        return MixRow(one.team, "", count, "", "", few or "Too few in the service to compare with.")
    share = found.expected / found.people
    return MixRow(
        team=one.team,
        value=f"{one_decimal(per_cent(found.recovered, found.people))}%",
        count=count,
        expected=_percent(share),
        between=f"{_percent(found.interval.low)} to {_percent(found.interval.high)}",
        reading=_reading(found, share),
    )


def _reading(found: Compared, share: float) -> str:
    if found.interval is not None and found.interval.holds(share):
        return "As expected, within chance."
    side = "Above" if found.recovered > (found.expected or 0) else "Below"
    return f"{side} what its mix leads one to expect, beyond chance."


def _percent(share: float) -> str:
    return f"{one_decimal(100 * share)}%"
