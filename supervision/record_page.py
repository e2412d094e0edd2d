"""What supervision decided about one person: every decision with what was agreed, newest first."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from clinical import wording
from clinical.working_days import local_date
from referrals.models import Referral
from supervision.meeting.added import Added, about_case
from supervision.meeting.agreed import AgreedLine, agreed_line
from supervision.meeting.history import NO_DISCUSSION
from supervision.models import SupervisionAction, SupervisionDecision, SupervisionQuestion


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision, with who decided it on which day and when the case is looked at again."""

    title: str
    words: str
    when: str
    actions: tuple[AgreedLine, ...]
    is_discussion: bool


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question that waits for the next meeting."""

    words: str
    who: str


@dataclass(frozen=True, slots=True)
class RecordSupervision:
    """The page."""

    questions: tuple[QuestionLine, ...]
    decisions: tuple[DecisionLine, ...]
    added: tuple[Added, ...]

    @property
    def latest(self) -> DecisionLine | None:
        """What was decided when the case was last discussed: being confirmed on track, or left for
        a next meeting, takes nothing back of it.
        """
        return next((one for one in self.decisions if one.is_discussion), None)

    @property
    def to_do(self) -> tuple[AgreedLine, ...]:
        """What was agreed and is not done, for the page on which a session is logged."""
        return tuple(one for each in self.decisions for one in each.actions if not one.is_done)


def read(referral: Referral, *, on: date) -> RecordSupervision:
    """Four queries, however much was decided."""
    asked = SupervisionQuestion.objects.filter(
        referral=referral, answered_in__isnull=True, taken_back_at__isnull=True
    ).select_related("by")
    made = SupervisionDecision.objects.filter(item__referral=referral).select_related("by")
    actions = defaultdict(list)
    for action in SupervisionAction.objects.filter(
        decision__item__referral=referral
    ).select_related("owner", "done_by"):
        actions[action.decision_id].append(agreed_line(action, on=on))
    return RecordSupervision(
        questions=tuple(QuestionLine(one.text, f"{one.by.full_name} asks") for one in asked),
        decisions=tuple(
            _decision(one, tuple(actions[one.pk]), on=on) for one in made.order_by("-at", "-pk")
        ),
        added=about_case(referral, on=on),
    )


def action_of(referral: Referral, action_id: int) -> SupervisionAction | None:
    """An agreed action about this person; None for anybody else's."""
    found = SupervisionAction.objects.filter(pk=action_id, decision__item__referral=referral)
    return found.first()


def _decision(
    made: SupervisionDecision, actions: tuple[AgreedLine, ...], *, on: date
) -> DecisionLine:
    day = wording.sentence_date(local_date(made.at), on)
    again = wording.sentence_date(made.review_on, on)
    return DecisionLine(
        title=made.get_code_display(),
        # What was agreed stands in its action, with whose it is.
        words="" if actions else _words(made),
        when=f"{day}, {made.by.full_name}. Review by {again}",
        actions=actions,
        is_discussion=made.code not in NO_DISCUSSION,
    )


def _words(made: SupervisionDecision) -> str:
    """`2 more planned. To finish exposure`."""
    added = f"{made.extra_sessions} more planned." if made.extra_sessions else ""
    return " ".join(part for part in (added, made.what) if part)
