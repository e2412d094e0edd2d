"""What earlier meetings left for this one: what was discussed and rests, what was left, and what
was agreed and is not done.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from caseload import resting
from clinical import wording
from clinical.reason import Found, Reason
from clinical.working_days import local_date
from supervision.models import (
    DecisionCode,
)

# Nothing rests past the interval, and nobody is left for longer.
BEYOND = timedelta(days=14)
# Neither of them is a discussion of the case.
NO_DISCUSSION = (DecisionCode.ON_TRACK, DecisionCode.COME_BACK_LATER)
# These begin again with each silence and each miss, however many there were before.
_BEGIN_AGAIN = frozenset({Reason.OVERDUE_CONTACT, Reason.MISSED_SESSION})
_TIMES = {1: "once", 2: "twice"}


@dataclass(slots=True)
class Before:
    """One case before this meeting. `numbers` are what each reason rested on when it was last
    discussed; `carried` counts the meetings since that left it for a next one.
    """

    discussed_on: date | None = None
    review_on: date | None = None
    numbers: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    carried: int = 0
    agreed: str = ""

    @property
    def note(self) -> str:
        """What brings the case beside its reasons, in words; said of carries from the second on."""
        carried = f"Carried {carried_words(self.carried)}." if self.carried > 1 else ""
        return " ".join(part for part in (self.agreed, carried) if part)

    def resting(
        self, found: Iterable[Found], row: Mapping[str, Any], *, on: date
    ) -> frozenset[Reason]:
        """Which of these were discussed with the present carrier, are not worse since, and whose
        review has not come.
        """
        if self.review_on is None or self.review_on <= on:
            return frozenset()
        if self.discussed_on != row["last_discussed_on"]:
            return frozenset()
        return frozenset(one.reason for one in found if self._rests(one, row))

    def _rests(self, one: Found, row: Mapping[str, Any]) -> bool:
        then = self.numbers.get(one.reason.value)
        if then is None or one.reason in resting.NEVER or self._began_again(one):
            return False
        return not resting.is_worse(one.reason, row, then=then)

    def _began_again(self, one: Found) -> bool:
        return (
            one.reason in _BEGIN_AGAIN
            and one.since is not None
            and self.discussed_on is not None
            and one.since > self.discussed_on
        )


def carried_words(carried: int) -> str:
    """`twice`, `3 times`."""
    return _TIMES.get(carried, f"{carried} times")


def read(
    earlier: Iterable[Mapping[str, Any]], not_done: Iterable[Mapping[str, Any]], *, on: date
) -> dict[int, Before]:
    """What there is of each case before its meeting, from the rows of `around`."""
    found: dict[int, Before] = {}
    for row in earlier:
        _went(found.setdefault(row["referral_id"], Before()), row)
    for action in not_done:
        before = found.setdefault(action["referral_id"], Before())
        words = (before.agreed, _agreed_words(action, on=on))
        before.agreed = " ".join(part for part in words if part)
    return found


def _went(before: Before, row: Mapping[str, Any]) -> None:
    """What became of the case in one more meeting."""
    code = row["code"]
    if code is None or code in NO_DISCUSSION:
        before.carried += 1
        return
    before.carried = 0
    before.discussed_on = local_date(datetime.fromisoformat(row["at"]))
    before.review_on = date.fromisoformat(row["review_on"])
    before.numbers = row["numbers"]


def _agreed_words(action: Mapping[str, Any], *, on: date) -> str:
    """`Agreed, not done: ring the GP, by 12 June.`"""
    due_on = date.fromisoformat(action["due_on"])
    return (
        f"Agreed, not done: {action['what'].strip().rstrip('.')}, "
        f"by {wording.sentence_date(due_on, on)}."
    )
