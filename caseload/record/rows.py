"""What a record is made of, as frozen rows; each is read as one JSON object of a larger query."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, OuterRef, Value
from django.db.models.functions import Concat, JSONObject, Trim

from caseload.models import Allocation, Call, CaseFlag, ContactState, RiskAction, RiskReview
from referrals.models import (
    EmploymentStatus,
    LongTermCondition,
    NextStep,
    ProblemDescriptor,
    Referral,
    TimelineNote,
)
from staff.models import Absence


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A completed risk section of this person, on this referral or another."""

    referral_id: int
    reviewed_at: datetime
    by: str
    thoughts: str
    plan: bool
    means: bool
    means_agreed: str
    intent: bool
    past_attempts: str
    self_neglect: bool
    from_others: bool
    to_others: bool
    children: bool
    concern_details: str
    safeguarding: bool
    safeguarding_details: str
    keeps_safe: str
    agreed: str
    who_told: str
    outcome: str


@dataclass(frozen=True, slots=True)
class ActionRow:
    """A risk action of this person, open or closed, on this referral or another."""

    pk: int
    referral_id: int
    what: str
    urgency: str
    owner: str
    owner_id: int
    owner_works_here: bool
    owner_absences: list[dict[str, str | None]]
    due_by: datetime
    opened_at: datetime
    opened_by: str
    acknowledged_at: datetime | None
    acknowledged_by: str
    closed_at: datetime | None
    closed_by: str
    outcome: str
    version: int


@dataclass(frozen=True, slots=True)
class FlagRow:
    """A flag that was ever raised on this referral."""

    reason: str
    evidence: str
    since_on: date
    opened_at: datetime
    is_provisional: bool
    acknowledged_at: datetime | None
    acknowledged_by: str
    snoozed_by: str
    snoozed_why: str
    cleared_at: datetime | None
    cleared_by: str
    cleared_how: str


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A line of the story written by another part of the system."""

    kind: str
    title: str
    text: str
    noted_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class CallRow:
    """A call from outside a session."""

    caller: str
    caller_name: str
    said: str
    mentions_risk: bool
    next_step: str
    called_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """Who carried the referral, from–to."""

    pwp: str
    starts_at: datetime
    ends_at: datetime | None
    why: str


@dataclass(frozen=True, slots=True)
class OtherRow:
    """Another referral of the same person: enough to name it, and to ask who may open it."""

    pk: int
    reference: str
    received_on: date
    ended_on: date | None
    end_code: str
    team_id: int
    carried_by_id: int | None
    risk_open_since: datetime | None


@dataclass(frozen=True, slots=True)
class StepRow:
    """What happens next, who does it, by when."""

    kind: str
    what: str
    due_by: datetime
    owner: str


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A dated problem descriptor."""

    problem: str
    recorded_on: date
    by: str


@dataclass(frozen=True, slots=True)
class SaidRow:
    """What somebody said of their health and work, as it was ticked; of work the last answer."""

    conditions: list[str]
    long_term_condition: str | None
    disability: str | None
    disability_kinds: list[str] | None
    work: list[dict[str, Any]]


Row = TypeVar("Row")

# By the names of the house: moments end in _at, dates in _on; these two moments do not.
_OTHER_MOMENTS = {"due_by", "risk_open_since"}


def made(kind: type[Row], rows: Iterable[Mapping[str, Any]]) -> tuple[Row, ...]:
    """Frozen rows from JSON objects with the same names."""
    return tuple(kind(**{name: _value(name, value) for name, value in row.items()}) for row in rows)


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name.endswith("_at") or name in _OTHER_MOMENTS:
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if name.endswith("_on") else value


def named(field: str) -> Trim:
    """A member of staff's full name; empty where nobody stands."""
    name = Concat(
        F(f"{field}__given_name"),
        Value(" "),
        F(f"{field}__family_name"),
        output_field=CharField(),
    )
    return Trim(name)


def _same(*names: str) -> dict[str, str]:
    return {name: name for name in names}


def reviews() -> ArraySubquery:
    """Every risk review of the person, newest first; none from a note that was withdrawn."""
    found = RiskReview.objects.filter(referral__patient=OuterRef("patient_id")).exclude(
        contact__state=ContactState.WITHDRAWN
    )
    columns = set(ReviewRow.__dataclass_fields__) - {"reviewed_at", "by"}
    row = JSONObject(**_same(*columns), reviewed_at="at", by=named("by"))
    return ArraySubquery(found.order_by("-at", "-id").values(row=row))


def actions() -> ArraySubquery:
    """Every risk action of the person, due soonest first."""
    people = {name: named(name) for name in ("opened_by", "acknowledged_by", "closed_by")}
    absences = Absence.objects.filter(staff=OuterRef("owner_id")).order_by("starts_on")
    owner = {
        "owner": named("owner"),
        "owner_works_here": F("owner__is_active"),
        "owner_absences": ArraySubquery(
            absences.values(row=JSONObject(since="starts_on", until="ends_on"))
        ),
    }
    columns = set(ActionRow.__dataclass_fields__) - {*owner, *people}
    row = JSONObject(**_same(*columns), **owner, **people)
    found = RiskAction.objects.filter(referral__patient=OuterRef("patient_id"))
    return ArraySubquery(found.order_by("due_by", "id").values(row=row))


def flags() -> ArraySubquery:
    """Every flag of the referral, in the order they were raised."""
    people = {name: named(name) for name in ("acknowledged_by", "snoozed_by", "cleared_by")}
    columns = set(FlagRow.__dataclass_fields__) - {"since_on", *people}
    row = JSONObject(**_same(*columns), since_on="since", **people)
    found = CaseFlag.objects.filter(referral=OuterRef("referral_id"))
    return ArraySubquery(found.order_by("opened_at", "id").values(row=row))


def notes() -> ArraySubquery:
    """What other parts of the system wrote on the timeline."""
    row = JSONObject(**_same("kind", "title", "text"), noted_at="at", by=named("by"))
    found = TimelineNote.objects.filter(referral=OuterRef("referral_id"))
    return ArraySubquery(found.order_by("at", "id").values(row=row))


def calls() -> ArraySubquery:
    """Calls about this person on this referral."""
    columns = set(CallRow.__dataclass_fields__) - {"called_at", "by"}
    row = JSONObject(**_same(*columns), called_at="at", by=named("by"))
    found = Call.objects.filter(referral=OuterRef("referral_id"))
    return ArraySubquery(found.order_by("at", "id").values(row=row))


def carried() -> ArraySubquery:
    """Whose caseload it was on."""
    row = JSONObject(**_same("starts_at", "ends_at", "why"), pwp=named("pwp"))
    found = Allocation.objects.filter(referral=OuterRef("referral_id"))
    return ArraySubquery(found.order_by("starts_at", "id").values(row=row))


def others() -> ArraySubquery:
    """The person's other referrals, newest first."""
    row = JSONObject(**_same(*OtherRow.__dataclass_fields__))
    found = Referral.objects.filter(patient=OuterRef("patient_id"))
    found = found.exclude(pk=OuterRef("referral_id")).order_by("-received_on", "-id")
    return ArraySubquery(found.values(row=row))


def step() -> ArraySubquery:
    """The one open next step."""
    row = JSONObject(**_same("kind", "what", "due_by"), owner=named("owner"))
    found = NextStep.objects.filter(referral=OuterRef("referral_id"), done_at__isnull=True)
    return ArraySubquery(found.values(row=row))


def problems() -> ArraySubquery:
    """Problem descriptors, the one that counts first."""
    row = JSONObject(**_same("problem", "recorded_on"), by=named("recorded_by"))
    found = ProblemDescriptor.objects.filter(referral=OuterRef("referral_id"))
    return ArraySubquery(found.order_by("-recorded_on", "-id").values(row=row))


def said() -> ArraySubquery:
    """Long-term conditions and disability, and how they stood at work when last asked."""
    had = LongTermCondition.objects.filter(referral=OuterRef("pk"), removed_at__isnull=True)
    asked = EmploymentStatus.objects.filter(referral=OuterRef("pk"), withdrawn_at__isnull=True)
    work = JSONObject(**_same("asked_on", "status", "hours", "sick_pay", "benefits"))
    answers = ("long_term_condition", "disability", "disability_kinds")
    row = JSONObject(
        conditions=ArraySubquery(had.order_by("condition").values("condition")),
        work=ArraySubquery(asked.order_by("-asked_on").values(row=work)[:1]),
        **{name: f"patient__equality__{name}" for name in answers},
    )
    found = Referral.objects.filter(pk=OuterRef("referral_id"))
    return ArraySubquery(found.values(row=row))
