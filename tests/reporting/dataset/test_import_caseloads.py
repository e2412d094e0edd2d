"""No later file puts on a caseload whom somebody here has taken off one."""

from datetime import UTC, datetime

import pytest

from caseload.models import Allocation
from tests.reporting.dataset import test_import_details
from tests.reporting.dataset.test_import_details import _bring, _write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lead", "priya", "trainee")]
moved, lead = test_import_details.moved, test_import_details.lead


def test_who_was_taken_off_a_caseload_here_is_put_on_none(moved, tmp_path):
    both = "CarePersLocalId,Username\nC1,priya.raman\nC2,tess.young\n"
    row = "ServiceRequestId,CarePersLocalId\nR1,{}\n"
    _bring(_write(tmp_path, staff=both, caseloads=row.format("C1")))
    off = datetime(2026, 6, 10, tzinfo=UTC)
    Allocation.objects.filter(referral=moved, ends_at=None).update(ends_at=off)

    status, said = _bring(_write(tmp_path, caseloads=row.format("C2")))

    assert not Allocation.objects.filter(referral=moved, ends_at=None).exists()
    assert (status, "was on a caseload here and is on none now" in said) == (3, True)
