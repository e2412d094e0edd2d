"""The words of notices to staff. Never a name, never a reason: only that something waits (safety
S-R, C10).
"""

from datetime import datetime
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.crypto import salted_hmac

from jobs import outbox
from jobs.outbox import Confirm
from staff.models import StaffMember

SUBJECT = "Something needs you"
WORDS = (
    "Something needs you. Please sign in and look at Today, and at Duty and Messages where you "
    "have them."
)
_SALT = "caseload.notices"


def tell(*, staff_id: int, key: str, at: datetime) -> None:
    """Leave somebody a notice, in the caller's transaction; the same key twice is one."""
    outbox.add("staff_notice", key=f"{key}:staff:{staff_id}", ids={"staff_id": staff_id}, at=at)


def send(*, staff_id: int, key: str, now: datetime, tries: int) -> Confirm:  # noqa: ARG001 - what the outbox hands over
    """Send the notice; the mark on its row is all that confirms it. Someone without an address
    still finds it on Today.

    A crash before the mark sends it again: a notice twice is harmless, one that is lost is not. It
    has the same Message-ID then, and mail systems show one of the two.
    """
    member = StaffMember.objects.filter(pk=staff_id, is_active=True).only("email").first()
    if member is not None and member.email:
        EmailMessage(
            SUBJECT, WORDS, None, [member.email], headers={"Message-ID": _message_id(key)}
        ).send()
    return _nothing


def _message_id(key: str) -> str:
    """The same for each try of a notice, another for every notice; it tells nobody its reason."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    return f"<{salted_hmac(_SALT, key).hexdigest()}@{domain}>"


def _nothing() -> None:
    """Nothing is written besides the mark."""
