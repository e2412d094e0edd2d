"""What was decided about a case when it was last discussed, and what became of what was agreed."""

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
    earlier = SupervisionDecision.objects.filter(item__session__starts_at__lt=before.starts_at)
    found = earlier.filter(item__referral_id=referral_id).order_by("-at", "-pk").first()
    if found is None:
        return None
    rows = SupervisionAction.objects.filter(decision=found).select_related("owner", "done_by")
    actions = tuple(agreed_line(one, on=on) for one in rows.order_by("pk"))
    # What was agreed stands in its action, with whose it is.
    note = f", {found.what}" if found.what and not actions else ""
    day = wording.sentence_date(local_date(found.at), on)
    return Agreed(f"{day}: {found.get_code_display().lower()}{note}.", actions)
