"""Referrals on a caseload, their contacts, flags and risk actions, with summaries that are true."""

import uuid
from datetime import UTC, date, datetime, time, timedelta

import factory
from factory.django import DjangoModelFactory

from caseload.models import (
    Allocation,
    Attendance,
    Call,
    Caller,
    CareContact,
    CaseFlag,
    ContactDraft,
    ContactKind,
    ContactState,
    Correction,
    InternetTherapyLog,
    Intervention,
    Label,
    PastAttempts,
    Reminder,
    RiskAction,
    RiskAsked,
    RiskOutcome,
    RiskReview,
    RiskSignal,
    SavedView,
    SignalSource,
    Thoughts,
)
from clinical.measures import PHQ9_CODE
from clinical.reason import Reason
from clinical.risk import ResponseUrgency
from outcomes.models import Sitting
from referrals.changes import changed, held
from referrals.models import Medium, NextStepKind, Referral, Status
from staff.models import StaffMember, Team
from tests.factories import outcomes, referrals
from tests.factories.staff import StaffMemberFactory

_NOW = datetime(2026, 6, 9, 9, 24, tzinfo=UTC)
_TODAY = _NOW.date()
_ALLOCATED_AT = datetime(2026, 4, 28, 9, 0, tzinfo=UTC)


class AllocationFactory(DjangoModelFactory):
    class Meta:
        model = Allocation

    referral = factory.SubFactory(referrals.ReferralFactory)
    starts_at = _ALLOCATED_AT


class CareContactFactory(DjangoModelFactory):
    """Booked for half an hour."""

    class Meta:
        model = CareContact

    referral = factory.SubFactory(referrals.ReferralFactory)
    kind = ContactKind.TREATMENT
    medium = Medium.PHONE
    starts_at = _NOW
    ends_at = factory.LazyAttribute(lambda contact: contact.starts_at + timedelta(minutes=30))
    booked_at = factory.LazyAttribute(lambda contact: contact.starts_at - timedelta(days=7))
    updated_at = factory.SelfAttribute("booked_at")


class CaseFlagFactory(DjangoModelFactory):
    class Meta:
        model = CaseFlag

    referral = factory.SubFactory(referrals.ReferralFactory)
    reason = Reason.NOT_IMPROVING.value
    evidence = "PHQ-9 13, then 12, over 4 sessions"
    since = date(2026, 6, 2)
    opened_at = _NOW


class RiskActionFactory(DjangoModelFactory):
    """Due today, on an open risk flag of the same referral."""

    class Meta:
        model = RiskAction

    referral = factory.SubFactory(referrals.ReferralFactory)
    flag = factory.SubFactory(
        CaseFlagFactory,
        referral=factory.SelfAttribute("..referral"),
        reason=Reason.RISK.value,
        evidence="Item 9 is 1, was 0",
    )
    what = "Ring and go through the safety plan"
    urgency = ResponseUrgency.SAME_DAY.value
    due_by = datetime(2026, 6, 9, 16, tzinfo=UTC)
    opened_at = _NOW


class RiskReviewFactory(DjangoModelFactory):
    class Meta:
        model = RiskReview

    referral = factory.SubFactory(referrals.ReferralFactory)
    thoughts = Thoughts.PASSING
    plan = means = intent = False
    past_attempts = PastAttempts.AS_RECORDED
    self_neglect = from_others = to_others = children = False
    keeps_safe = "Her sister, the dog"
    agreed = "Rings her sister first, then the crisis line"
    outcome = RiskOutcome.SAFETY_PLAN
    at = _NOW


class ReminderFactory(DjangoModelFactory):
    class Meta:
        model = Reminder

    text = "Ask about the sleep diary"
    due_on = date(2026, 6, 9)
    form_key = factory.LazyFunction(uuid.uuid4)
    set_at = _NOW
    set_by = factory.SelfAttribute("owner")


class ContactDraftFactory(DjangoModelFactory):
    class Meta:
        model = ContactDraft

    author = factory.SelfAttribute("contact.pwp")
    contact_version = factory.SelfAttribute("contact.version")
    started_at = _NOW
    saved_at = _NOW


class LabelFactory(DjangoModelFactory):
    """Something the service wants to see and filter by."""

    class Meta:
        model = Label

    name = factory.Sequence(lambda n: f"label {n}")
    added_at = _NOW


class SavedViewFactory(DjangoModelFactory):
    class Meta:
        model = SavedView

    name = factory.Sequence(lambda n: f"view {n}")
    query = "?view=review"
    saved_at = _NOW


class CorrectionFactory(DjangoModelFactory):
    class Meta:
        model = Correction

    text = "She meant Thursday, not Tuesday."
    form_key = factory.LazyFunction(uuid.uuid4)
    at = _NOW
    by = factory.SelfAttribute("contact.pwp")


class CallFactory(DjangoModelFactory):
    """A call about somebody not found yet, due today."""

    class Meta:
        model = Call

    form_key = factory.LazyFunction(uuid.uuid4)
    caller = Caller.FAMILY
    about = "Asha from Mill Lane, about thirty"
    phone = "07700 900222"
    said = "She has not answered since Sunday."
    mentions_risk = False
    by = factory.SelfAttribute("owner")
    due_by = datetime(2026, 6, 9, 16, tzinfo=UTC)
    at = _NOW


@held()
def allocated(
    to: StaffMember, team: Team, *, since: datetime = _ALLOCATED_AT, **facts: object
) -> Referral:
    """On somebody's caseload, not seen yet."""
    return _carried(to, team, status=Status.ALLOCATED, since=since, **facts)


@held()
def in_treatment(
    to: StaffMember, team: Team, *, since: datetime = _ALLOCATED_AT, **facts: object
) -> Referral:
    """On somebody's caseload, with a problem descriptor and one signed treatment session."""
    referral = _carried(to, team, status=Status.IN_TREATMENT, since=since, **facts)
    referrals.ProblemDescriptorFactory(referral=referral)
    signed_contact(referral, at=since + timedelta(days=1))
    return referral


def booked_contact(
    referral: Referral, *, at: datetime = _NOW, pwp: StaffMember | None = None, **facts: object
) -> CareContact:
    """An appointment in the diary of whoever carries the referral."""
    contact = CareContactFactory(
        referral=referral, pwp=pwp or referral.carried_by, starts_at=at, **facts
    )
    changed([referral.pk])
    return contact


@held()
def signed_contact(
    referral: Referral,
    *,
    at: datetime,
    phq9: int | None = 12,
    gad7: int | None = 10,
    ninth: int = 0,
    **facts: object,
) -> CareContact:
    """An attended, signed session with its scores; an item 9 above 0 has its signal and flag."""
    pwp = facts.pop("pwp", None) or referral.carried_by
    has_scores = phq9 is not None or gad7 is not None
    sitting = None
    if has_scores:
        sitting = sitting_with_signal(referral, phq9=phq9, gad7=gad7, ninth=ninth, at=at)
    contact = CareContactFactory(
        **{
            "referral": referral,
            "pwp": pwp,
            "starts_at": at,
            "state": ContactState.LOGGED,
            "attendance": Attendance.ATTENDED,
            "minutes": 30,
            "sitting": sitting,
            "risk_asked": RiskAsked.NOTHING_NEW,
            "interventions": [Intervention.BEHAVIOURAL_ACTIVATION],
            "did": "Went through the activity diary.",
            "plan": "One walk a day.",
            "form_key": uuid.uuid4(),
            "signed_at": at + timedelta(minutes=35),
            "signed_by": pwp,
            **facts,
        }
    )
    changed([referral.pk])
    return contact


def missed_contact(referral: Referral, *, at: datetime, **facts: object) -> CareContact:
    """A signed appointment that nobody came to."""
    missed = {"attendance": Attendance.DID_NOT_ATTEND, "minutes": None, "risk_asked": ""}
    empty = {"interventions": [], "did": "", "plan": ""}
    return signed_contact(referral, at=at, phq9=None, gad7=None, **missed | empty | facts)


def internet_week(
    referral: Referral, *, ended_on: date = _TODAY, **facts: object
) -> InternetTherapyLog:
    """A week of internet therapy, logged on its last day."""
    by = facts.pop("by", None) or referral.carried_by or StaffMemberFactory()
    whole = {
        "started_on": ended_on - timedelta(days=7),
        "ended_on": ended_on,
        "programme": "Space from Worry",
        "minutes": 15,
        "pwp": by,
        "form_key": uuid.uuid4(),
        "at": _NOW,
        "by": by,
    }
    logged = InternetTherapyLog.objects.create(referral=referral, **whole | facts)
    changed([referral.pk])
    return logged


@held()
def sitting_with_signal(
    referral: Referral,
    *,
    phq9: int | None = 12,
    gad7: int | None = 10,
    ninth: int = 0,
    at: datetime = _NOW,
) -> Sitting:
    """A sitting, and for an item 9 above 0 the signal on the open risk flag."""
    sitting = outcomes.sitting(referral, phq9=phq9, gad7=gad7, ninth=ninth, at=at)
    if ninth and phq9 is not None:
        score = sitting.scores.get(measure=PHQ9_CODE)
        RiskSignal.objects.create(
            referral=referral,
            flag=risk_flag(referral, at=at),
            source=SignalSource.SCORE,
            score=score,
            evidence=f"Item 9 is {score.item_nine}",
            at=at,
        )
    changed([referral.pk])
    return sitting


def risk_flag(referral: Referral, *, at: datetime = _NOW) -> CaseFlag:
    """The open risk flag of a referral, opened if there is none."""
    is_open = CaseFlag.objects.filter(
        referral=referral, reason=Reason.RISK.value, cleared_at__isnull=True
    ).first()
    if is_open is not None:
        return is_open
    flag = CaseFlagFactory(
        referral=referral,
        reason=Reason.RISK.value,
        evidence="Item 9 is 1, was 0",
        since=at.date(),
        opened_at=at,
    )
    Referral.objects.filter(pk=referral.pk).update(risk_open_since=at)
    referral.risk_open_since = at
    changed([referral.pk])
    return flag


@held()
def answered_item_nine(
    referral: Referral, *, at: datetime, by: StaffMember, ninth: int = 2
) -> None:
    """An item 9 above 0 that somebody has seen to since: the flag is closed, the answer stands."""
    signed_contact(referral, at=at, ninth=ninth)
    CaseFlag.objects.filter(referral=referral, reason=Reason.RISK.value).update(
        cleared_at=at, cleared_by=by, cleared_how="Safety plan gone through."
    )
    Referral.objects.filter(pk=referral.pk).update(risk_open_since=None)
    referral.risk_open_since = None
    changed([referral.pk])


@held()
def risk_action(
    referral: Referral, *, owner: StaffMember, due_by: datetime | None = None, **facts: object
) -> RiskAction:
    """An open risk action with its flag, due at five unless told otherwise."""
    due = due_by or datetime.combine(_NOW.date(), time(16), tzinfo=UTC)
    action = RiskActionFactory(
        referral=referral, flag=risk_flag(referral), owner=owner, due_by=due, **facts
    )
    changed([referral.pk])
    return action


def _carried(
    to: StaffMember, team: Team, *, status: Status, since: datetime, **facts: object
) -> Referral:
    # Nobody is allocated, or seen, before they were referred
    facts.setdefault("received_on", min(referrals.RECEIVED_ON, since.date()))
    referral = referrals.open_referral(
        team, status=status, next_kind=NextStepKind.BOOK, carried_by=to, **facts
    )
    AllocationFactory(referral=referral, pwp=to, starts_at=since)
    changed([referral.pk])
    return referral
