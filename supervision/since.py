"""What was decided about a case when it was last discussed, and what became of what was agreed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clinical import wording
from clinical.working_days import local_date
from supervision.agreed import AgreedLine, agreed_line
from supervision.models import SupervisionAction, SupervisionDecision, SupervisionSession


@dataclass(frozen=True, slots=True)
class Agreed:
    """The last decision in words, with its actions."""

    words: str
    actions: tuple[AgreedLine, ...] = ()


def last_decision(referral_id: int, *, before: SupervisionSession, on: date) -> Agreed | None:
    """The last decision of an earlier meeting; None for the first time. Two queries."""
    return last_decisions([referral_id], before=before, on=on).get(referral_id)


def last_decisions(
    referral_ids: Sequence[int], *, before: SupervisionSession, on: date
) -> dict[int, Agreed]:
    """The same of several cases, by referral; none for those not discussed before. Two queries."""
    latest = list(
        SupervisionDecision.objects.filter(
            item__session__starts_at__lt=before.starts_at, item__referral__in=referral_ids
        )
        .select_related("item")
        .order_by("item__referral", "-at", "-pk")
        .distinct("item__referral")
    )
    rows = SupervisionAction.objects.filter(decision__in=[one.pk for one in latest])
    actions: dict[int, tuple[AgreedLine, ...]] = {}
    for row in rows.select_related("owner", "done_by").order_by("pk"):
        before_it = actions.get(row.decision_id, ())
        actions[row.decision_id] = (*before_it, agreed_line(row, on=on))
    return {one.item.referral_id: _agreed(one, actions.get(one.pk, ()), on=on) for one in latest}


def _agreed(found: SupervisionDecision, actions: tuple[AgreedLine, ...], *, on: date) -> Agreed:
    # What was agreed stands in its action, with whose it is.
    note = f", {found.what}" if found.what and not actions else ""
    day = wording.sentence_date(local_date(found.at), on)
    return Agreed(f"{day}: {found.get_code_display().lower()}{note}.", actions)
