"""Every rule a service may set: its name, default, safe bounds and source; and the Policy that the
other rules are given. Decisions are stored as text, and dated, by those above."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from clinical.errors import Refused
from clinical.working_days import Calendar, clock_parts

Value = int | bool | str


@dataclass(frozen=True, slots=True)
class Policy:
    """The service's rules in force on one day. Clock times are local, written "HH:MM"."""

    review_every_days: int = 28
    contact_overdue_after_days: int = 21
    booking_horizon_days: int = 14
    missed_in_a_row: int = 2
    second_attempt_within_working_days: int = 5
    not_improving_after_sessions: int = 4
    high_phq9: int = 20
    high_gad7: int = 15
    below_threshold_sessions: int = 2
    planned_sessions: int = 6
    session_minutes: int = 30
    means_at_home_asks: bool = True
    safety_plan_review_days: int = 28
    opens: str = "09:00"
    closes: str = "17:00"
    same_day_due: str = "17:00"
    draft_age_days: int = 2
    heartbeat_stale_minutes: int = 10
    idle_minutes: int = 15

    @property
    def calendar(self) -> Calendar:
        """The service's working hours, for rules that set a due time."""
        return Calendar(opens=self.opens, closes=self.closes, same_day_due=self.same_day_due)


DEFAULT = Policy()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it is called, what it may be set to, and why it is what it is.

    Bounds are inclusive. A `safety` rule needs two people to change.
    """

    name: str
    label: str
    type: type[int] | type[bool] | type[str]
    default: Value
    lowest: Value
    highest: Value
    unit: str
    source: str
    safety: bool


def _days(name: str, label: str, lowest: int, highest: int, source: str) -> Rule:
    return _rule(name, label, lowest, highest, "days", source)


def _rule(name: str, label: str, lowest: Value, highest: Value, unit: str, source: str) -> Rule:
    default: Value = getattr(DEFAULT, name)
    return Rule(
        name=name,
        label=label,
        type=type(default),
        default=default,
        lowest=lowest,
        highest=highest,
        unit=unit,
        source=source,
        safety=name in _SAFETY,
    )


_SAFETY = frozenset(
    {
        "review_every_days",
        "contact_overdue_after_days",
        "booking_horizon_days",
        "missed_in_a_row",
        "second_attempt_within_working_days",
        "high_phq9",
        "high_gad7",
        "means_at_home_asks",
        "safety_plan_review_days",
        "same_day_due",
        "draft_age_days",
        "heartbeat_stale_minutes",
        "idle_minutes",
    }
)

RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.name: rule
        for rule in (
            _days(
                "review_every_days",
                "Everyone is discussed in supervision at least every",
                7,
                28,
                "Reach Out: every case at least every 4 weeks",
            ),
            _days(
                "contact_overdue_after_days",
                "Contact is overdue after",
                7,
                42,
                "local decision, after published attendance policies",
            ),
            _days(
                "booking_horizon_days",
                "A booking counts as soon when it is within",
                1,
                28,
                "local decision, after Reach Out",
            ),
            _rule(
                "missed_in_a_row",
                "Contact is overdue when this many are missed or cancelled in a row",
                1,
                3,
                "sessions",
                "local decision, after published attendance policies",
            ),
            _rule(
                "second_attempt_within_working_days",
                "A missed session is tried again within",
                1,
                10,
                "working days",
                "local decision, after published attendance policies",
            ),
            _rule(
                "not_improving_after_sessions",
                "Ask about no improvement after",
                2,
                6,
                "treatment sessions",
                "local decision, after Reach Out",
            ),
            _rule(
                "high_phq9", "PHQ-9 is high at", 15, 24, "points", "local decision, after Reach Out"
            ),
            _rule(
                "high_gad7", "GAD-7 is high at", 12, 18, "points", "local decision, after Reach Out"
            ),
            _rule(
                "below_threshold_sessions",
                "Ready to end when below both thresholds this many times in a row",
                2,
                4,
                "scored sessions",
                "local decision, after Reach Out",
            ),
            _rule(
                "planned_sessions",
                "Sessions planned at the start of treatment",
                1,
                12,
                "sessions",
                "local decision",
            ),
            _rule(
                "session_minutes",
                "A session is booked for",
                15,
                90,
                "minutes",
                "local decision",
            ),
            _rule(
                "means_at_home_asks",
                "Means at home without a plan: ask what was agreed about them",
                lowest=False,
                highest=True,
                unit="",
                source="local decision",
            ),
            _days(
                "safety_plan_review_days",
                "A safety plan is reviewed at least every",
                7,
                28,
                "NICE NG225: a safety plan is reviewed",
            ),
            _rule("opens", "The service opens at", "06:00", "12:00", "", "local decision"),
            _rule("closes", "The service closes at", "13:00", "22:00", "", "local decision"),
            _rule(
                "same_day_due",
                "What is due the same day is due by",
                "12:00",
                "22:00",
                "",
                "local decision",
            ),
            _days(
                "draft_age_days",
                "An unsigned note is late after",
                1,
                5,
                "local decision, H36",
            ),
            _rule(
                "heartbeat_stale_minutes",
                "Staff are told that background work has stopped after",
                5,
                10,
                "minutes",
                "S-B6",
            ),
            _rule(
                "idle_minutes",
                "Staff are signed out after no use for",
                5,
                15,
                "minutes",
                "S-S2",
            ),
        )
    }
)


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
    else:
        value = text.strip()
    check(name, value)
    return value


def written(name: str, value: Value) -> str:
    """The text a value is stored as; `parse` reads it back."""
    if _rule_called(name).type is bool:
        return "yes" if value else "no"
    return str(value)


def with_changes(texts: Mapping[str, str], *, base: Policy = DEFAULT) -> Policy:
    """The policy in force when these stored texts replace the defaults."""
    return replace(base, **{name: parse(name, text) for name, text in texts.items()})  # type: ignore[arg-type]


_KINDS: Mapping[type, str] = MappingProxyType(
    {int: "a whole number", bool: "yes or no", str: "a time such as 17:00"}
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


def _is_within(rule: Rule, value: Value) -> bool:
    """Clock times are compared as text, so "9:00" must be written "09:00"."""
    if isinstance(value, str):
        return str(rule.lowest) <= value <= str(rule.highest)
    return int(rule.lowest) <= value <= int(rule.highest)


def _check_clock(rule: Rule, value: str) -> None:
    if len(value) != len("17:00"):
        raise Refused(f"{rule.label}: {_KINDS[str]} is needed.", field=rule.name)
    try:
        clock_parts(value)
    except Refused as refusal:
        raise Refused(str(refusal), field=rule.name) from None
