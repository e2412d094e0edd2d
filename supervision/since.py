"""What was decided about a case when it was last discussed, and what became of what was agreed."""

from dataclasses import dataclass
from datetime import date

from clinical import wording
from clinical.working_days import local_date
from supervision.models import SupervisionAction, SupervisionDecision, SupervisionSession


@dataclass(frozen=True, slots=True)
class AgreedAction:
    """One thing that was agreed: what, who by when, and what came of it."""

    what: str
    who: str
    became: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class Agreed:
    """The last decision in words, with its actions."""

    words: str
    actions: tuple[AgreedAction, ...] = ()


def last_decision(referral_id: int, *, before: SupervisionSession, on: date) -> Agreed | None:
    """The last decision of an earlier meeting; None for the first time. Two queries."""
    earlier = SupervisionDecision.objects.filter(item__session__starts_at__lt=before.starts_at)
    found = earlier.filter(item__referral_id=referral_id).order_by("-at", "-pk").first()
    if found is None:
        return None
    rows = SupervisionAction.objects.filter(decision=found).select_related("owner").order_by("pk")
    actions = tuple(_action(one, on=on) for one in rows)
    # What was agreed stands in its action, with whose it is.
    note = f", {found.what}" if found.what and not actions else ""
    day = wording.sentence_date(local_date(found.at), on)
    return Agreed(f"{day}: {found.get_code_display().lower()}{note}.", actions)


def _action(action: SupervisionAction, *, on: date) -> AgreedAction:
    due = wording.sentence_date(action.due_on, on)
    if action.done_at is not None:
        done = wording.sentence_date(local_date(action.done_at), on)
        became = f"Done {done}: {action.outcome}"
    else:
        days = (on - action.due_on).days
        late = f", {wording.count(days, 'day')} late" if days > 0 else ""
        became = f"Not done yet{late}"
    return AgreedAction(
        what=action.what,
        who=f"{action.owner.full_name}, by {due}",
        became=became,
        is_done=action.done_at is not None,
    )
