"""What an address asks the dashboard for: a period, a place, and beside what it is shown."""

from collections.abc import Hashable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from django import forms

from clinical.errors import Refused
from reporting import named_periods
from reporting.dimensions import DIMENSIONS
from reporting.named_periods import Named
from reporting.period import asked_for
from reporting.scope import Scope

DATES = "dates"
BEFORE, YEAR_BEFORE, TEAM = "before", "year-before", "team-"
_NOT_OFFERED = "Choose one from the list."
_DAYS_BESIDE = "Choose “From and to” as the period, or empty both days."
NOT_YOUR_TEAM = "That is not one of your teams: choose one from the list. Nothing of it is shown."


class _Choice(forms.ChoiceField):
    """A drop-down that may stay empty; what it does not offer is said beside it."""

    def __init__(
        self,
        label: str,
        *,
        choices: Sequence[tuple[str, str]],
        refusal: str = _NOT_OFFERED,
        empty: str = "All",
    ) -> None:
        super().__init__(
            label=label,
            required=False,
            choices=[*([("", empty)] if empty else []), *choices],
            error_messages={"invalid_choice": refusal},
        )


class _PeriodChoice(_Choice):
    """A period by name; an address may name one that the list no longer offers."""

    def __init__(self, *, asked: str, on: date) -> None:
        offered = {one.key: one.label for one in named_periods.offered(on)}
        if asked not in {*offered, DATES}:
            with suppress(Refused):
                offered[asked] = named_periods.named(asked, on=on).label
        choices = [*offered.items(), (DATES, "From and to")]
        super().__init__("Period", choices=choices, empty="")
        self._on = on

    def valid_value(self, value: Any) -> bool:
        """What it does not offer is read by `clean`."""
        return isinstance(value, str)

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if found in {"", DATES}:
            return found
        try:
            named_periods.named(found, on=self._on)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return found


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        error_messages={"invalid": f"{label}: give a day, month and year."},
    )


class AskedForm(forms.Form):
    """The filters, as they stand in the address."""

    def __init__(
        self,
        asked: Mapping[str, Any],
        *,
        scope: Scope,
        on: date,
        commissioners: Sequence[tuple[str, str]] = (),
    ) -> None:
        given = {name: asked.get(name, "") for name in _NAMES}
        given["period"] = given["period"] or _unsaid(given, on)
        super().__init__(given)
        self._on = on
        self._is_sent = asked.get("show") == "1"
        self._of_same_lists = (scope, on, tuple(commissioners))
        # Day by day a hidden number is told by when it stops being one
        self._may_name_days = scope.opens_people
        teams = [(str(pk), name) for pk, name in scope.teams]
        self.fields["period"] = _PeriodChoice(asked=given["period"], on=on)
        self.fields["from"] = _day("From")
        self.fields["to"] = _day("To")
        self.fields["team"] = _Choice(
            "Team", choices=teams, refusal=NOT_YOUR_TEAM, empty=_everywhere(scope)
        )
        self.fields["commissioner"] = _Choice("Commissioner", choices=commissioners)
        for name, label in _NARROWING:
            choices = list(DIMENSIONS[name].labels.items())
            self.fields[name] = _Choice(label, choices=choices)
        beside = [(BEFORE, "The time before"), (YEAR_BEFORE, "A year before")]
        beside += [(f"{TEAM}{pk}", name) for pk, name in teams]
        self.fields["beside"] = _Choice(
            "Compare with", choices=beside, refusal=NOT_YOUR_TEAM, empty="Nothing"
        )

    @property
    def same(self) -> Hashable | None:
        """Equal for forms that are drawn alike; None where something is wrong."""
        if self.errors:
            return None
        return (*self._of_same_lists, self._is_sent, *(self.data[name] for name in _NAMES))

    @property
    def is_narrowed(self) -> bool:
        """Something below the fold is asked, or wrong."""
        below = ("from", "to", "commissioner", "problem", "format", "source")
        return any(self.data.get(name) or name in self.errors for name in below)

    @property
    def is_just_asked(self) -> bool:
        """Its button was pressed and nothing is wrong: the focus goes on from there, not from the
        top of the page.
        """
        return self._is_sent and not self.errors

    def clean(self) -> dict[str, Any]:
        """The two days make a period, or it is said which of them does not; days beside another
        period are not passed over.
        """
        given = super().clean() or {}
        is_of_days = given.get("period") == DATES
        if not is_of_days and (given.get("from") or given.get("to")):
            self.add_error("from" if given.get("from") else "to", _DAYS_BESIDE)
        if given.get("team") and given.get("beside") == f"{TEAM}{given['team']}":
            self.add_error("beside", "Choose another team to compare with.")
        if is_of_days and not {"from", "to"} & set(self.errors):
            try:
                self.named(given)
            except Refused as refusal:
                self.add_error(refusal.field or "from", str(refusal))
        return given

    def named(self, given: Mapping[str, Any]) -> Named:
        """The period that these answers name. Raises Refused."""
        if given.get("period") != DATES:
            return named_periods.named(given["period"], on=self._on)
        start, end = given.get("from"), given.get("to")
        if start is None or end is None:
            raise Refused("Give both days, or choose a period.", field="to" if start else "from")
        if start > self._on:
            raise Refused("That day has not come yet.", field="from")
        period = asked_for(start, end)
        if not (self._may_name_days or period.is_whole_months):
            raise Refused("Give whole months: from a first to a last day.", field="from")
        return named_periods.between(start, end)


_NARROWING = (("problem", "Problem"), ("format", "Format"), ("source", "Referred by"))
_NAMES = ("period", "from", "to", "team", "commissioner", "problem", "format", "source", "beside")


def _unsaid(given: Mapping[str, Any], on: date) -> str:
    """Two days without a period mean those days."""
    return DATES if given["from"] or given["to"] else named_periods.usual(on).key


def _everywhere(scope: Scope) -> str:
    return "Whole service" if scope.is_whole else "All my teams"
