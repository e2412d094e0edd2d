"""What stands in the diary: this week's appointments, and older ones still unsigned."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import (
    Count,
    DateTimeField,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Concat, JSONObject, TruncDate

from caseload.counting import SESSIONS
from caseload.models import CareContact, ContactDraft, ContactState, InternetTherapyLog
from clinical.policy import Policy
from clinical.working_days import local_date, moment, monday_of
from referrals.prepared import PreparedFor
from staff.standing import Standing

# Stands in the built query for how old a draft must be to count as left lying.
_LYING = datetime(1901, 1, 1, tzinfo=UTC)
_COLUMNS = (
    "reference", "referral_id", "pwp_id", "pwp__given_name", "pwp__family_name", "kind", "medium",
    "starts_at", "ends_at", "state", "attendance", "sitting_id", "number", "my_draft", "aged_draft",
    "questionnaire_sent_at", "questionnaire_back_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Booked:
    """One appointment, with the draft its reader has begun, or a supervisee left lying."""

    reference: str
    referral_id: int
    pwp_id: int
    pwp_name: str
    kind: str
    medium: str
    starts_at: datetime
    ends_at: datetime
    is_signed: bool
    attendance: str
    has_scores: bool
    sent_at: datetime | None
    back_at: datetime | None
    number: int
    has_draft: bool
    missing: str
    aged_draft_by: str
    aged_draft_since: datetime | None

    @property
    def on(self) -> date:
        """The local date."""
        return local_date(self.starts_at)

    @property
    def minutes(self) -> int:
        """How long it is in the diary."""
        return round((self.ends_at - self.starts_at).total_seconds() / 60)

    def is_over(self, now: datetime) -> bool:
        """Its time has passed."""
        return self.ends_at <= now


def read(*, standing: Standing, now: datetime, policy: Policy) -> tuple[Booked, ...]:
    """This week's diary of one's own caseloads, and every unsigned note behind it. One query."""
    lying = now - timedelta(days=policy.draft_age_days)
    rows = _WEEK.rows(standing.reach, monday_of(local_date(now)), given={_LYING: lying})
    return tuple(_booked(row) for row in rows)


def _week(standing: Standing, begins: date) -> QuerySet[CareContact, Any]:
    ends = moment(begins + timedelta(days=7), "00:00")
    aged = _drafts_of(standing.supervisee_ids, before=_LYING)
    mine = ContactDraft.objects.filter(author=standing.staff_id)
    carried = Q(pwp_id__in=sorted(standing.carried_ids))
    unsigned = Q(state=ContactState.BOOKED)
    wanted = (
        carried & Q(starts_at__gte=moment(begins, "00:00"), starts_at__lt=ends)
        | carried & unsigned & Q(starts_at__lt=ends)
        | unsigned & Q(pk__in=mine.values("contact"))
        | unsigned & Q(pk__in=aged.values("contact"))
    )
    return (
        CareContact.objects.filter(wanted, state__in=(ContactState.BOOKED, ContactState.LOGGED))
        .annotate(
            number=_sessions_before() + 1,
            my_draft=_one(mine, row=JSONObject(missing="missing")),
            aged_draft=_one(
                aged,
                row=JSONObject(
                    by=Concat("author__given_name", Value(" "), "author__family_name"),
                    since="started_at",
                ),
            ),
        )
        .order_by("starts_at", "pk")
        .values(*_COLUMNS)
    )


_WEEK = PreparedFor(_week, one_json=("my_draft", "aged_draft"))


def _drafts_of(
    author_ids: frozenset[int], *, before: datetime
) -> QuerySet[ContactDraft, ContactDraft]:
    """Drafts that have been lying: a supervisor sees that they exist, never what is in them."""
    return ContactDraft.objects.filter(author__in=sorted(author_ids), started_at__lt=before)


def _one(drafts: QuerySet[ContactDraft, ContactDraft], *, row: JSONObject) -> Subquery:
    return Subquery(drafts.filter(contact=OuterRef("pk")).values(row=row)[:1])


def _sessions_before() -> Combinable:
    """How many treatment sessions took place before this appointment, and how many weeks of
    internet therapy ended before its day.
    """
    of_this = Q(referral=OuterRef("referral"))
    before = CareContact.objects.filter(SESSIONS & of_this, starts_at__lt=OuterRef("starts_at"))
    at = ExpressionWrapper(OuterRef("starts_at"), output_field=DateTimeField())
    weeks = InternetTherapyLog.objects.filter(
        of_this, withdrawn_at=None, ended_on__lt=TruncDate(at)
    )
    return _count(before) + _count(weeks)


def _count(rows: QuerySet[Any, Any]) -> Coalesce:
    counted = rows.order_by().values("referral").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _booked(row: Mapping[str, Any]) -> Booked:
    draft, aged = row["my_draft"], row["aged_draft"] or {}
    return Booked(
        reference=row["reference"],
        referral_id=row["referral_id"],
        pwp_id=row["pwp_id"],
        pwp_name=f"{row['pwp__given_name']} {row['pwp__family_name']}",
        kind=row["kind"],
        medium=row["medium"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        is_signed=row["state"] == ContactState.LOGGED,
        attendance=row["attendance"],
        has_scores=row["sitting_id"] is not None,
        sent_at=row["questionnaire_sent_at"],
        back_at=row["questionnaire_back_at"],
        number=row["number"],
        has_draft=draft is not None,
        missing=draft["missing"] if draft else "",
        aged_draft_by=aged.get("by", ""),
        aged_draft_since=datetime.fromisoformat(aged["since"]) if aged else None,
    )
