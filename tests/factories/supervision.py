"""Supervision: the smallest true meeting, and a decision with what was agreed."""

from datetime import UTC, datetime, timedelta

import factory

from referrals.models import Referral
from staff.models import StaffMember
from supervision.models import (
    DecisionCode,
    SupervisionAction,
    SupervisionDecision,
    SupervisionItem,
    SupervisionSession,
)

_NOW = datetime(2026, 6, 9, 9, 24, tzinfo=UTC)


class SessionFactory(factory.django.DjangoModelFactory):
    """A meeting planned for 11:00 on the day of the tests, an hour long, not opened yet."""

    class Meta:
        model = SupervisionSession

    planned_on = factory.LazyAttribute(lambda made: made.starts_at.date())
    starts_at = datetime(2026, 6, 9, 10, tzinfo=UTC)
    minutes = 60


def agreed(
    referral: Referral,
    *,
    by: StaffMember,
    owner: StaffMember,
    at: datetime = _NOW,
    what: str = "Two more sessions on shifts.",
    code: DecisionCode = DecisionCode.CHANGE,
) -> SupervisionAction:
    """A decision of a meeting that was opened at this moment, with one action for its owner."""
    session = SessionFactory(
        supervisor=by, supervisee=owner, starts_at=at, opened_at=at, opened_by=by
    )
    item = SupervisionItem.objects.create(
        session=session, referral=referral, part="AGENDA", place=1, look_by=at.date()
    )
    decision = SupervisionDecision.objects.create(
        item=item,
        code=code,
        what=what,
        review_on=at.date() + timedelta(days=28),
        by=by,
        at=at,
    )
    return SupervisionAction.objects.create(
        decision=decision, what=what, owner=owner, due_on=at.date() + timedelta(days=2)
    )
