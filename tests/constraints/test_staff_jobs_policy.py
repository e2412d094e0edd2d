"""The rules of staff, jobs and policy, each broken; and the nearest true thing, allowed."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import pytest

from jobs.models import JobRun, OutboxEntry
from policy.models import PolicyChange
from staff.models import Organisation, Site, StaffMember
from staff.roles import Role
from tests.constraints.breaking import Break, ids, refused
from tests.factories.plans import JobPlanFactory
from tests.factories.staff import (
    AbsenceFactory,
    CoverFactory,
    DutyFactory,
    MembershipFactory,
    PairingFactory,
)

pytestmark = pytest.mark.django_db

_DAY = timedelta(days=1)


@pytest.fixture
def world(
    priya: StaffMember, sam: StaffMember, leah: StaffMember, now: datetime, today: date
) -> SimpleNamespace:
    return SimpleNamespace(priya=priya, sam=sam, leah=leah, now=now, today=today)


def _outbox(w: SimpleNamespace, **facts: object) -> OutboxEntry:
    row = {"kind": "note", "key": "1", "added_at": w.now, "next_at": w.now}
    return OutboxEntry.objects.create(**row | facts)


def _run(w: SimpleNamespace, **facts: object) -> JobRun:
    return JobRun.objects.create(
        **{"job": "refresh", "started_at": w.now, "leased_until": w.now} | facts
    )


def _change(w: SimpleNamespace, **facts: object) -> PolicyChange:
    row = {
        "rule": "planned_sessions",
        "value": "8",
        "valid_from": w.today,
        "why": "agreed",
        "proposed_at": w.now,
        "proposed_by": w.leah,
    }
    return PolicyChange.objects.create(**row | facts)


def _site(w: SimpleNamespace) -> Site:
    trust, _ = Organisation.objects.get_or_create(name="Northbrook NHS Trust", kind="TRUST")
    return Site.objects.create(organisation=trust, name="Castle Street")


BREAKS = [
    Break("staff_one_site_per_name", "the same place twice", lambda w: (_site(w), _site(w))),
    Break(
        "jobs_one_outbox_entry_per_key",
        "the same kind and key twice",
        lambda w: (_outbox(w), _outbox(w)),
    ),
    Break(
        "jobs_done_or_parked_not_both",
        "done and parked",
        lambda w: _outbox(w, done_at=w.now, parked_at=w.now),
    ),
    Break(
        "jobs_one_unfinished_run_per_job",
        "two runs of a job at a time",
        lambda w: (_run(w), _run(w)),
    ),
    Break(
        "staff_one_open_membership_per_role",
        "the same role in the same team twice",
        lambda w: MembershipFactory(
            staff=w.priya, team=w.priya.memberships.get().team, role=Role.PWP
        ),
    ),
    Break(
        "staff_membership_ends_not_before_it_starts",
        "ends the day before",
        lambda w: MembershipFactory(starts_on=w.today, ends_on=w.today - _DAY),
    ),
    Break(
        "staff_one_open_supervisor_each",
        "a second supervisor",
        lambda w: PairingFactory(supervisor=w.leah, supervisee=w.priya),
    ),
    Break(
        "staff_nobody_supervises_themselves",
        "supervises herself",
        lambda w: PairingFactory(supervisor=w.leah, supervisee=w.leah),
    ),
    Break(
        "staff_nobody_covers_themselves",
        "covers herself",
        lambda w: CoverFactory(covered=w.priya, coverer=w.priya),
    ),
    Break(
        "staff_cover_ends_not_before_it_starts",
        "ends the day before",
        lambda w: CoverFactory(starts_on=w.today, ends_on=w.today - _DAY),
    ),
    Break(
        "staff_absence_ends_not_before_it_starts",
        "ends the day before",
        lambda w: AbsenceFactory(starts_on=w.today, ends_on=w.today - _DAY),
    ),
    Break(
        "staff_one_open_job_plan_each",
        "two weeks at once",
        lambda w: [JobPlanFactory(staff=w.priya) for _ in range(2)],
    ),
    Break(
        "staff_job_plan_ends_not_before_it_starts",
        "ends the day before",
        lambda w: JobPlanFactory(staff=w.priya, starts_on=w.today, ends_on=w.today - _DAY),
    ),
    Break(
        "staff_job_plan_is_a_week",
        "works on no day",
        lambda w: JobPlanFactory(staff=w.priya, weekdays=[]),
    ),
    Break(
        "staff_job_plan_is_a_week",
        "works on a Sunday",
        lambda w: JobPlanFactory(staff=w.priya, weekdays=[0, 6]),
    ),
    Break(
        "staff_duty_ends_after_it_starts",
        "takes no time",
        lambda w: DutyFactory(starts_at=w.now, ends_at=w.now),
    ),
    Break(
        "staff_nobody_is_on_duty_twice_at_once",
        "two turns of the same person in one hour",
        lambda w: [DutyFactory(staff=w.sam, starts_at=w.now) for _ in range(2)],
    ),
    Break(
        "policy_approval_has_person_and_time",
        "approved by nobody",
        lambda w: _change(w, approved_at=w.now),
    ),
    Break(
        "policy_approval_has_person_and_time",
        "approved at no time",
        lambda w: _change(w, approved_by=w.sam),
    ),
    Break(
        "policy_approved_by_a_second_person",
        "approved by its author",
        lambda w: _change(w, approved_at=w.now, approved_by=w.leah),
    ),
    Break(
        "policy_approved_or_withdrawn_not_both",
        "approved and withdrawn",
        lambda w: _change(w, approved_at=w.now, approved_by=w.sam, withdrawn_at=w.now),
    ),
]


@pytest.mark.parametrize("broken", BREAKS, ids=ids)
def test_the_database_refuses(broken: Break, world: SimpleNamespace) -> None:
    refused(broken, world)


def test_the_nearest_true_things_are_allowed(world: SimpleNamespace) -> None:
    _outbox(world, done_at=world.now)
    _outbox(world, key="2", parked_at=world.now)
    _run(world, finished_at=world.now)
    _run(world)
    for dated in (MembershipFactory, CoverFactory, AbsenceFactory):
        dated(starts_on=world.today, ends_on=world.today)
    first = DutyFactory(starts_at=world.now, ends_at=world.now + timedelta(seconds=1))
    DutyFactory(staff=first.staff, starts_at=first.ends_at)
    DutyFactory(starts_at=world.now)
    _change(world, approved_at=world.now, approved_by=world.sam)
    _change(world, withdrawn_at=world.now)
