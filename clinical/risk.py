"""When a risk review is needed, and how fast someone must respond. Facts and due times only: there
is no risk level here or anywhere (NHS England, Staying safe from suicide, 2025)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from clinical.errors import Refused
from clinical.measures import PHQ9, Total
from clinical.policy import Policy
from clinical.working_days import (
    Calendar,
    local,
    local_date,
    moment,
    next_opening,
    working_day_on_or_before,
)

RECORDED_WITHIN = timedelta(hours=1)
SEEN_WITHIN = timedelta(hours=4)
PROMPTING_PHQ9 = 20
_END_OF_DAY = "23:59"


class ResponseUrgency(StrEnum):
    """How fast someone must act. It describes the response, never the person."""

    IMMEDIATE = "immediate"
    SAME_DAY = "same_day"
    EMERGENCY_REFERRAL = "emergency_referral"
    URGENT_REFERRAL = "urgent_referral"
    PLANNED = "planned"
    ROUTINE_REFERRAL = "routine_referral"
    NONE_NEW = "none_new"

    @property
    def label(self) -> str:
        """What is done, and by when, in words."""
        return _LABELS[self]

    @property
    def opens_action(self) -> bool:
        """Somebody must do something by a time."""
        return self is not ResponseUrgency.NONE_NEW


_LABELS = {
    ResponseUrgency.IMMEDIATE: "Now: 999 or emergency department, stay in contact",
    ResponseUrgency.SAME_DAY: "Today: duty senior, crisis team or GP",
    ResponseUrgency.EMERGENCY_REFERRAL: "Emergency assessment, seen within 4 hours",
    ResponseUrgency.URGENT_REFERRAL: "Urgent assessment, within 7 days",
    ResponseUrgency.PLANNED: "Safety plan agreed, contact within 7 days",
    ResponseUrgency.ROUTINE_REFERRAL: "Routine assessment, within 28 days",
    ResponseUrgency.NONE_NEW: "Asked, nothing new",
}


class Need(StrEnum):
    """What the risk section asks for before a session can be signed."""

    REQUIRED = "required"
    PROMPTED = "prompted"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class ReviewNeed:
    """Whether a risk review is needed, and why, in words for the clinician."""

    need: Need
    why: str

    @property
    def is_required(self) -> bool:
        """Signing is refused until the whole risk section is complete."""
        return self.need is Need.REQUIRED


def item_nine_words(answer: int, previous: int | None) -> str:
    """`Item 9 is 2, was 1`: the answer and the one before it, if there was one."""
    was = "" if previous is None else f", was {previous}"
    return f"Item 9 is {answer}{was}"


def is_signal(item_nine: int | None) -> bool:
    """An answer above 0 to item 9 that a person must look at. It is not a score of risk."""
    return item_nine is not None and item_nine > 0


def why_review(
    *,
    item_nine: int | None,
    questionnaire_done: bool,
    total: Total | None,
    deteriorated: bool,
    previous: int | None = None,
) -> ReviewNeed:
    """Must the risk section be completed in this contact?

    Required when item 9 is above 0, or left out of a questionnaire that was begun. Prompted when
    PHQ-9 is 20 or more, or has worsened reliably. Otherwise risk is still asked, every time.
    """
    if item_nine is not None and item_nine > 0:
        answer = PHQ9.options[item_nine]
        return ReviewNeed(
            Need.REQUIRED, f"{item_nine_words(item_nine, previous)} ({answer}). Ask now."
        )
    if item_nine is None and questionnaire_done:
        return ReviewNeed(Need.REQUIRED, "Item 9 was not answered. Ask now.")
    if total is not None and total >= PROMPTING_PHQ9:
        return ReviewNeed(Need.PROMPTED, f"PHQ-9 is {total}. Ask about risk.")
    if deteriorated:
        return ReviewNeed(Need.PROMPTED, "Scores are reliably worse. Ask about risk.")
    return ReviewNeed(Need.ASK, "Risk is asked every time.")


def stay_on_the_call(*, plan: bool | None, means: bool | None, intent: bool | None) -> bool:
    """Show the duty senior and stay on the line: a plan, an intent to act, or means for a plan.

    None is not asked yet. Means count as means for a plan until a plan has been ruled out.
    """
    return bool(plan or intent or (means and plan is None))


def ask_about_means(*, plan: bool | None, means: bool | None, policy: Policy) -> bool:
    """Means at home without a plan: ask what was agreed about them, where the service does."""
    return bool(means) and plan is False and policy.means_at_home_asks


def ring_the_same_day(*, risk_is_open: bool, last_item_nine: int | None) -> bool:
    """After a missed session: is silence more than routine (clinical reference 6.3)?

    Yes while a signal or action is open, and where the last item 9 was above 0, closed or not.
    """
    return risk_is_open or is_signal(last_item_nine)


def why_ring_the_same_day(*, risk_is_open: bool, last_item_nine: int | None) -> str:
    """Why silence after a missed session is more than routine, in words; empty where it is not."""
    if not ring_the_same_day(risk_is_open=risk_is_open, last_item_nine=last_item_nine):
        return ""
    return "risk is open" if risk_is_open else f"item 9 was {last_item_nine}"


def due_by(*, urgency: ResponseUrgency, now: datetime, calendar: Calendar) -> datetime:
    """The instant, in UTC, by which the response must have happened.

    Days of a referral to another service include weekends; a contact promised by this service
    falls on a working day of its own, earlier rather than later.
    """
    if urgency is ResponseUrgency.IMMEDIATE:
        return now.astimezone(UTC) + RECORDED_WITHIN
    if urgency is ResponseUrgency.EMERGENCY_REFERRAL:
        return now.astimezone(UTC) + SEEN_WITHIN
    if urgency is ResponseUrgency.SAME_DAY:
        return _end_of_same_day(now, calendar)
    if urgency is ResponseUrgency.PLANNED:
        return _end_of_last_working_day(now, calendar)
    if urgency is ResponseUrgency.URGENT_REFERRAL:
        return _same_time(now, 7)
    if urgency is ResponseUrgency.ROUTINE_REFERRAL:
        return _same_time(now, 28)
    raise Refused("Nothing new was found, so there is nothing to be done by a time.")


def remote_due_by(*, urgency: ResponseUrgency, now: datetime, calendar: Calendar) -> datetime:
    """The instant by which what a patient said by link, text or form must be answered (H29).

    "Same day" goes by service hours (clinical reference 5.3): what arrives while the service is
    closed counts as arriving when it next opens and is due by the end of that working day, so that
    the duty lead hears two working hours after opening and the service lead when the day ends, in
    that order. A due time in the night would only be missed; one soon after opening would tell
    both leads at once. Every other response, the immediate one above all, is never delayed.
    """
    if urgency is not ResponseUrgency.SAME_DAY:
        return due_by(urgency=urgency, now=now, calendar=calendar)
    begins = next_opening(now, calendar)
    usual = moment(local_date(begins), calendar.same_day_due)
    return usual if begins < usual else moment(local_date(begins), calendar.closes)


def _end_of_same_day(now: datetime, calendar: Calendar) -> datetime:
    """Before the service closes; what arises after that is still due the same date."""
    usual = moment(local_date(now), calendar.same_day_due)
    return usual if now < usual else moment(local_date(now), _END_OF_DAY)


def _end_of_last_working_day(now: datetime, calendar: Calendar) -> datetime:
    """On the last working day of the week ahead; on its seventh day, where the service is closed
    all week: a promise to somebody at risk grows no longer because nobody is in.
    """
    seventh = _days_later(now, 7)
    due = moment(working_day_on_or_before(seventh, calendar), calendar.closes)
    return due if due > now else moment(seventh, calendar.closes)


def _days_later(now: datetime, days: int) -> date:
    return local_date(now) + timedelta(days=days)


def _same_time(now: datetime, days: int) -> datetime:
    return moment(_days_later(now, days), f"{local(now):%H:%M}")
