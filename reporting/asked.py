"""What was asked of the dashboard, in the words of those who count; what was wrong is left out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode

from reporting import named_periods
from reporting.figures import Chosen
from reporting.forms.asked import BEFORE, DATES, TEAM, YEAR_BEFORE, AskedForm
from reporting.named_periods import Named
from reporting.scope import Scope

# Without it the name alone does not say of what it is
_BEFORE = {"source": "referred by: "}
_WHEN = {"period", "from", "to", "beside"}


@dataclass(frozen=True, slots=True)
class Side:
    """One of two things that are compared: when, and who."""

    label: str
    named: Named
    chosen: Chosen


@dataclass(frozen=True, slots=True)
class Asked:
    """When, who, where in words, and beside what. `query` is what its links carry on, `on` the day
    on which it is asked.
    """

    named: Named
    chosen: Chosen
    place: str
    narrowed: str
    beside: Side | None
    query: str
    on: date

    @property
    def is_over(self) -> bool:
        """Every day of the period is past."""
        return self.named.period.end < self.on

    @property
    def is_narrowed(self) -> bool:
        """Something besides a team narrows it."""
        return bool(self.narrowed)

    @property
    def is_of_everybody(self) -> bool:
        """Neither a team nor anything else narrows it."""
        return self.chosen == Chosen()

    @property
    def wholly(self) -> str:
        """What is counted where nothing but a team narrows it, within a sentence."""
        return "the whole service" if self.chosen.team_ids is None else self.place

    @property
    def team_query(self) -> str:
        """What a page that knows only teams is asked: empty where no team was chosen."""
        return urlencode([pair for pair in parse_qsl(self.query) if pair[0] == "team"])

    def query_on(self, day: date) -> str:
        """The same of one day, whatever the period, beside nothing."""
        said = {name: value for name, value in parse_qsl(self.query) if name not in _WHEN}
        return urlencode({"period": DATES, "from": f"{day}", "to": f"{day}", **said})


def read(form: AskedForm, *, scope: Scope, on: date) -> Asked:
    """What the form asks; in place of an answer that is wrong, what is shown without one."""
    given = dict(form.cleaned_data) if form.is_valid() else _good_answers(form)
    named = form.named(given) if _names_a_period(given, form) else named_periods.usual(on)
    chosen = Chosen(
        team_ids=_teams(given.get("team"), scope),
        commissioner=given.get("commissioner", ""),
        problem=given.get("problem", ""),
        format=given.get("format", ""),
        source=given.get("source", ""),
    )
    names = dict(scope.teams)
    place = names[int(given["team"])] if given.get("team") else scope.place
    return Asked(
        named=named,
        chosen=chosen,
        place=place,
        narrowed=_narrowed(form, given),
        beside=_beside(given.get("beside", ""), named=named, chosen=chosen, names=names),
        query=_query(given),
        on=on,
    )


def _good_answers(form: AskedForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name not in form.errors}


def _names_a_period(given: Mapping[str, Any], form: AskedForm) -> bool:
    wrong = {"period", "from", "to"} & set(form.errors)
    return bool(given.get("period")) and not wrong


def _teams(team: str | None, scope: Scope) -> frozenset[int] | None:
    return frozenset({int(team)}) if team else scope.team_ids


def _narrowed(form: AskedForm, given: Mapping[str, Any]) -> str:
    """`Panic disorder, Group, referred by: GP`: what narrows it besides the team, in words."""
    said = [
        _BEFORE.get(name, "") + str(dict(form.fields[name].choices)[given[name]])  # type: ignore[attr-defined]
        for name in ("problem", "format", "source", "commissioner")
        if given.get(name)
    ]
    return ", ".join(said)


def _beside(wanted: str, *, named: Named, chosen: Chosen, names: Mapping[int, str]) -> Side | None:
    if wanted == BEFORE:
        other = named_periods.before(named.period)
        return Side(other.label, other, chosen)
    if wanted == YEAR_BEFORE:
        other = named_periods.year_before(named.period)
        return Side(other.label, other, chosen)
    if wanted.startswith(TEAM):
        pk = int(wanted.removeprefix(TEAM))
        return Side(names[pk], named, replace(chosen, team_ids=frozenset({pk})))
    return None


def _query(given: Mapping[str, Any]) -> str:
    """Only what was answered, and well."""
    if given.get("period") != DATES:
        given = {name: value for name, value in given.items() if name not in {"from", "to"}}
    return urlencode({name: str(value) for name, value in given.items() if value})
