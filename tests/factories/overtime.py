"""Signs of overtime: switched on by the service, agreed to, and shown to somebody."""

from datetime import UTC, date, datetime

from policy.models import PolicyChange
from staff.models import StaffMember
from supervision.models import OvertimeAgreement, OvertimeShare
from tests.factories.policy import PolicyChangeFactory
from tests.factories.staff import StaffMemberFactory

LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)


def switched_on() -> PolicyChange:
    """By two people, since January."""
    return PolicyChangeFactory(
        rule="overtime_signs_on",
        value="yes",
        valid_from=date(2026, 1, 5),
        approved_at=LONG_AGO,
        approved_by=StaffMemberFactory(),
    )


def agreed_by(person: StaffMember, *, at: datetime = LONG_AGO) -> OvertimeAgreement:
    return OvertimeAgreement.objects.create(staff=person, agreed_at=at)


def shown_by(person: StaffMember, *, to: StaffMember) -> OvertimeShare:
    """Switched on, agreed and shown."""
    switched_on()
    agreed_by(person)
    return OvertimeShare.objects.create(staff=person, shared_with=to, shared_at=LONG_AGO)
