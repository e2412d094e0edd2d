"""What a figure is held against on a day: the national standard, or what the service has decided.

Both are dated: what held in March still holds in March when April brings another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from clinical.policy import Policy, with_changes
from clinical.standards import BOUNDS, Bound, national_on
from policy.models import PolicyChange

# The service rule by which each may be changed, with its second person and its reason.
RULES: Mapping[str, str] = MappingProxyType(
    {
        "entering-treatment": "plan_entering_treatment",
        "six-weeks": "aim_six_weeks",
        "eighteen-weeks": "aim_eighteen_weeks",
        "recovery": "aim_recovery",
        "reliable-improvement": "aim_reliable_improvement",
        "reliable-recovery": "aim_reliable_recovery",
        "did-not-attend": "aim_did_not_attend",
        "over-90-days": "aim_over_90_days",
    }
)
_IN_NUMBERS = "entering-treatment"


@dataclass(frozen=True, slots=True)
class Standard:
    """A value in per cent, or people a month where `is_a_plan`; its words and where it is from."""

    slug: str
    value: Decimal
    bound: Bound
    words: str
    source: str
    verified: bool
    valid_from: date
    is_local: bool
    is_a_plan: bool = False

    def is_met_by(self, value: Decimal) -> bool:
        """The exact value is on the right side, or on the line itself."""
        return value >= self.value if self.bound is Bound.AT_LEAST else value <= self.value

    def margin(self, value: Decimal) -> Decimal:
        """How far on the right side; negative where it is missed."""
        ahead = value - self.value
        return ahead if self.bound is Bound.AT_LEAST else -ahead


def standard_for(slug: str, on: date) -> Standard | None:
    """The standard of a measure on this day; None where there is none. One query."""
    return Standards().of(slug, on)


class Standards:
    """Every standard on any day, from one query. A plan is a number of people of the whole service:
    a part of it is measured against none.
    """

    def __init__(self, *, is_whole: bool = True) -> None:
        self._is_whole = is_whole
        self._decided = list(
            PolicyChange.objects.filter(rule__in=list(RULES.values()), approved_at__isnull=False)
            .select_related("proposed_by", "approved_by")
            .order_by("valid_from", "pk")
        )

    def of(self, slug: str, on: date) -> Standard | None:
        """The one that began last, ours or the nation’s; an aim of 0 gives ours up."""
        national = _national(slug, on)
        if slug == _IN_NUMBERS and not self._is_whole:
            return None
        if slug not in RULES:
            return national
        begun = [one for one in self._decided if one.valid_from <= on]
        value = _asked(with_changes({one.rule: one.value for one in begun}))[slug]
        ours = [one for one in begun if one.rule == RULES[slug]]
        if not ours or value == 0:
            return national
        if national is not None and national.valid_from > ours[-1].valid_from:
            return national
        return _local(slug, value, ours[-1])


def _asked(policy: Policy) -> Mapping[str, int]:
    """What the service asks of itself under these rules; 0 where it asks nothing of its own."""
    return {
        "entering-treatment": policy.plan_entering_treatment,
        "six-weeks": policy.aim_six_weeks,
        "eighteen-weeks": policy.aim_eighteen_weeks,
        "recovery": policy.aim_recovery,
        "reliable-improvement": policy.aim_reliable_improvement,
        "reliable-recovery": policy.aim_reliable_recovery,
        "did-not-attend": policy.aim_did_not_attend,
        "over-90-days": policy.aim_over_90_days,
    }


def _national(slug: str, on: date) -> Standard | None:
    found = national_on(slug, on)
    if found is None:
        return None
    return Standard(
        slug=slug,
        value=Decimal(found.value),
        bound=BOUNDS[slug],
        words=f"{BOUNDS[slug]} {found.value}%",
        source=found.source,
        verified=found.verified,
        valid_from=found.valid_from,
        is_local=False,
    )


def _local(slug: str, value: int, change: PolicyChange) -> Standard:
    is_a_plan = slug == _IN_NUMBERS
    unit = " a month" if is_a_plan else "%"
    return Standard(
        slug=slug,
        value=Decimal(value),
        bound=BOUNDS[slug],
        words=f"{BOUNDS[slug]} {value}{unit}",
        source=(
            f"our own decision: {change.why} "
            f"({change.proposed_by.full_name}, agreed by {change.approved_by.full_name})"
            if change.approved_by
            else change.why
        ),
        verified=True,
        valid_from=change.valid_from,
        is_local=True,
        is_a_plan=is_a_plan,
    )
