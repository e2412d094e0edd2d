"""Service rules as their pages show them: today's value, since when, bounds, source, history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from clinical import policy, wording
from clinical.policy import Group, Rule
from clinical.working_days import local_date
from policy.current import policy_on
from policy.forms import bounds
from policy.models import PolicyChange


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule in the list."""

    name: str
    label: str
    value: str
    since: str
    bounds: str
    source: str
    is_safety: bool
    coming: tuple[str, ...]
    waiting: int


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Rules under one heading."""

    heading: str
    rows: tuple[RuleRow, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that waits for a second person."""

    pk: int
    value: str
    valid_from: str
    why: str
    proposed: str
    is_own: bool
    has_passed: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """A change that was approved or withdrawn."""

    value: str
    valid_from: str
    why: str
    proposed: str
    decided: str


@dataclass(frozen=True, slots=True)
class RulePage:
    """One rule, what waits, and what was decided, the latest first."""

    of_measure: bool
    row: RuleRow
    proposals: tuple[Proposal, ...]
    history: tuple[Decided, ...]


def listed(*, now: datetime) -> tuple[RuleGroup, ...]:
    """Every rule but the thresholds of measures, which stand beside their measures. Two queries."""
    names = [name for name, rule in policy.RULES.items() if rule.group is not Group.MEASURES]
    rows = _rows(names, now=now)
    return tuple(
        RuleGroup(
            heading=group.value,
            rows=tuple(rows[name] for name in names if policy.RULES[name].group is group),
        )
        for group in Group
        if group is not Group.MEASURES
    )


def of_measures(*, now: datetime) -> tuple[RuleRow, ...]:
    """The thresholds of measures that a service may set. Two queries."""
    names = [name for name, rule in policy.RULES.items() if rule.group is Group.MEASURES]
    return tuple(_rows(names, now=now).values())


def _rows(names: Sequence[str], *, now: datetime) -> dict[str, RuleRow]:
    changes = _changes(names)
    current = policy_on(local_date(now))
    return {
        name: _row(
            policy.RULES[name],
            policy.value_in(current, name),
            changes.get(name, ()),
            now=now,
        )
        for name in names
    }


def one(name: str, *, reader_id: int, now: datetime) -> RulePage:
    """One rule with its history. Two queries."""
    rule = policy.RULES[name]
    changes = _changes([name]).get(name, [])
    current = policy_on(local_date(now))
    waiting = [change for change in changes if _waits(change)]
    decided = [change for change in changes if not _waits(change)]
    return RulePage(
        of_measure=rule.group is Group.MEASURES,
        row=_row(rule, policy.value_in(current, name), changes, now=now),
        proposals=tuple(_proposal(each, rule, reader_id=reader_id, now=now) for each in waiting),
        history=tuple(_decided(each, rule, now=now) for each in reversed(decided)),
    )


def value_words(rule: Rule, text: str) -> str:
    """`21 days`, `1 day`, `17:00`, `yes`."""
    unit = rule.unit.removesuffix("s") if text == "1" else rule.unit
    return f"{text} {unit}".rstrip()


def _changes(names: Iterable[str]) -> dict[str, list[PolicyChange]]:
    found: dict[str, list[PolicyChange]] = {}
    for change in (
        PolicyChange.objects.filter(rule__in=list(names))
        .select_related("proposed_by", "approved_by")
        .order_by("valid_from", "pk")
    ):
        found.setdefault(change.rule, []).append(change)
    return found


def _row(
    rule: Rule, value: policy.Value, changes: Sequence[PolicyChange], *, now: datetime
) -> RuleRow:
    today = local_date(now)
    approved = [change for change in changes if change.approved_at is not None]
    begun = [change for change in approved if change.valid_from <= today]
    since = wording.sentence_date(begun[-1].valid_from, today) if begun else ""
    return RuleRow(
        name=rule.name,
        label=rule.label,
        value=value_words(rule, policy.written(rule.name, value)),
        since=f"Since {since}" if since else "As delivered",
        bounds=bounds(rule),
        source=rule.source,
        is_safety=rule.safety,
        coming=tuple(
            f"{value_words(rule, change.value)} from "
            f"{wording.sentence_date(change.valid_from, today)}"
            for change in approved
            if change.valid_from > today
        ),
        waiting=sum(_waits(change) for change in changes),
    )


def _waits(change: PolicyChange) -> bool:
    return change.approved_at is None and change.withdrawn_at is None


def _proposal(change: PolicyChange, rule: Rule, *, reader_id: int, now: datetime) -> Proposal:
    today = local_date(now)
    return Proposal(
        pk=change.pk,
        value=value_words(rule, change.value),
        valid_from=wording.sentence_date(change.valid_from, today),
        why=change.why,
        proposed=_who(change.proposed_by.full_name, change.proposed_at, now),
        is_own=change.proposed_by_id == reader_id,
        has_passed=change.valid_from < today,
    )


def _decided(change: PolicyChange, rule: Rule, *, now: datetime) -> Decided:
    today = local_date(now)
    if change.approved_by is not None and change.approved_at is not None:
        decided = f"Approved by {_who(change.approved_by.full_name, change.approved_at, now)}"
    elif change.withdrawn_at is not None:
        decided = f"Withdrawn {wording.sentence_time(change.withdrawn_at, today)}"
    else:
        decided = ""
    return Decided(
        value=value_words(rule, change.value),
        valid_from=wording.sentence_date(change.valid_from, today),
        why=change.why,
        proposed=_who(change.proposed_by.full_name, change.proposed_at, now),
        decided=decided,
    )


def _who(name: str, at: datetime, now: datetime) -> str:
    return f"{name}, {wording.sentence_time(at, local_date(now))}"
