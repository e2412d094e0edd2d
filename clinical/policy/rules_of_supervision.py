"""The service rules about case-management meetings: how long each part of the hour is."""

from clinical.policy.rule import Group, Rule, number, yes_or_no

_SOURCE = "local decision, after 2.5 minutes a case in published practice"
_HOUR = "local decision: a few minutes belong to the PWP"


def _minutes(name: str, label: str, *, most: int) -> Rule:
    return number(
        name,
        label,
        between=(0, most),
        unit="minutes",
        source=_HOUR,
        group=Group.SUPERVISION,
    )


def _seconds(name: str, label: str) -> Rule:
    return number(
        name,
        f"A meeting plans for each case: {label}",
        between=(30, 600),
        unit="seconds",
        source=_SOURCE,
        group=Group.SUPERVISION,
    )


RULES: tuple[Rule, ...] = (
    _minutes("agenda_check_in_minutes", "A meeting begins with a check-in of", most=20),
    _minutes("agenda_close_minutes", "A meeting closes with", most=10),
    _seconds("agenda_risk_seconds", "risk"),
    _seconds("agenda_new_seconds", "new"),
    _seconds("agenda_not_improving_seconds", "not improving or worse"),
    _seconds("agenda_no_contact_seconds", "no contact or missed"),
    _seconds("agenda_review_seconds", "review due"),
    _seconds("agenda_ready_seconds", "ready to end or step up"),
    yes_or_no(
        "overtime_signs_on",
        "Staff who agree, each for themselves, may open signs of their own overtime",
        source="local decision, once the staff side agrees: clinical reference 9.3 and 11",
        group=Group.SUPERVISION,
    ),
)
