"""The one query behind the rows of a caseload: everybody on it, with what is open about risk."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from caseload import flagging, whose
from caseload.facts import FACT_COLUMNS
from caseload.models import CaseSummary
from referrals.prepared import IsOneOf, PreparedFor
from staff.standing import Standing

_COLUMNS = (
    *FACT_COLUMNS,
    "reference",
    "patient_id",
    "team_id",
    "pwp_id",
    "treatment",
    "usual_medium",
    "patient__family_name",
    "patient__given_name",
    "patient__date_of_birth",
    "patient__nhs_number",
    "pwp__given_name",
    "pwp__family_name",
    "labels",
    "treatment_booked_at",
    "open_actions",
    "risk_evidence",
)
# Stands in the built query for whose caseloads they are; nobody has this id.
_PWP = -987_654_321


def read(pwp_id: int, standing: Standing) -> list[dict[str, Any]]:
    """A row for each person on this caseload whom the reader may see."""
    return read_many([pwp_id], standing)


def read_many(pwp_ids: Sequence[int], standing: Standing) -> list[dict[str, Any]]:
    """The same of several caseloads together. One query."""
    return _PEOPLE.rows(standing.reach, given={_PWP: list(pwp_ids)})


def _people(standing: Standing) -> QuerySet[CaseSummary, Any]:
    carried = IsOneOf("pwp_id", stand_in=_PWP)
    summaries = CaseSummary.objects.filter(carried, whose.summaries_for(standing))
    return flagging.with_open_risk(summaries).values(*_COLUMNS)


_PEOPLE = PreparedFor(_people, one_json=("flags",), many_json=("open_actions",))
