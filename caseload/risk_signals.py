"""Something worrying as it is heard, what it asks for, and how it is stored with its flag."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject

from caseload import signal_words
from caseload.models import (
    CareContact,
    CaseFlag,
    CaseSummary,
    RiskAction,
    RiskReview,
    RiskSignal,
    SignalSource,
)
from clinical.risk import ResponseUrgency
from outcomes.models import MeasureScore

_REMOTE = frozenset(
    {
        SignalSource.LINK,
        SignalSource.REPLY,
        SignalSource.SELF_REFERRAL,
        SignalSource.REFERRAL,
        SignalSource.OLD_NOTE,
    }
)


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
    # Said by phone or at the desk, to somebody who could answer, whatever channel it is kept as.
    was_spoken: bool = False

    @property
    def is_remote(self) -> bool:
        """Said to nobody who could answer: its due time goes by service hours."""
        return self.source in _REMOTE and not self.was_spoken

    @property
    def tells_the_duty_senior(self) -> bool:
        """Whoever carries the person was not there to hear it: two people are told."""
        return self.source in _REMOTE | {SignalSource.CALL, SignalSource.LETTER}

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


def unanswered(*, now: datetime) -> ArraySubquery:
    """Beside a risk flag: its signals since the oldest action that is still open, newest first.
    What came before was answered, with an outcome.
    """
    is_open = RiskAction.objects.filter(flag=OuterRef("flag_id"), closed_at__isnull=True)
    oldest = is_open.order_by("opened_at").values("opened_at")[:1]
    found = RiskSignal.objects.filter(
        flag=OuterRef("pk"), at__gte=Coalesce(Subquery(oldest), Value(now))
    )
    is_unsigned = Q(source=SignalSource.DRAFT, contact__signed_at__isnull=True)
    row = JSONObject(evidence="evidence", is_unsigned=is_unsigned, is_now=Q(at=now))
    return ArraySubquery(found.order_by("-at", "pk").values(row=row))


def evidence_of(flag: CaseFlag, signal: Signal, *, is_provisional: bool) -> str:
    """The words of a flag that a signal joins, which was read with `unanswered`.

    Newest first, and those of one moment in the order they were said. While the flag is known to
    everybody, the words of an unsigned note are not (ruling 6).
    """
    before: list[dict[str, Any]] = flag.unanswered  # type: ignore[attr-defined]
    same = [one for one in before if one["is_now"]]
    this = {"evidence": signal.evidence, "is_unsigned": is_provisional}
    rows = [*same, this, *before[len(same) :]]
    return signal_words.joined(
        signal_words.UNSIGNED if one["is_unsigned"] and not flag.is_provisional else one["evidence"]
        for one in rows
    )


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
        evidence=signal.evidence,
        at=now,
    )
