"""One agreed action in words: what, who does it by when, and what came of it."""

from dataclasses import dataclass
from datetime import date

from clinical import wording
from clinical.working_days import local_date
from supervision.models import SupervisionAction


@dataclass(frozen=True, slots=True)
class AgreedLine:
    """What was agreed, as it is shown; `id` while it can still be done."""

    id: int | None
    what: str
    who: str
    became: str

    @property
    def is_done(self) -> bool:
        """Somebody has said what came of it."""
        return self.id is None


def agreed_line(action: SupervisionAction, *, on: date) -> AgreedLine:
    """The line of an action read with its owner and whoever did it."""
    who = f"{action.owner.full_name}, by {wording.sentence_date(action.due_on, on)}"
    if action.done_at is None or action.done_by is None:
        late = (on - action.due_on).days
        became = f"Not done yet, {wording.count(late, 'day')} late" if late > 0 else "Not done yet"
        return AgreedLine(action.pk, action.what, who, became)
    done = wording.sentence_date(local_date(action.done_at), on)
    became = f"Done {done} by {action.done_by.full_name}: {action.outcome}"
    return AgreedLine(None, action.what, who, became)
