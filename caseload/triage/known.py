"""What is known of somebody as they are triaged: what the prompts before Step 2 are asked about."""

from datetime import date

from caseload.models import CaseSummary
from clinical import wording
from clinical.suitability import Known
from referrals.models import Referral, StatedNeeds


def known(referral: Referral, *, on: date) -> Known:
    """The facts on the record, nothing guessed. Two queries."""
    phq9 = CaseSummary.objects.filter(pk=referral.pk).values_list("phq9", flat=True).first()
    needs = StatedNeeds.objects.filter(referral=referral).first()
    return Known(
        age=wording.age(referral.patient.date_of_birth, on),
        phq9=phq9[-1] if phq9 else None,
        risk_is_open=referral.risk_open_since is not None,
        needs_adjustment=needs is not None and (needs.interpreter or needs.reading),
    )
