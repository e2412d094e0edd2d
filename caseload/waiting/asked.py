"""Who has been asked whether they still want help, and has not said."""

from collections.abc import Sequence

from caseload.models import OptIn, RiskAction
from referrals.models import Referral


def being_asked(referrals: Sequence[Referral]) -> set[int]:
    """Whose answer is awaited, of these. One query."""
    unanswered = OptIn.objects.filter(referral__in=referrals, answered_at__isnull=True)
    return set(unanswered.values_list("referral_id", flat=True))


def at_risk(referrals: Sequence[Referral]) -> set[int]:
    """Of whom risk is open now, on this referral or another of the same person: they are rung, and
    no button of a message asks them whether they still want help. Two queries.
    """
    patients = [one.patient_id for one in referrals]
    hers = Referral.objects.filter(patient__in=patients, risk_open_since__isnull=False)
    actions = RiskAction.objects.filter(referral__patient__in=patients, closed_at__isnull=True)
    found = {
        *hers.values_list("patient_id", flat=True),
        *actions.values_list("referral__patient_id", flat=True),
    }
    return {one.pk for one in referrals if one.patient_id in found}
