"""What is sent for each type of contact on a day: the rule the service set, or its usual."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from caseload.models import ContactKind
from clinical.policy import Policy
from portal.models import MessageRule
from referrals.models import Medium

Case = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Rule:
    """What is sent for one type of contact. None is not sent."""

    remind_hours_before: int | None
    may_confirm: bool
    may_cancel: bool
    questionnaire_days_before: int | None
    nudge_hours_before: int | None


def usual(policy: Policy) -> Rule:
    """Where the service has set nothing for a type of contact."""
    return Rule(
        remind_hours_before=policy.reminder_hours_before,
        may_confirm=True,
        may_cancel=True,
        questionnaire_days_before=policy.questionnaire_days_before,
        nudge_hours_before=policy.questionnaire_nudge_hours_before,
    )


def in_force(*, on: date, policy: Policy) -> Mapping[Case, Rule]:
    """The rule for every kind and medium. One query.

    The latest that has begun holds; one for a medium goes before one for any.
    """
    return from_rows(MessageRule.objects.filter(valid_from__lte=on), policy=policy)


def from_rows(rows: Iterable[MessageRule], *, policy: Policy) -> Mapping[Case, Rule]:
    """The same from rows that were read already."""
    latest = {
        (row.contact_kind, row.medium): _rule(row)
        for row in sorted(rows, key=lambda row: (row.valid_from, row.pk))
    }
    return {
        (kind, medium): latest.get((kind, medium)) or latest.get((kind, "")) or usual(policy)
        for kind in ContactKind.values
        for medium in Medium.values
    }


def _rule(row: MessageRule) -> Rule:
    return Rule(
        remind_hours_before=row.remind_hours_before,
        may_confirm=row.may_confirm,
        may_cancel=row.may_cancel,
        questionnaire_days_before=row.questionnaire_days_before,
        nudge_hours_before=row.nudge_hours_before,
    )
