"""The service rules about how much work a case makes, for who has room."""

from clinical.policy.rule import Group, Rule, number

_SOURCE = "clinical reference 7.1: booked time, not a head count (design, unverified)"


def _weight(name: str, label: str, *, most: int) -> Rule:
    return number(
        name,
        f"Of one appointment a week, {label} counts",
        between=(0, most),
        unit="per cent",
        source=_SOURCE,
        group=Group.WORKLOAD,
    )


RULES: tuple[Rule, ...] = (
    number(
        "assessment_minutes",
        "An assessment is booked for",
        between=(30, 90),
        unit="minutes",
        source="clinical reference 4.2: 30 to 45 minutes (unverified)",
        group=Group.WORKLOAD,
    ),
    _weight("weight_new", "somebody whose treatment has not begun", most=200),
    _weight("weight_weekly", "somebody seen every week", most=200),
    _weight("weight_fortnightly", "somebody seen every other week", most=200),
    _weight("weight_group", "somebody in a group", most=200),
    _weight("weight_online", "somebody in an online programme", most=200),
    _weight("weight_open_risk", "an open risk action, on top,", most=200),
    _weight("weight_longer", "an interpreter, on top,", most=200),
)
