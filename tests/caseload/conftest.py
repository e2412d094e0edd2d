"""What the tests of the working day share."""

from collections.abc import Callable
from datetime import datetime

import pytest

from caseload.actions import contacts
from caseload.entries import MissedEntry, SeenEntry
from caseload.models import CareContact
from clinical.policy import DEFAULT
from referrals.models import Referral
from staff.models import StaffMember
from tests.caseload import entries
from tests.factories.caseload import booked_contact

Log = Callable[[SeenEntry | MissedEntry], CareContact]


@pytest.fixture
def contact(referral: Referral, now: datetime) -> CareContact:
    """Priya's session of this morning, booked."""
    return booked_contact(referral, at=now)


@pytest.fixture
def log(contact: CareContact, priya: StaffMember, now: datetime) -> Log:
    """Sign this morning's session with the given entry."""

    def sign(entry: SeenEntry | MissedEntry) -> CareContact:
        return contacts.log_session(
            contact=contact,
            logged=entries.logged(entry, of=contact),
            by=priya,
            now=now,
            policy=DEFAULT,
        )

    return sign
