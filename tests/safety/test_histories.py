"""Whatever happens in whatever order, what must be true stays true (safety.md part 6)."""

import os

import pytest

from referrals.changes import changed
from referrals.models import Referral
from staff.models import StaffMember
from staff.roles import Role
from tests import personas
from tests.factories import caseload, referrals
from tests.factories.caseload import booked_contact
from tests.safety.follow_up_history import FollowUpHistory
from tests.safety.history import Service
from tests.safety.running import run


@pytest.fixture
def service(priya, sam, duty, leah, north, now):
    """Two PWPs, a senior, the duty senior; people of every kind, one of them of a PWP who left."""
    una = personas.member("Una Kaye", role=Role.PWP, team=north)
    gone = personas.member("Gil Frost", role=Role.PWP, team=north)
    caseload.in_treatment(priya, north)
    booked_contact(caseload.in_treatment(una, north), at=now)
    booked_contact(caseload.allocated(priya, north), at=now)
    referrals.waiting(north)
    booked_contact(caseload.in_treatment(gone, north), pwp=una, at=now.replace(hour=14))
    StaffMember.objects.filter(pk=gone.pk).update(is_active=False)

    changed(Referral.objects.values_list("pk", flat=True))
    return Service(pwps=(priya, una), senior=sam, begins=now)


@pytest.mark.long
@pytest.mark.slow
def test_many_histories_keep_every_invariant(service):
    """SAFETY_HISTORIES=2000 is what a release runs (README, everyday commands)."""
    run(
        lambda: FollowUpHistory(service),
        histories=int(os.environ.get("SAFETY_HISTORIES", "120")),
        steps=30,
    )
