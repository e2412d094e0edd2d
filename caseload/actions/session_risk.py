"""Risk in a session that took place: asked every time, complete where it must be, answered with an
owner and a time.
"""

from datetime import datetime

from caseload.actions import risk
from caseload.entries import RiskEntry, SeenEntry
from caseload.models import (
    CareContact,
    PastAttempts,
    RiskAsked,
    RiskOutcome,
    RiskReview,
    RiskSignal,
    SignalSource,
    Thoughts,
)
from caseload.risk_signals import Response, Signal, last_item_nine
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.risk import (
    Need,
    ResponseUrgency,
    ask_about_means,
    is_signal,
    item_nine_words,
    stay_on_the_call,
    why_review,
)
from clinical.wording import sentence_date
from clinical.working_days import local_date
from outcomes.actions import RecordedSitting
from outcomes.models import MeasureScore, Mode
from staff.models import StaffMember


def phq9_of(sitting: RecordedSitting | None) -> MeasureScore | None:
    """The PHQ-9 of this sitting, if it was begun."""
    scores = () if sitting is None else sitting.scores
    return next((score for score in scores if score.measure == "PHQ9"), None)


def refuse_unless_asked(*, entry: SeenEntry, sitting: RecordedSitting | None) -> None:
    """Nobody signs past item 9: above 0, or left out of a questionnaire that was begun, needs the
    whole section.
    """
    score = phq9_of(sitting)
    need = why_review(
        item_nine=None if score is None else score.item_nine,
        questionnaire_done=score is not None,
        total=None if score is None else score.total,
        deteriorated=False,
    )
    if need.need is Need.REQUIRED and entry.risk is None:
        raise Refused(f"Risk: {need.why}", field="risk")
    if entry.risk_asked is RiskAsked.REVIEWED and entry.risk is None:
        raise Refused("Complete the risk section.", field="risk")
    if entry.risk is not None:
        _refuse_incomplete(entry.risk)


def _refuse_incomplete(entry: RiskEntry) -> None:
    if not entry.keeps_safe.strip():
        raise Refused("Risk: say what keeps them safe, in their words.", field="keeps_safe")
    if not entry.agreed.strip():
        raise Refused("Risk: say what you agreed to do.", field="agreed")
    if not entry.concern_details.strip() and _has_concern(entry):
        raise Refused("Risk: say what the concern is, and about whom.", field="concern_details")
    if entry.safeguarding and not entry.safeguarding_details.strip():
        raise Refused(
            "Risk: say what the safeguarding concern is, and about whom.",
            field="safeguarding_details",
        )
    urgent = stay_on_the_call(plan=entry.plan, means=entry.means, intent=entry.intent)
    if urgent and entry.outcome is RiskOutcome.SAFETY_PLAN:
        raise Refused("Risk: tell the duty senior now, or ring 999.", field="risk_outcome")


def refuse_unless_means_agreed(entry: RiskEntry, *, policy: Policy) -> None:
    """Means at home without a plan: what was agreed about them, where the service asks."""
    asks = ask_about_means(plan=entry.plan, means=entry.means, policy=policy)
    if asks and not entry.means_agreed.strip():
        raise Refused("Risk: say what you agreed about the means at home.", field="means_agreed")


def respond(
    *,
    contact: CareContact,
    entry: SeenEntry,
    sitting: RecordedSitting | None,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> None:
    """Store the review, the signals and what must now happen, in the transaction of the session."""
    review = None
    if entry.risk is not None:
        refuse_unless_means_agreed(entry.risk, policy=policy)
        review = _store(entry.risk, contact=contact, by=by, now=now)
    signals = _signals(contact=contact, score=phq9_of(sitting), review=review, entry=entry.risk)
    response = None if entry.risk is None else _response(entry.risk, by=by, now=now)
    if review is not None and signals:
        session = f"the session of {sentence_date(local_date(contact.starts_at))}"
        risk.fulfil_what_was_asked(review=review, session=session, by=by, now=now)
    for signal in signals:
        risk.raise_flag(
            referral=contact.referral,
            signal=signal,
            response=response,
            by=by,
            now=now,
            policy=policy,
        )
        response = None  # one obligation, however many signals stand behind it


def _signals(
    *,
    contact: CareContact,
    score: MeasureScore | None,
    review: RiskReview | None,
    entry: RiskEntry | None,
) -> list[Signal]:
    """Item 9 above 0 is a signal; so is a section in which something worrying was said."""
    found = []
    by_link = _was_said_by_link(score)
    answer = None if score is None or by_link else score.item_nine
    if score is not None and answer is not None and is_signal(answer):
        before = last_item_nine(contact.referral_id)
        found.append(
            Signal(
                SignalSource.SCORE,
                item_nine_words(answer, before),
                score=score,
                contact=contact,
                previous=before,
            )
        )
    if review is not None and entry is not None and (by_link or _something_said(entry)):
        found.append(
            Signal(SignalSource.RISK_SECTION, _said(entry), review=review, contact=contact)
        )
    return found


def _was_said_by_link(score: MeasureScore | None) -> bool:
    """This item 9 above 0 came by link, and has had its signal since it was tapped."""
    if score is None or score.sitting.mode != Mode.BY_LINK:
        return False
    return RiskSignal.objects.filter(
        form_key=score.sitting.form_key, answer=score.item_nine
    ).exists()


def _something_said(entry: RiskEntry) -> bool:
    return (
        entry.thoughts is not Thoughts.NONE_NOW
        or entry.plan
        or entry.means
        or entry.intent
        or entry.past_attempts is PastAttempts.YES_NEW
        or _has_concern(entry)
        or entry.safeguarding
        or entry.outcome is not RiskOutcome.SAFETY_PLAN
    )


def _has_concern(entry: RiskEntry) -> bool:
    return entry.self_neglect or entry.from_others or entry.to_others or entry.children


def _said(entry: RiskEntry) -> str:
    """The facts of the section in a few words."""
    facts = [
        (entry.plan, "a plan"),
        (entry.intent, "intent to act"),
        (entry.means, "means to hand"),
        (entry.thoughts is Thoughts.OFTEN, "thoughts often"),
        (entry.thoughts is Thoughts.PASSING, "passing thoughts"),
        (entry.past_attempts is PastAttempts.YES_NEW, "a past attempt or self-harm, new"),
        (entry.self_neglect, "self-neglect"),
        (entry.from_others, "harm from others"),
        (entry.to_others, "harm to others"),
        (entry.children, "children"),
        (entry.safeguarding, "safeguarding"),
    ]
    said = [words for is_so, words in facts if is_so]
    return f"Said: {', '.join(said)}" if said else RiskOutcome(entry.outcome).label


def _response(entry: RiskEntry, *, by: StaffMember, now: datetime) -> Response:
    """What the chosen outcome means: who does what, how fast."""
    if entry.outcome is RiskOutcome.EMERGENCY:
        return Response(
            "Emergency help called: record what happened", by.pk, ResponseUrgency.IMMEDIATE
        )
    if entry.outcome is RiskOutcome.DUTY_SENIOR:
        senior = risk.senior_id(by=by, now=now)
        return Response("Duty senior: decide what happens today", senior, ResponseUrgency.SAME_DAY)
    return Response(risk.CHECK_AGAIN, by.pk, ResponseUrgency.PLANNED)


def _store(entry: RiskEntry, *, contact: CareContact, by: StaffMember, now: datetime) -> RiskReview:
    return RiskReview.objects.create(
        referral=contact.referral,
        contact=contact,
        at=now,
        by=by,
        **{name: getattr(entry, name) for name in RiskEntry.__dataclass_fields__},
    )
