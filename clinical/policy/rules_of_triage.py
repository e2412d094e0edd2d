"""The service rules about triage: how soon somebody decides, and how often people are rung."""

from clinical.policy.rule import Group, Rule, number

RULES: tuple[Rule, ...] = (
    number(
        "triage_within_working_days",
        "Somebody decides how a referral is taken on within",
        between=(1, 3),
        unit="working days",
        source="local decision: one working day",
        group=Group.WAITING,
    ),
    number(
        "screening_calls",
        "Before another way is tried, somebody who does not answer is rung",
        between=(2, 5),
        unit="times",
        source="local decision, after published policies: 2 to 3 attempts by 2 methods",
        group=Group.WAITING,
    ),
)
