"""Who may be given something to do about a person: oneself, the carrier, the duty senior."""

from datetime import datetime

from caseload import owners
from referrals.models import Referral
from staff.models import StaffMember


def who_may_follow_up(
    referral: Referral, *, by: StaffMember, now: datetime
) -> list[tuple[int, str]]:
    """Each with the words they are offered in."""
    people = [(by.pk, f"Me, {by.full_name}")]
    carrier = referral.carried_by
    if carrier is not None and carrier.is_active and carrier.pk != by.pk:
        people.append((carrier.pk, f"{carrier.full_name}, who carries this person"))
    duty_id = owners.service_at(now).duty_senior
    if duty_id is not None and duty_id not in {pk for pk, _ in people}:
        duty = StaffMember.objects.get(pk=duty_id)
        people.append((duty_id, f"{duty.full_name}, duty senior now"))
    return people
