"""A trainee's cases end once supervision has agreed to it (clinical reference 3.6)."""

from caseload.models import Allocation
from referrals.models import DIED, EndCode, Referral
from staff.models import Grade

NOT_AGREED = (
    "A trainee carries this case: its ending is agreed in supervision first. Bring it to the next "
    "meeting with a question. Once “Discharge” is decided there, end it here."
)


def waits_for_supervision(referral: Referral) -> bool:
    """A trainee carries the case, and its last discussion did not agree to an ending."""
    carrier = referral.carried_by
    if carrier is None or carrier.grade != Grade.TRAINEE_PWP:
        return False
    return not Allocation.objects.filter(
        referral=referral, ends_at__isnull=True, ending_agreed_on__isnull=False
    ).exists()


def needs_no_agreement(code: EndCode) -> bool:
    """Nobody decides that somebody has died."""
    return code in DIED
