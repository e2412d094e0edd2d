"""The one query behind the rows of a caseload: everybody on it, with what is open about risk."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from caseload import flagging, whose
from caseload.facts import FACT_COLUMNS
from caseload.models import CaseSummary
from referrals.by_roles import PlannedByRoles
from referrals.prepared import IsOneOf
from staff.standing import Standing

# What a case is judged and called by.
_JUDGED = (
    *FACT_COLUMNS,
    "reference",
    "patient_id",
    "pwp_id",
    "patient__family_name",
    "patient__given_name",
    "treatment_booked_at",
    "open_actions",
    "risk_evidence",
)
# What the list shows beside that.
_LISTED = (
    *_JUDGED,
    "team_id",
    "treatment",
    "usual_medium",
    "patient__date_of_birth",
    "patient__nhs_number",
    "pwp__given_name",
    "pwp__family_name",
    "labels",
)
# Stand in the built queries for whose caseload it is, or whose they are; nobody has these ids.
_PWP, _PWPS = -987_654_321, -987_654_322


def read(pwp_id: int, standing: Standing) -> list[dict[str, Any]]:
    """A row for each person on this caseload whom the reader may see. One query."""
    return _LIST.rows(standing, given={_PWP: pwp_id})


def read_many(pwp_ids: Sequence[int], standing: Standing) -> list[dict[str, Any]]:
    """The same of several caseloads together, as far as a case is judged by it. One query."""
    if len(pwp_ids) == 1:
        return _CASES_OF_ONE.rows(standing, given={_PWP: pwp_ids[0]})
    return _CASES_OF_MANY.rows(standing, given={_PWPS: list(pwp_ids)})


def _planned(carried: Q, *columns: str) -> PlannedByRoles:
    def people(standing: Standing) -> QuerySet[CaseSummary, Any]:
        summaries = CaseSummary.objects.filter(carried, whose.summaries_for(standing))
        return flagging.with_open_risk(summaries).values(*columns)

    return PlannedByRoles(
        people,
        stand_ins=(_PWP,),
        lists=(_PWPS,),
        one_json=("flags",),
        many_json=("open_actions",),
    )


_LIST = _planned(Q(pwp_id=_PWP), *_LISTED)
# Of a list of ids the database expects ten, and for so many reads everybody who is open.
_CASES_OF_ONE = _planned(Q(pwp_id=_PWP), *_JUDGED)
_CASES_OF_MANY = _planned(Q(IsOneOf("pwp_id", stand_in=_PWPS)), *_JUDGED)
