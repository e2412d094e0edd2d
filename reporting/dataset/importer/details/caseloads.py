"""caseloads.csv: who carries whom."""

from collections.abc import Sequence

from caseload.actions.carried_over import carry_on
from caseload.models import Allocation
from clinical.errors import Refused
from referrals.models import Referral
from reporting.dataset.importer.details.bringing import (
    NO_REFERRAL,
    NO_STAFF,
    REFUSED,
    UNKNOWN,
    Bringing,
    Given,
)
from reporting.dataset.importer.details.columns import CASELOADS
from staff.models import StaffMember


def take(rows: Sequence[Given], *, bringing: Bringing) -> None:
    """Allocate each to whoever carried them, through the ordinary verb."""
    numbers = [row["ServiceRequestId"] for row in rows]
    referrals = bringing.keys.referrals(numbers)
    staff = bringing.keys.staff([row["CarePersLocalId"] for row in rows])
    before = bringing.keys.before(CASELOADS.name, numbers)
    for row in rows:
        number, whose = row["ServiceRequestId"], row["CarePersLocalId"]
        earlier = before.get(number)
        if number not in referrals:
            bringing.leave_out(
                CASELOADS, row, NO_REFERRAL, rule=UNKNOWN, field_name="ServiceRequestId"
            )
        elif earlier is not None and earlier.fingerprint == whose[:32]:
            bringing.taken.unchanged["caseloads"] += 1
        elif whose in staff:
            brought_in = None if earlier is None else earlier.target_id
            _carry(row, referrals[number], staff[whose], brought_in, bringing=bringing)
        elif bringing.is_dry_run and whose in bringing.would_be_staff:
            bringing.taken.made["caseloads"] += 1
        else:
            bringing.leave_out(CASELOADS, row, NO_STAFF, rule=UNKNOWN, field_name="CarePersLocalId")


def _carry(
    row: Given,
    referral: Referral,
    pwp: StaffMember,
    brought_in: int | None,
    *,
    bringing: Bringing,
) -> None:
    carried = Allocation.objects.filter(referral=referral, ends_at__isnull=True).first()
    if carried is not None and carried.pwp_id == pwp.pk:
        bringing.taken.unchanged["caseloads"] += 1
        return
    try:
        made = carry_on(
            referral=referral,
            pwp=pwp,
            brought_in=brought_in,
            by=bringing.by,
            now=bringing.now,
            policy=bringing.policy,
        )
    except Refused as refusal:
        bringing.leave_out(CASELOADS, row, str(refusal), rule=REFUSED)
        return
    kind = bringing.taken.made if brought_in is None else bringing.taken.changed
    kind["caseloads"] += 1
    bringing.keys.note(
        CASELOADS.name,
        row["ServiceRequestId"],
        target_id=made.pk,
        print_=row["CarePersLocalId"],
    )
