"""The rules of the caseload, each broken; and the nearest true thing, allowed."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction

from caseload.models import (
    Attendance,
    CareContact,
    CaseFlag,
    ContactState,
    RiskOutcome,
    RiskSignal,
    SignalSource,
)
from clinical.reason import Reason
from referrals.models import Referral
from staff.models import StaffMember
from tests.constraints.breaking import Break, ids, refused
from tests.factories import caseload, outcomes

pytestmark = pytest.mark.django_db

_HOUR = timedelta(hours=1)


@pytest.fixture
def world(
    referral: Referral, priya: StaffMember, sam: StaffMember, now: datetime, today: date
) -> SimpleNamespace:
    return SimpleNamespace(referral=referral, priya=priya, sam=sam, now=now, today=today)


def _booked(w: SimpleNamespace, **facts: object) -> CareContact:
    whole = {"referral": w.referral, "pwp": w.priya, "starts_at": w.now}
    return caseload.CareContactFactory(**whole | facts)


def _signed(w: SimpleNamespace, **facts: object) -> CareContact:
    return caseload.signed_contact(w.referral, at=w.now, phq9=None, gad7=None, **facts)


def _withdrawn(w: SimpleNamespace, **facts: object) -> CareContact:
    whole = {
        "state": ContactState.WITHDRAWN,
        "withdrawn_at": w.now,
        "withdrawn_by": w.priya,
        "withdrawn_reason": "Wrong person",
    }
    return _signed(w, **whole | facts)


def _flag(w: SimpleNamespace, **facts: object) -> CaseFlag:
    return caseload.CaseFlagFactory(referral=w.referral, **facts)


def _risk_flag(w: SimpleNamespace, **facts: object) -> CaseFlag:
    whole = {"cleared_at": w.now, "cleared_by": w.sam, "cleared_how": "Talked it through"}
    return _flag(w, reason=Reason.RISK.value, **whole | facts)


def _action(w: SimpleNamespace, **facts: object) -> object:
    return caseload.RiskActionFactory(referral=w.referral, owner=w.priya, **facts)


def _review(w: SimpleNamespace, **facts: object) -> object:
    return caseload.RiskReviewFactory(referral=w.referral, by=w.priya, **facts)


def _signal(w: SimpleNamespace, source: SignalSource, **facts: object) -> RiskSignal:
    return RiskSignal.objects.create(
        referral=w.referral,
        flag=caseload.risk_flag(w.referral),
        source=source,
        at=w.now,
        **facts,
    )


def _two_drafts(w: SimpleNamespace) -> None:
    contact = _booked(w)
    for _ in range(2):
        caseload.ContactDraftFactory(contact=contact)


def _two_draft_signals(w: SimpleNamespace) -> None:
    contact = _booked(w)
    for _ in range(2):
        _signal(w, SignalSource.DRAFT, contact=contact)


BREAKS = [
    Break(
        "caseload_one_open_allocation_per_referral",
        "a second carrier",
        lambda w: caseload.AllocationFactory(referral=w.referral, pwp=w.sam),
    ),
    Break(
        "caseload_allocation_ends_not_before_it_starts",
        "an hour before",
        lambda w: caseload.AllocationFactory(
            referral=w.referral, pwp=w.sam, starts_at=w.now, ends_at=w.now - _HOUR
        ),
    ),
    Break(
        "caseload_no_double_booking",
        "the second half of another appointment",
        lambda w: (_booked(w), _booked(w, starts_at=w.now + timedelta(minutes=15))),
    ),
    Break(
        "caseload_contact_ends_after_it_starts",
        "takes no time",
        lambda w: _booked(w, ends_at=w.now, state=ContactState.CANCELLED),
    ),
    Break(
        "caseload_attended_contact_has_minutes", "no minutes", lambda w: _signed(w, minutes=None)
    ),
    Break("caseload_attended_contact_has_minutes", "0 minutes", lambda w: _signed(w, minutes=0)),
    Break(
        "caseload_attended_contact_has_minutes",
        "more than eight hours",
        lambda w: _signed(w, minutes=481),
    ),
    Break("caseload_risk_is_asked_every_time", "not asked", lambda w: _signed(w, risk_asked="")),
    Break(
        "caseload_logged_contact_is_signed",
        "signed by nobody",
        lambda w: _signed(w, signed_by=None),
    ),
    Break(
        "caseload_logged_contact_is_signed",
        "signed at no time",
        lambda w: _signed(w, signed_at=None),
    ),
    Break(
        "caseload_logged_contact_is_signed",
        "nothing said of attendance",
        lambda w: _signed(w, attendance=""),
    ),
    Break(
        "caseload_logged_contact_is_signed",
        "signed while still booked",
        lambda w: _booked(w, signed_at=w.now, signed_by=w.priya),
    ),
    *(
        Break(
            "caseload_withdrawn_has_person_time_and_reason",
            f"without {name}",
            lambda w, name=name, empty=empty: _withdrawn(w, **{name: empty}),
        )
        for name, empty in (
            ("withdrawn_at", None),
            ("withdrawn_by", None),
            ("withdrawn_reason", ""),
        )
    ),
    Break(
        "caseload_withdrawn_has_person_time_and_reason",
        "a reason though not withdrawn",
        lambda w: _booked(w, withdrawn_reason="Wrong person"),
    ),
    Break(
        "caseload_correction_says_something",
        "empty",
        lambda w: caseload.CorrectionFactory(contact=_signed(w), text=""),
    ),
    Break("caseload_one_draft_per_author", "two of one author", _two_drafts),
    Break(
        "caseload_one_open_flag_per_reason",
        "two of a reason",
        lambda w: (_flag(w), _flag(w)),
    ),
    Break(
        "caseload_flag_acknowledged_by_somebody",
        "by nobody",
        lambda w: _flag(w, acknowledged_at=w.now),
    ),
    Break(
        "caseload_flag_acknowledged_by_somebody",
        "at no time",
        lambda w: _flag(w, acknowledged_by=w.sam),
    ),
    Break(
        "caseload_only_a_person_closes_a_risk_flag",
        "the system does",
        lambda w: _risk_flag(w, cleared_by=None),
    ),
    Break(
        "caseload_only_a_person_closes_a_risk_flag",
        "without saying how",
        lambda w: _risk_flag(w, cleared_how=""),
    ),
    Break(
        "caseload_reminder_done_by_somebody",
        "by nobody",
        lambda w: caseload.ReminderFactory(owner=w.priya, done_at=w.now),
    ),
    Break("caseload_risk_review_has_its_words", "nothing agreed", lambda w: _review(w, agreed="")),
    Break(
        "caseload_risk_review_has_its_words",
        "nothing that keeps safe",
        lambda w: _review(w, keeps_safe=""),
    ),
    *(
        Break(
            "caseload_plan_or_intent_goes_to_somebody_now",
            f"{named} and only a safety plan",
            lambda w, named=named: _review(w, **{named: True, "outcome": RiskOutcome.SAFETY_PLAN}),
        )
        for named in ("plan", "intent")
    ),
    Break(
        "caseload_closed_risk_action_has_outcome_person_time",
        "no outcome",
        lambda w: _action(w, closed_at=w.now, closed_by=w.sam),
    ),
    Break(
        "caseload_closed_risk_action_has_outcome_person_time",
        "nobody closed it",
        lambda w: _action(w, closed_at=w.now, outcome="Rang her"),
    ),
    Break(
        "caseload_closed_risk_action_has_outcome_person_time",
        "an outcome though open",
        lambda w: _action(w, outcome="Rang her"),
    ),
    Break(
        "caseload_risk_action_acknowledged_by_somebody",
        "by nobody",
        lambda w: _action(w, acknowledged_at=w.now),
    ),
    Break("caseload_one_signal_per_drafted_contact", "two of one draft", _two_draft_signals),
    Break(
        "caseload_score_signal_names_its_score",
        "without a score",
        lambda w: _signal(w, SignalSource.SCORE),
    ),
]


@pytest.mark.parametrize("broken", BREAKS, ids=ids)
def test_the_database_refuses(broken: Break, world: SimpleNamespace) -> None:
    refused(broken, world)


def test_the_nearest_true_things_are_allowed(world: SimpleNamespace) -> None:
    _booked(world)
    _booked(world, starts_at=world.now + timedelta(minutes=30))
    _booked(world, state=ContactState.CANCELLED)
    _booked(world, pwp=world.sam)
    _signed(world, minutes=480)
    _signed(world, attendance=Attendance.DID_NOT_ATTEND, minutes=None, risk_asked="")
    _withdrawn(world)
    _risk_flag(world)
    _flag(world, cleared_at=world.now)
    _action(world, closed_at=world.now, closed_by=world.sam, outcome="Rang her")
    _review(world, plan=True, outcome=RiskOutcome.DUTY_SENIOR)


def test_an_item_nine_above_0_cannot_be_kept_without_its_signal(world: SimpleNamespace) -> None:
    """The deferred trigger caseload_no_signal_without_a_flag (safety S-R1)."""
    outcomes.sitting(world.referral, ninth=1)

    with pytest.raises(IntegrityError, match="has no risk signal"), transaction.atomic():
        _check_deferred()

    _keep_the_teardown_quiet(world)


def test_twin_with_its_signal_it_is_kept(world: SimpleNamespace) -> None:
    caseload.sitting_with_signal(world.referral, ninth=1)

    _check_deferred()


def _check_deferred() -> None:
    """What the end of a transaction checks."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _keep_the_teardown_quiet(w: SimpleNamespace) -> None:
    """The test's own transaction is checked at its end, too: write the missing signal."""
    score = w.referral.scores.get(item_nine=1)
    _signal(w, SignalSource.SCORE, score=score)
