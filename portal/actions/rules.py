"""What the service sends for each type of contact: set from a day on, and never rewritten."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from caseload.models import ContactKind
from clinical.errors import Refused
from clinical.working_days import local_date
from portal.models import MessageRule
from referrals.models import Medium
from staff.models import StaffMember

# The database holds the same bounds for the first two.
_BOUNDS = {
    "remind_hours_before": ("Remind between 2 and 168 hours before.", 2, 168),
    "questionnaire_days_before": ("Send the questionnaire between 0 and 14 days before.", 0, 14),
    "nudge_hours_before": ("Ask again between 1 and 168 hours before.", 1, 168),
}


@dataclass(frozen=True, slots=True)
class RuleEntry:
    """One rule; no medium is any, no number is not sent."""

    contact_kind: ContactKind
    medium: Medium | None
    remind_hours_before: int | None
    may_confirm: bool
    may_cancel: bool
    questionnaire_days_before: int | None
    nudge_hours_before: int | None
    valid_from: date


@transaction.atomic
def set_rule(*, entry: RuleEntry, by: StaffMember, now: datetime) -> MessageRule:
    """Put a rule in force from its day. The one before stays, with its dates.

    Raises Refused for a day that has passed, a number outside its bounds, and a second asking
    before the first.
    """
    if entry.valid_from < local_date(now):
        raise Refused("A rule changes from today on, or later.", field="valid_from")
    for name, (words, lowest, highest) in _BOUNDS.items():
        value = getattr(entry, name)
        if value is not None and not lowest <= value <= highest:
            raise Refused(words, field=name)
    _refuse_asking_again_first(entry)
    facts = asdict(entry) | {"medium": entry.medium or ""}
    rule = MessageRule.objects.create(**facts, set_at=now, set_by=by)
    trail.record(
        Event.MESSAGE_RULE_SET,
        by=by,
        at=now,
        about=rule,
        changes={name: ("", value) for name, value in facts.items()},
    )
    return rule


def _refuse_asking_again_first(entry: RuleEntry) -> None:
    days, hours = entry.questionnaire_days_before, entry.nudge_hours_before
    if hours is None:
        return
    if days is None:
        raise Refused(
            "Nobody is asked again about a questionnaire that was not sent.",
            field="nudge_hours_before",
        )
    if hours >= max(1, days) * 24:
        raise Refused("Ask again later than the first time.", field="nudge_hours_before")
