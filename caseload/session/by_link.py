"""Answers that came by link for an appointment that is not signed yet, as its page has them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from caseload.models import CareContact, ContactState
from clinical import wording
from clinical.measures import ITEM_NINE, MEASURES, PHQ9_CODE
from clinical.policy import Policy
from clinical.working_days import local_date
from outcomes.progress import Score
from staff.models import StaffMember

Answers = Mapping[str, tuple[int | None, ...]]


@dataclass(frozen=True, slots=True)
class SoFar:
    """A link that nobody has ended: what was tapped by now, and whether more can come."""

    answers: Answers
    answered: int
    asked: int
    latest_at: datetime | None
    is_over: bool


class End(Protocol):
    """Records what was answered by link for a contact."""

    def __call__(
        self, *, contact_id: int, by: StaffMember | None, now: datetime, policy: Policy
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class ByLink:
    """What waits on the session page. Answers are there once no more can come."""

    answers: Answers
    words: str
    must_be_ended: bool

    @property
    def entered(self) -> dict[str, str]:
        """The answers under the names of the form's fields."""
        return {
            f"{measure.lower()}_{number}": str(answer)
            for measure, answers in self.answers.items()
            for number, answer in enumerate(answers, start=1)
            if answer is not None
        }


def read(contact: CareContact, own: Sequence[Score], *, now: datetime) -> ByLink | None:
    """What came by link for this appointment. A query only while a link is out and not back."""
    if contact.state != ContactState.BOOKED:
        return None
    if contact.sitting_id is not None:
        answers = {one.measure: one.answers for one in own}
        at = contact.questionnaire_back_at or max(one.taken_at for one in own)
        return ByLink(answers, _came(answers, at, now=now), must_be_ended=False)
    if contact.questionnaire_sent_at is None:
        return None
    running = _so_far()(contact_id=contact.pk, now=now)
    return None if running is None else _running(running, now=now)


def end(contact: CareContact, *, by: StaffMember | None, now: datetime, policy: Policy) -> None:
    """The note is being written: no more answers are taken for it, and those that came count."""
    cast(End, _named("end"))(contact_id=contact.pk, by=by, now=now, policy=policy)


def _running(link: SoFar, *, now: datetime) -> ByLink:
    if link.is_over and link.latest_at is not None:
        words = _came(link.answers, link.latest_at, now=now)
        return ByLink(link.answers, words, must_be_ended=True)
    if not link.answered:
        return ByLink({}, "Sent by link. Nothing answered yet: ask on the call.", link.is_over)
    words = (
        f"Answering by link now: {link.answered} of {link.asked}. "
        "The answers show here once they are sent, or when the session begins."
    )
    return ByLink({}, words, must_be_ended=True)


def _came(answers: Answers, at: datetime, *, now: datetime) -> str:
    """`Answered by link today 07:48. Item 9 is 0. GAD-7: 2 left out.`"""
    parts = [f"Answered by link {wording.sentence_time(at, local_date(now))}"]
    if PHQ9_CODE in answers:
        ninth = answers[PHQ9_CODE][ITEM_NINE - 1]
        parts.append("Item 9 was left out" if ninth is None else f"Item 9 is {ninth}")
    for code, given in answers.items():
        left_out = sum(one is None for one in given)
        if left_out:
            parts.append(f"{MEASURES[code].name}: {left_out} left out")
    said = ". ".join(parts)
    return f"{said}. Change an answer only if you are told that it is different."


def _so_far() -> Callable[..., SoFar | None]:
    return cast(Callable[..., SoFar | None], _named("so_far"))


@cache
def _named(what: str) -> Any:
    """The package above answers: settings name it, as they name who hears of changes."""
    return import_string(settings.ANSWERS_BY_LINK[what])
