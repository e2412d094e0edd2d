"""Every measure on one page: what it consists of, its numbers today, source and licence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from clinical import wording
from clinical.measures import MEASURES, Measure, anxiety_measure_for
from clinical.policy.rules_of_measures import NOT_KNOWN, change_rule, threshold_rule
from clinical.problems import Problem
from clinical.working_days import local_date
from policy import rule_pages
from policy.rule_pages import RuleRow


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a measure: its words today, since when, and its rule where it may be set."""

    words: str
    since: str = ""
    rule: str = ""
    label: str = ""
    coming: tuple[str, ...] = ()
    waits: bool = False


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """One measure."""

    name: str
    code: str
    full_name: str
    made_of: str
    range: str
    called_for: str
    threshold: Number
    reliable_change: Number
    verified: bool
    source: str
    licence: str
    shown_by_link: str
    defined: str


def listed(*, now: datetime) -> tuple[MeasureRow, ...]:
    """Every measure. Two queries."""
    set_here = {row.name: row for row in rule_pages.of_measures(now=now)}
    called_for = _called_for()
    return tuple(
        _row(measure, set_here, called_for.get(code, ""), now=now)
        for code, measure in MEASURES.items()
    )


def _called_for() -> Mapping[str, str]:
    """Which problems each measure stands for, in words; GAD-7 stands for all others."""
    found: dict[str, list[str]] = {}
    for problem in Problem:
        found.setdefault(anxiety_measure_for(problem), []).append(problem.short)
    return {
        code: "Every other problem, and when a problem’s own measure has no pair"
        if code == "GAD7"
        else ", ".join(names)
        for code, names in found.items()
    }


def _row(
    measure: Measure, set_here: Mapping[str, RuleRow], called_for: str, *, now: datetime
) -> MeasureRow:
    return MeasureRow(
        name=measure.name,
        code=measure.code,
        full_name=measure.full_name,
        made_of=measure.made_of,
        range=f"{measure.total_lowest} to {measure.total_highest}" if measure.is_totalled else "",
        called_for=called_for,
        threshold=_threshold(measure, set_here.get(threshold_rule(measure))),
        reliable_change=_change(measure, set_here.get(change_rule(measure))),
        verified=measure.verified,
        source=measure.source,
        licence=measure.licence,
        shown_by_link="Shown by link"
        if measure.may_show_items
        else "Total typed in"
        if measure.total_may_be_typed
        else "Answers typed in",
        defined=wording.sentence_date(measure.defined_on, local_date(now)),
    )


def _threshold(measure: Measure, rule: RuleRow | None) -> Number:
    before = "above " if measure.case_is_above else ""
    if rule is not None:
        return _set(rule, f"{before}{rule.value.removesuffix(' points')}")
    if measure.item_caseness is not None:
        return Number(f"{measure.item_caseness} on any item")
    return Number("none" if measure.caseness is None else f"{before}{measure.caseness}")


def _change(measure: Measure, rule: RuleRow | None) -> Number:
    if rule is not None:
        value = rule.value.removesuffix(" points").removesuffix(" point")
        return _set(rule, "not known" if float(value) == NOT_KNOWN else value)
    return Number("none" if measure.reliable_change is None else str(measure.reliable_change))


def _set(rule: RuleRow, words: str) -> Number:
    return Number(
        words=words,
        since=rule.since,
        rule=rule.name,
        label=rule.label,
        coming=rule.coming,
        waits=rule.waiting > 0,
    )
