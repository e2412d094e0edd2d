"""Some people have been here before: an ended referral stands on their record beside the open."""

from collections.abc import Sequence
from datetime import timedelta

from caseload import facts
from caseload.models import CaseSummary, SafetyPlan
from referrals.models import Consent, Equality, Patient, Referral

# One open referral in so many; an earlier one ended at least so long before it came.
_ONE_IN = 16
_ENDED_BEFORE = timedelta(days=90)
_LATEST = 3000
_BORN_WITHIN = timedelta(days=700)


def write_returns() -> None:
    """Put an earlier referral of somebody alike on the record of every so manieth open one.

    Whoever is cast for the first sign-in, at risk, or has papers of their own stays as they are.
    """
    returning = list(
        Referral.objects.open()
        .filter(risk_open_since__isnull=True, patient__alike=0)
        .exclude(carried_by__username="pwp")
        .select_related("patient")
        .order_by("pk")[::_ONE_IN]
    )
    earlier = list(
        Referral.objects.filter(ended_on__isnull=False, risk_open_since__isnull=True)
        .exclude(patient__in=SafetyPlan.objects.values("patient"))
        .exclude(patient__in=Consent.objects.values("patient"))
        .exclude(messages__isnull=False)
        .select_related("patient")
        .order_by("-ended_on", "pk")[:_LATEST]
    )
    moved = _moved(returning, earlier)
    left = [one.patient_id for one, _ in moved]
    for one, patient in moved:
        one.patient = patient
    Referral.objects.bulk_update((one for one, _ in moved), ["patient"])
    summaries = CaseSummary.objects.in_bulk([one.pk for one, _ in moved])
    for one, patient in moved:
        summaries[one.pk].patient = patient
    CaseSummary.objects.bulk_update(summaries.values(), ["patient"])
    Equality.objects.filter(patient__in=left).delete()
    Patient.objects.filter(pk__in=left).delete()
    facts.refresh([one.pk for one in returning] + [one.pk for one, _ in moved])


def _moved(
    returning: Sequence[Referral], earlier: Sequence[Referral]
) -> list[tuple[Referral, Patient]]:
    """Each of these with the latest referral of somebody of their age and gender before it."""
    found: list[tuple[Referral, Patient]] = []
    taken: set[int] = set()
    for now in returning:
        who = now.patient
        before = next(
            (
                one
                for one in earlier
                if one.pk not in taken
                and one.patient.gender == who.gender
                and abs(one.patient.date_of_birth - who.date_of_birth) < _BORN_WITHIN
                and one.ended_on is not None
                and one.ended_on + _ENDED_BEFORE < now.received_on
            ),
            None,
        )
        if before is not None:
            taken.add(before.pk)
            found.append((before, who))
    return found
