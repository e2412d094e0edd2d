"""When a trainee first treats each person: every new case of theirs is discussed before that."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Min

from caseload.models import CareContact, ContactState
from caseload.models.contact import TREATMENT_KINDS
from clinical.working_days import local_date
from staff.models import Grade
from supervision.models import SupervisionSession


def treated_on(
    sessions: Sequence[SupervisionSession], rows: Sequence[Mapping[str, Any]]
) -> Mapping[int, date | None]:
    """A trainee's first treatment with each person: held, else booked. One query."""
    trainees = {one.supervisee_id for one in sessions if one.supervisee.grade == Grade.TRAINEE_PWP}
    theirs = [row for row in rows if row["pwp_id"] in trainees]
    if not theirs:
        return {}
    booked = (
        CareContact.objects.filter(
            referral_id__in=[row["referral_id"] for row in theirs],
            state=ContactState.BOOKED,
            kind__in=TREATMENT_KINDS,
        )
        .values("referral_id")
        .annotate(first=Min("starts_at"))
        .values_list("referral_id", "first")
    )
    ahead = {referral_id: local_date(first) for referral_id, first in booked}
    return {
        row["referral_id"]: row["first_treatment_on"] or ahead.get(row["referral_id"])
        for row in theirs
    }
