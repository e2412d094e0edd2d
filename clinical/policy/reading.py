"""Reads, writes and refuses the values of service rules, which those above store as text."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from clinical.errors import Refused
from clinical.policy.policy import DEFAULT, Policy
from clinical.policy.rule import Group, Rule, Value
from clinical.policy.rules import RULES
from clinical.working_days import clock_parts


def check(name: str, value: Value) -> None:
    """Refuse a value that is of the wrong kind or outside the rule's safe bounds."""
    rule = _rule_called(name)
    if type(value) is not rule.type:
        raise Refused(f"{rule.label}: {_KINDS[rule.type]} is needed.", field=name)
    if isinstance(value, str):
        _check_clock(rule, value)
    if not _is_within(rule, value):
        raise Refused(
            f"{rule.label}: between {written(name, rule.lowest)} and "
            f"{written(name, rule.highest)} {rule.unit}".rstrip()
            + ".",
            field=name,
        )


def parse(name: str, text: str) -> Value:
    """The value of a rule from its stored text, checked against its bounds."""
    rule = _rule_called(name)
    value: Value
    if rule.type is bool:
        value = _yes_or_no(rule, text)
    elif rule.type is int:
        value = _whole_number(rule, text)
    elif rule.type is Decimal:
        value = _hundredths(rule, text)
    else:
        value = text.strip()
    check(name, value)
    return value


def written(name: str, value: Value) -> str:
    """The text a value is stored as; `parse` reads it back."""
    if _rule_called(name).type is bool:
        return "yes" if value else "no"
    return str(value)


def value_in(policy: Policy, name: str) -> Value:
    """What a rule is set to."""
    rule = _rule_called(name)
    if rule.group is Group.MEASURES:
        return dict(policy.thresholds).get(name, rule.default)
    value: Value = getattr(policy, name)
    return value


def with_changes(texts: Mapping[str, str], *, base: Policy = DEFAULT) -> Policy:
    """The policy in force when these stored texts replace the defaults."""
    values = {name: parse(name, text) for name, text in texts.items()}
    of_measures = {
        name: value for name, value in values.items() if RULES[name].group is Group.MEASURES
    }
    others = {name: value for name, value in values.items() if name not in of_measures}
    thresholds = tuple(sorted((dict(base.thresholds) | of_measures).items()))
    return replace(base, thresholds=thresholds, **others)  # type: ignore[arg-type]


_HUNDREDTHS = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")
_KINDS: Mapping[type, str] = MappingProxyType(
    {
        int: "a whole number",
        bool: "yes or no",
        str: "a time such as 17:00",
        Decimal: "a number with two decimals at most",
    }
)


def _rule_called(name: str) -> Rule:
    if name not in RULES:
        raise Refused(f"There is no rule called “{name}”.", field=name)
    return RULES[name]


def _yes_or_no(rule: Rule, text: str) -> bool:
    answers = {"yes": True, "no": False}
    if text.strip().lower() not in answers:
        raise Refused(f"{rule.label}: {_KINDS[bool]} is needed.", field=rule.name)
    return answers[text.strip().lower()]


def _whole_number(rule: Rule, text: str) -> int:
    stripped = text.strip()
    if not (stripped.isascii() and stripped.isdigit() and len(stripped) < 7):
        raise Refused(f"{rule.label}: {_KINDS[int]} is needed.", field=rule.name)
    return int(stripped)


def _hundredths(rule: Rule, text: str) -> Decimal:
    if not _HUNDREDTHS.fullmatch(text.strip()):
        raise Refused(f"{rule.label}: {_KINDS[Decimal]} is needed.", field=rule.name)
    return Decimal(text.strip())


def _is_within(rule: Rule, value: Value) -> bool:
    """Clock times are compared as text, so "9:00" must be written "09:00"."""
    if isinstance(value, str):
        return str(rule.lowest) <= value <= str(rule.highest)
    return Decimal(rule.lowest) <= value <= Decimal(rule.highest)


def _check_clock(rule: Rule, value: str) -> None:
    if len(value) != len("17:00"):
        raise Refused(f"{rule.label}: {_KINDS[str]} is needed.", field=rule.name)
    try:
        clock_parts(value)
    except Refused as refusal:
        raise Refused(str(refusal), field=rule.name) from None
