"""Who has been asked whether they still want help, and has not said."""

from collections.abc import Sequence

from caseload.models import OptIn
from referrals.models import Referral


def being_asked(referrals: Sequence[Referral]) -> set[int]:
    """Whose answer is awaited, of these. One query."""
    unanswered = OptIn.objects.filter(referral__in=referrals, answered_at__isnull=True)
    return set(unanswered.values_list("referral_id", flat=True))
