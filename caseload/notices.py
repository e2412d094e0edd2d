"""The words of notices to staff. Never a name, never a reason: only that something waits (safety
S-R, C10).
"""

from datetime import datetime

from django.core.mail import send_mail

from jobs import outbox
from staff.models import StaffMember

SUBJECT = "Something needs you"
WORDS = "Something needs you on your worklist. Please sign in and look at Today."


def tell(*, staff_id: int, key: str, at: datetime) -> None:
    """Leave somebody a notice, in the caller's transaction; the same key twice is one."""
    outbox.add("staff_notice", key=f"{key}:staff:{staff_id}", ids={"staff_id": staff_id}, at=at)


def send(*, staff_id: int, key: str, now: datetime) -> None:  # noqa: ARG001 - what the outbox hands over
    """Send the notice. Someone without an address still finds it on Today."""
    member = StaffMember.objects.filter(pk=staff_id, is_active=True).only("email").first()
    if member is not None and member.email:
        send_mail(SUBJECT, WORDS, None, [member.email])
