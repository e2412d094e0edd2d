"""Labels, a kept view, a flag that was put off, and the usual range of those who have finished."""

from datetime import timedelta
from random import Random

from caseload import facts, resting
from caseload.models import CaseFlag, CaseLabel, CaseSummary, Label, SavedView
from clinical.policy import Policy
from clinical.reason import Reason
from outcomes.expected import build_expected_ranges
from pwpservice.practice.generate import Order
from pwpservice.practice.rows import Ids

_LABELS = {
    "Perinatal": "Pregnant, or a baby under one year",
    "Veteran": "Served in the armed forces, or family of somebody who did",
    "Research": "Takes part in a study; ask before changing treatment",
}
_ONE_IN = 12
_PUT_OFF = "Away with family until the weekend; agreed to ring after it"


def write_flags(order: Order, ids: Ids, *, policy: Policy) -> None:
    """After stories and their flags. The same order makes the same rows."""
    _label(order)
    SavedView.objects.create(
        staff_id=ids.staff[0], name="Reviews due", query="?view=review", saved_at=order.now
    )
    _put_off(order, pwp_id=ids.staff[0])
    build_expected_ranges(now=order.now, policy=policy)


def _label(order: Order) -> None:
    rng = Random(f"{order.seed}/{order.today}/labels")
    defined = Label.objects.bulk_create(
        Label(name=name, describes=words, added_at=order.now) for name, words in _LABELS.items()
    )
    people = CaseSummary.objects.filter(is_open=True).order_by("pk")
    chosen = [pk for pk in people.values_list("pk", flat=True) if not rng.randrange(_ONE_IN)]
    CaseLabel.objects.bulk_create(
        CaseLabel(referral_id=pk, label=rng.choice(defined), added_at=order.now) for pk in chosen
    )
    facts.refresh(chosen)


def _put_off(order: Order, *, pwp_id: int) -> None:
    """One of her flags that asks for the next meeting rests for a week."""
    flag = (
        CaseFlag.objects.filter(
            referral__carried_by=pwp_id,
            cleared_at__isnull=True,
            reason=Reason.SCHEDULED_REVIEW.value,
        )
        .order_by("pk")
        .first()
    )
    if flag is None:
        return
    row = CaseSummary.objects.values().get(pk=flag.referral_id)
    CaseFlag.objects.filter(pk=flag.pk).update(
        snoozed_until=order.today + timedelta(days=7),
        snoozed_by_id=pwp_id,
        snoozed_why=_PUT_OFF,
        snoozed_numbers=resting.numbers(Reason(flag.reason), row),
    )
    facts.refresh([flag.referral_id])
