"""The service rules about waiting: what it asks of itself, and when those who wait are asked."""

from clinical.policy.rule import Group, Rule, number

_LOCAL = "local decision"
_MANUAL = "NHS Talking Therapies manual: 75% within 6 weeks; a service may ask more of itself"
_HIDDEN = "national measures of over 28 and over 90 days, without a target"

RULES: tuple[Rule, ...] = (
    number(
        "first_treatment_within_days",
        "Treatment starts, counted from the referral, within",
        between=(14, 42),
        unit="days",
        source=_MANUAL,
        group=Group.WAITING,
    ),
    number(
        "assessment_within_days",
        "An assessment is held, counted from the referral, within",
        between=(5, 42),
        unit="days",
        source=_LOCAL,
        group=Group.WAITING,
    ),
    number(
        "second_session_within_days",
        "The second treatment session follows the first within",
        between=(7, 90),
        unit="days",
        source=_HIDDEN,
        group=Group.WAITING,
    ),
    number(
        "wait_near_days",
        "The last day of a wait is shown as near from",
        between=(3, 21),
        unit="days before",
        source=_LOCAL,
        group=Group.WAITING,
    ),
    number(
        "pause_longest_days",
        "A pause at the patient's wish is at most",
        between=(14, 182),
        unit="days",
        source=_LOCAL,
        group=Group.WAITING,
    ),
    number(
        "opt_in_again_days",
        "Who was asked whether they still want help is asked again after",
        between=(3, 21),
        unit="days",
        source=_LOCAL,
        group=Group.WAITING,
    ),
    number(
        "opt_in_decide_days",
        "Without an answer, a person decides what to do after a further",
        between=(3, 28),
        unit="days",
        source="local decision: nobody is taken off the list without a person deciding",
        group=Group.WAITING,
    ),
)
