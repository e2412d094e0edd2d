"""What a caseload needs beside its rows, in one query: the rules in force, the reader's views."""

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from caseload.models import SavedView
from clinical.policy import Policy
from policy.current import change_rows, policy_from
from referrals.prepared import PreparedModel
from staff.models import StaffMember


@dataclass(frozen=True, slots=True)
class Kept:
    """A view that the reader keeps."""

    name: str
    query: str


@dataclass(frozen=True, slots=True)
class Around:
    """The rules in force, and the reader's kept views."""

    policy: Policy
    kept: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class _About:
    member_id: int
    on: date


def read(member: StaffMember, *, on: date) -> Around:
    """One query."""
    row = _AROUND.first(_About(member.pk, on))
    found = {"policy_rows": (), "view_rows": ()} if row is None else vars(row)
    return Around(
        policy=policy_from(found["policy_rows"]),
        kept=tuple(Kept(**view) for view in found["view_rows"]),
    )


def _query(about: _About) -> QuerySet[StaffMember]:
    views = SavedView.objects.filter(staff=OuterRef("pk"), removed_at__isnull=True)
    return (
        StaffMember.objects.filter(pk=about.member_id)
        .only("pk")
        .annotate(
            policy_rows=ArraySubquery(change_rows(about.on)),
            view_rows=ArraySubquery(
                views.order_by("name").values(row=JSONObject(name="name", query="query"))
            ),
        )
    )


_AROUND = PreparedModel(
    _query,
    stand_in=_About(-987_654_321, date(1901, 1, 4)),
    many_json=("policy_rows", "view_rows"),
)
