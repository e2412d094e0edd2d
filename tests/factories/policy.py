"""Proposals of rules and wordings, and closed days, as somebody long ago left them."""

from datetime import UTC, date, datetime

import factory
from factory.django import DjangoModelFactory

from policy.models import ClosedDay, PolicyChange, Wording, WordingKey
from staff.models import StaffMember
from tests.factories.staff import StaffMemberFactory

_NOW = datetime(2026, 6, 9, 9, 24, tzinfo=UTC)


class PolicyChangeFactory(DjangoModelFactory):
    """Proposed, from a week later on."""

    class Meta:
        model = PolicyChange

    rule = "planned_sessions"
    value = "8"
    valid_from = date(2026, 6, 16)
    why = "Agreed in the governance meeting"
    proposed_at = _NOW
    proposed_by = factory.SubFactory(StaffMemberFactory)


def set_here(rule: str, value: str, *, since: date, by: StaffMember) -> PolicyChange:
    """A rule that a second person approved, from this day on."""
    made: PolicyChange = PolicyChangeFactory(
        rule=rule, value=value, valid_from=since, approved_at=_NOW, approved_by=by
    )
    return made


class WordingFactory(DjangoModelFactory):
    """Proposed, from a week later on."""

    class Meta:
        model = Wording

    key = WordingKey.NEUTRAL_NAME
    text = "Riverside appointments"
    valid_from = date(2026, 6, 16)
    why = "Agreed in the governance meeting"
    proposed_at = _NOW
    proposed_by = factory.SubFactory(StaffMemberFactory)


class ClosedDayFactory(DjangoModelFactory):
    """A Wednesday."""

    class Meta:
        model = ClosedDay

    on = date(2026, 6, 17)
    name = "Training day"
    set_at = _NOW
    set_by = factory.SubFactory(StaffMemberFactory)
