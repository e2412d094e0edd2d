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
from clinical.measures import (
    GAD7_CODE,
    ITEM_NINE,
    MEASURES,
    PHQ9_CODE,
    WSAS_CODE,
    Measure,
    score,
)
from clinical.policy import Policy
from clinical.working_days import local_date
from outcomes.progress import Score
from staff.models import StaffMember

Answers = Mapping[str, tuple[int | None, ...]]

# What the page itself has fields for. Anything else that came by link is told in a line.
_ON_THE_PAGE = {PHQ9_CODE, GAD7_CODE, WSAS_CODE}
_SHOWN_IN_GRIDS = {PHQ9_CODE, GAD7_CODE}


@dataclass(frozen=True, slots=True)
class SoFar:
    """A link that nobody has ended: what was tapped by now, and whether more can come."""

    answers: Answers
    answered: int
    asked: int
    latest_at: datetime | None
    is_over: bool
    work_not_applicable: bool = False


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
    work_not_applicable: bool = False

    @property
    def entered(self) -> dict[str, str]:
        """The answers under the names of the form's fields."""
        found = {
            f"{measure.lower()}_{number}": str(answer)
            for measure, answers in self.answers.items()
            for number, answer in enumerate(answers, start=1)
            if answer is not None and measure in _ON_THE_PAGE
        }
        return found | ({"wsas_no_work": "on"} if self.work_not_applicable else {})


def read(contact: CareContact, own: Sequence[Score], *, now: datetime) -> ByLink | None:
    """What came by link for this appointment. A query only while a link is out and not back."""
    if contact.state != ContactState.BOOKED:
        return None
    if contact.sitting_id is not None:
        answers = {one.measure: one.answers for one in own}
        at = contact.questionnaire_back_at or max(one.taken_at for one in own)
        no_work = any(one.work_not_applicable for one in own)
        return ByLink(
            answers,
            _came(answers, at, now=now, work_not_applicable=no_work),
            must_be_ended=False,
            work_not_applicable=no_work,
        )
    if contact.questionnaire_sent_at is None:
        return None
    running = _so_far()(contact_id=contact.pk, now=now)
    return None if running is None else _running(running, now=now)


def end(contact: CareContact, *, by: StaffMember | None, now: datetime, policy: Policy) -> None:
    """The note is being written: no more answers are taken for it, and those that came count."""
    cast(End, _named("end"))(contact_id=contact.pk, by=by, now=now, policy=policy)


def _running(link: SoFar, *, now: datetime) -> ByLink:
    if link.is_over and link.latest_at is not None:
        no_work = link.work_not_applicable
        words = _came(link.answers, link.latest_at, now=now, work_not_applicable=no_work)
        return ByLink(link.answers, words, must_be_ended=True, work_not_applicable=no_work)
    if not link.answered:
        return ByLink({}, "Sent by link. Nothing answered yet: ask on the call.", link.is_over)
    words = (
        f"Answering by link now: {link.answered} of {link.asked}. "
        "The answers show here once they are sent, or when the session begins."
    )
    return ByLink({}, words, must_be_ended=True)


def _came(answers: Answers, at: datetime, *, now: datetime, work_not_applicable: bool) -> str:
    """`Answered by link today 07:48. Item 9 is 0. GAD-7: 2 left out. PCL-5 41 by link, …`"""
    parts = [f"Answered by link {wording.sentence_time(at, local_date(now))}"]
    if PHQ9_CODE in answers:
        ninth = answers[PHQ9_CODE][ITEM_NINE - 1]
        parts.append("Item 9 was left out" if ninth is None else f"Item 9 is {ninth}")
    for code, given in answers.items():
        no_work = work_not_applicable and code == WSAS_CODE
        left_out = sum(one is None for one in given) - no_work
        if left_out:
            parts.append(f"{MEASURES[code].name}: {left_out} left out")
        elif code not in _SHOWN_IN_GRIDS:
            parts.append(_came_to(MEASURES[code], given, work_not_applicable=no_work))
    said = ". ".join(parts)
    return f"{said}. Change an answer only if you are told that it is different."


def _came_to(measure: Measure, given: tuple[int | None, ...], *, work_not_applicable: bool) -> str:
    """`PCL-5 41 by link, threshold unverified`; `WSAS 18/32 by link, work does not apply`."""
    scored = score(measure=measure, answers=given, work_not_applicable=work_not_applicable)
    if not measure.is_totalled:
        return f"{measure.name} {', '.join(map(str, given))} by link"
    if work_not_applicable:
        return f"{measure.name} {scored.total}/{scored.highest} by link, work does not apply"
    said = f"{measure.name} {scored.total} by link"
    is_unverified = measure.caseness is not None and not measure.verified
    return f"{said}, threshold unverified" if is_unverified else said


def _so_far() -> Callable[..., SoFar | None]:
    return cast(Callable[..., SoFar | None], _named("so_far"))


@cache
def _named(what: str) -> Any:
    """The package above answers: settings name it, as they name who hears of changes."""
    return import_string(settings.ANSWERS_BY_LINK[what])
