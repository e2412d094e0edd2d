"""When a trainee first treats each person: every new case of theirs is discussed before that."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from clinical.working_days import local_date
from staff.models import Grade
from supervision.models import SupervisionSession


def treated_on(
    sessions: Sequence[SupervisionSession], rows: Sequence[Mapping[str, Any]]
) -> Mapping[int, date | None]:
    """A trainee's first treatment with each person: held, else booked. No query."""
    trainees = {one.supervisee_id for one in sessions if one.supervisee.grade == Grade.TRAINEE_PWP}
    return {row["referral_id"]: _first(row) for row in rows if row["pwp_id"] in trainees}


def _first(row: Mapping[str, Any]) -> date | None:
    booked = row["treatment_booked_at"]
    return row["first_treatment_on"] or (None if booked is None else local_date(booked))
