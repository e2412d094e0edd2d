"""The service rules about measures: thresholds and reliable changes that no source confirmed.

Each begins as its definition has it. What a source did confirm is no decision of a service.
"""

from collections.abc import Iterator
from decimal import Decimal

from clinical.instrument import Measure, Total
from clinical.instruments import MEASURES
from clinical.policy.rule import Group, Rule

# A reliable change that nobody knows is kept as this: the measure then never changes reliably.
NOT_KNOWN = 0
_UNVERIFIED = "unverified: no source at hand confirmed it"


def threshold_rule(measure: Measure) -> str:
    """The name of the rule that holds a measure's threshold."""
    return f"{measure.code.lower()}_threshold"


def change_rule(measure: Measure) -> str:
    """The name of the rule that holds a measure's reliable change."""
    return f"{measure.code.lower()}_reliable_change"


def _rules() -> Iterator[Rule]:
    for measure in MEASURES.values():
        if measure.verified or not measure.is_totalled:
            continue
        if measure.caseness is not None:
            above = " above" if measure.case_is_above else " at"
            yield _rule(
                threshold_rule(measure),
                f"{measure.name}: a case is{above}",
                measure.caseness,
                between=_around(measure, measure.caseness),
                measure=measure,
            )
        yield _rule(
            change_rule(measure),
            f"{measure.name}: a change is reliable from (0: not known)",
            measure.reliable_change or NOT_KNOWN,
            between=_change_bounds(measure),
            measure=measure,
        )


def _around(measure: Measure, usual: Total) -> tuple[Total, Total]:
    """From half to double what the definition has, within the range: a slip of the hand is out."""
    half, double = Decimal(usual) / 2, Decimal(usual) * 2
    return max(Decimal(measure.total_lowest), half), min(Decimal(measure.total_highest), double)


def _change_bounds(measure: Measure) -> tuple[Total, Total]:
    """Up to double what the definition has; up to a quarter of the range where nobody knows it."""
    known = measure.reliable_change
    if known is not None:
        return NOT_KNOWN, known * 2
    return NOT_KNOWN, (measure.total_highest - measure.total_lowest) // 4


def _rule(
    name: str, label: str, default: Total, *, between: tuple[Total, Total], measure: Measure
) -> Rule:
    lowest, highest = (_kept(measure, bound) for bound in between)
    kind = Decimal if measure.decimals else int
    return Rule(
        name,
        label,
        kind,
        _kept(measure, default),
        lowest,
        highest,
        "points",
        _UNVERIFIED,
        False,  # noqa: FBT003 - the fields of a rule, in order
        Group.MEASURES,
    )


def _kept(measure: Measure, number: Total) -> Total:
    if measure.decimals:
        return round(Decimal(number), measure.decimals)
    return int(number)


RULES: tuple[Rule, ...] = tuple(_rules())
