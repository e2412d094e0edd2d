"""What the service asks of its own figures, where it departs from the national standards."""

from clinical.policy.rule import Group, Rule, number

_SOURCE = "local decision: say in the reason where the figure comes from"
_PER_CENT = (
    ("aim_six_weeks", "Finished courses that began within 6 weeks", 100),
    ("aim_eighteen_weeks", "Finished courses that began within 18 weeks", 100),
    ("aim_recovery", "Recovery", 90),
    ("aim_reliable_improvement", "Reliable improvement", 95),
    ("aim_reliable_recovery", "Reliable recovery", 90),
    ("aim_did_not_attend", "Appointments missed without warning", 30),
    ("aim_over_90_days", "Over 90 days from first to second session", 50),
)


def _aim(name: str, label: str, highest: int) -> Rule:
    """In per cent; 0 is no aim of the service’s own."""
    return number(
        name,
        f"{label}: our own aim, 0 for the national one",
        between=(0, highest),
        unit="%",
        source=_SOURCE,
        group=Group.STANDARDS,
    )


RULES: tuple[Rule, ...] = (
    number(
        "plan_entering_treatment",
        "People who start treatment: our plan, 0 for none",
        between=(0, 20_000),
        unit="a month",
        source=_SOURCE,
        group=Group.STANDARDS,
    ),
    *(_aim(*one) for one in _PER_CENT),
)
