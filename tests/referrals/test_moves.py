"""A referral's status moves along one table, and each move leaves a step."""

from datetime import date, datetime, timedelta

import pytest

from audit.events import Event
from audit.models import AuditEntry
from clinical.errors import Refused
from clinical.problems import Problem
from referrals import actions
from referrals.actions import NextStepEntry
from referrals.models import (
    EndCode,
    NextStep,
    NextStepKind,
    Referral,
    ReferralSource,
    Status,
)
from referrals.models.referral import MOVES
from staff.models import StaffMember, Team
from tests.factories import caseload, referrals

pytestmark = pytest.mark.django_db

_OPEN = [status for status in Status if status is not Status.ENDED]
_MOVES = [(a, b) for a in _OPEN for b in _OPEN]


def _in(status: Status, team: Team) -> Referral:
    return referrals.open_referral(team, status=status, next_kind=NextStepKind.OTHER)


@pytest.mark.parametrize(("before", "after"), _MOVES)
def test_every_pair_of_statuses_is_allowed_or_refused_as_the_table_says(
    before: Status, after: Status, north: Team, leah: StaffMember, now: datetime
) -> None:
    referral = _in(before, north)

    if after in MOVES[before]:
        actions.move(referral=referral, to=after, by=leah, now=now, why="because")
    else:
        with pytest.raises(Refused, match="cannot become"):
            actions.move(referral=referral, to=after, by=leah, now=now)

    stored = Referral.objects.get(pk=referral.pk)
    moved = after in MOVES[before]
    assert stored.status == (after if moved else before)
    assert stored.version == (2 if moved else 1)
    assert (
        referral.steps.filter(from_status=before, to_status=after, why="because").exists() is moved
    )
    assert AuditEntry.objects.filter(event=Event.REFERRAL_MOVED).exists() is moved


def test_a_referral_that_has_ended_never_moves_again(
    north: Team, leah: StaffMember, now: datetime
) -> None:
    referral = referrals.ended(north)

    for status in _OPEN:
        with pytest.raises(Refused, match="cannot become"):
            actions.move(referral=referral, to=status, by=leah, now=now)


def test_two_people_who_move_a_referral_at_once_do_not_move_it_twice(
    north: Team, leah: StaffMember, sam: StaffMember, now: datetime
) -> None:
    first, second = (_in(Status.WAITING, north) for _ in range(2))
    second = Referral.objects.get(pk=first.pk)
    actions.move(referral=first, to=Status.ALLOCATED, by=leah, now=now)

    with pytest.raises(Refused, match="Somebody else"):
        actions.move(referral=second, to=Status.ALLOCATED, by=sam, now=now)

    assert first.steps.filter(to_status=Status.ALLOCATED).count() == 1


@pytest.mark.parametrize("before", _OPEN)
def test_a_referral_ends_with_a_reason_a_date_and_no_next_step(
    before: Status, north: Team, leah: StaffMember, now: datetime, today: date
) -> None:
    referral = _in(before, north)

    actions.end(referral=referral, code=EndCode.DECLINED, on=today, by=leah, now=now)

    stored = Referral.objects.get(pk=referral.pk)
    assert (stored.status, stored.ended_on, stored.end_code) == (Status.ENDED, today, "DECLINED")
    assert not stored.is_open
    assert not NextStep.objects.filter(referral=referral, done_at__isnull=True).exists()
    entry = AuditEntry.objects.get(event=Event.REFERRAL_ENDED)
    assert entry.changes == {"end_code": ["", "DECLINED"]}


def test_a_referral_is_not_ended_by_a_bare_move(
    north: Team, leah: StaffMember, now: datetime
) -> None:
    with pytest.raises(Refused, match="reason and a date"):
        actions.move(referral=_in(Status.WAITING, north), to=Status.ENDED, by=leah, now=now)


def test_a_referral_does_not_end_while_a_risk_flag_is_open(
    referral: Referral, leah: StaffMember, now: datetime, today: date
) -> None:
    caseload.risk_flag(referral)

    with pytest.raises(Refused, match="risk flag is open"):
        actions.end(referral=referral, code=EndCode.COMPLETED, on=today, by=leah, now=now)

    assert Referral.objects.get(pk=referral.pk).is_open


def test_a_referral_does_not_end_before_it_was_received(
    referral: Referral, leah: StaffMember, now: datetime
) -> None:
    too_early = referral.received_on - timedelta(days=1)

    with pytest.raises(Refused, match="received"):
        actions.end(referral=referral, code=EndCode.COMPLETED, on=too_early, by=leah, now=now)


def test_a_referral_is_received_with_its_first_step_and_its_first_next_step(
    north: Team, ada: StaffMember, now: datetime, today: date
) -> None:
    referral = actions.receive(
        patient=referrals.PatientFactory(),
        team=north,
        source=ReferralSource.GP,
        received_on=today,
        next_step=NextStepEntry(NextStepKind.TRIAGE, "Triage", ada.pk, now + timedelta(days=2)),
        by=ada,
        now=now,
    )

    assert referral.status == Status.RECEIVED
    assert referral.steps.get().to_status == Status.RECEIVED
    assert referral.next_steps.get().what == "Triage"
    assert referral.summary.reference == referral.reference
    events = AuditEntry.objects.filter(referral_id=referral.pk).values_list("event", flat=True)
    assert set(events) == {Event.NEXT_STEP_SET, Event.REFERRAL_RECEIVED}


def test_an_open_referral_has_exactly_one_open_next_step(
    referral: Referral, priya: StaffMember, now: datetime
) -> None:
    for what in ("Ring", "Write", "Ring again"):
        entry = NextStepEntry(NextStepKind.OTHER, what, priya.pk, now)
        actions.set_next_step(referral=referral, entry=entry, by=priya, now=now)

    assert NextStep.objects.get(referral=referral, done_at__isnull=True).what == "Ring again"


def test_a_problem_descriptor_is_added_and_the_latest_counts(
    referral: Referral, priya: StaffMember, now: datetime, today: date
) -> None:
    actions.record_problem(
        referral=referral, problem=Problem.PANIC_DISORDER, on=today, by=priya, now=now
    )

    assert referral.problems.count() == 2
    referral.summary.refresh_from_db()
    assert referral.summary.problem == "PANIC_DISORDER"


def test_nothing_more_is_recorded_on_a_referral_that_has_ended(
    north: Team, priya: StaffMember, now: datetime, today: date
) -> None:
    referral = referrals.ended(north)

    with pytest.raises(Refused, match="has ended"):
        actions.record_problem(referral=referral, problem=Problem.OCD, on=today, by=priya, now=now)


def test_references_are_short_random_and_read_aloud_without_mistakes(north: Team) -> None:
    references = {referrals.received(north).reference for _ in range(20)}

    assert len(references) == 20
    assert {len(reference) for reference in references} == {8}
    assert not set("".join(references)) & set("01OI")
