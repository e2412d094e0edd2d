"""Something worrying as it is heard, what it asks for, and how it is stored with its flag."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from caseload.models import (
    CareContact,
    CaseFlag,
    CaseSummary,
    RiskReview,
    RiskSignal,
    SignalSource,
)
from clinical.risk import ResponseUrgency
from outcomes.models import MeasureScore

_REMOTE = frozenset({SignalSource.LINK, SignalSource.REPLY})


@dataclass(frozen=True, slots=True)
class Response:
    """What must now happen, who does it, and how fast."""

    what: str
    owner_id: int
    urgency: ResponseUrgency


@dataclass(frozen=True, slots=True)
class Signal:
    """Something worrying, and where it came from. By link: of which form, and which answer.

    `previous` is what the person answered last time, where they did: it changes the words and who
    is told, never whether there is a flag.
    """

    source: SignalSource
    evidence: str
    score: MeasureScore | None = None
    review: RiskReview | None = None
    contact: CareContact | None = None
    form_key: uuid.UUID | None = None
    answer: int | None = None
    previous: int | None = None

    @property
    def is_remote(self) -> bool:
        """Said to nobody who could answer: its due time goes by service hours."""
        return self.source in _REMOTE

    @property
    def tells_the_duty_senior(self) -> bool:
        """Whoever carries the person was not there to hear it: two people are told."""
        return self.source in _REMOTE | {SignalSource.CALL}

    @property
    def has_risen(self) -> bool:
        """The answer is higher than this person's last one."""
        answer = self.answer if self.score is None else self.score.item_nine
        return answer is not None and self.previous is not None and answer > self.previous


def last_item_nine(referral_id: int) -> int | None:
    """The answer to item 9 before the one being written: the summary is refreshed only at the end
    of a verb.
    """
    return (
        CaseSummary.objects.filter(pk=referral_id).values_list("last_item_nine", flat=True).first()
    )


def heard_before(signal: Signal) -> CaseFlag | None:
    """The flag of the same answer of the same form by link, if it was tapped before."""
    if signal.form_key is None:
        return None
    heard = RiskSignal.objects.filter(form_key=signal.form_key, answer=signal.answer)
    return next((one.flag for one in heard.select_related("flag")), None)


def store(signal: Signal, *, flag: CaseFlag, now: datetime) -> RiskSignal:
    """Write the signal on its flag, in the transaction that found or opened the flag."""
    return RiskSignal.objects.create(
        referral_id=flag.referral_id,
        flag=flag,
        source=signal.source,
        score=signal.score,
        review=signal.review,
        contact=signal.contact,
        form_key=signal.form_key,
        answer=signal.answer,
        at=now,
    )
