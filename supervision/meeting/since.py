"""What was decided about a case when it was last discussed, and what became of what was agreed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from caseload.record.rows import ActionRow
from clinical import wording
from clinical.working_days import local_date
from referrals.models import Referral
from referrals.prepared import IsOneOf, PreparedRows
from staff.models import StaffMember
from supervision.meeting import colleagues, history
from supervision.meeting.agreed import AgreedLine, agreed_line
from supervision.models import (
    DecisionCode,
    SupervisionAction,
    SupervisionDecision,
    SupervisionSession,
)

# Stand in the built query for the case or the cases, and for the beginning of the meeting; no row
# has them.
_ID, _IDS, _BEFORE = -987_654_320, -987_654_321, datetime(1901, 1, 4, tzinfo=UTC)
_DECISION = ("pk", "code", "at", "what", "extra_sessions")
_ACTION = (
    *("pk", "decision_id", "what", "due_on", "done_at", "outcome"),
    *("owner__given_name", "owner__family_name"),
    *("done_by__given_name", "done_by__family_name"),
)


@dataclass(frozen=True, slots=True)
class Agreed:
    """The last decision in words, with its actions and whatever else is not done yet; `at` is when
    a risk action was decided, which stands on the risk plan.
    """

    words: str
    actions: tuple[AgreedLine, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Beside:
    """The last decision of an earlier meeting, None for the first time; and who works in the team
    of the case, to hand it on to.
    """

    decided: Agreed | None
    colleagues: Sequence[Mapping[str, Any]]


def beside(referral_id: int, *, before: SupervisionSession, on: date) -> Beside:
    """What stands beside the record of a case. One query."""
    (row,) = _OF_ONE.rows({_BEFORE: before.starts_at, _ID: referral_id, colleagues.ON: on})
    return Beside(_agreed(row, on=on) if row["latest"] else None, row["colleagues"])


def last_decisions(
    referral_ids: Sequence[int], *, before: SupervisionSession, on: date
) -> dict[int, Agreed]:
    """The last decisions about several cases, by referral; none for those not decided about before:
    being left for a next meeting, or confirmed on track, is none. One query.
    """
    rows = _OF_MANY.rows({_BEFORE: before.starts_at, _IDS: sorted(referral_ids)})
    return {row["pk"]: _agreed(row, on=on) for row in rows if row["latest"]}


def _decided(about: Q) -> QuerySet[Referral, Any]:
    """Each case with its latest decision, and everything that was agreed about it."""
    decisions = (
        SupervisionDecision.objects.filter(
            item__referral=OuterRef("pk"), item__session__starts_at__lt=_BEFORE
        )
        .exclude(code__in=history.NO_DISCUSSION)
        .order_by("-at", "-pk")
        .values(row=JSONObject(**{name: name for name in _DECISION}))
    )
    actions = (
        SupervisionAction.objects.filter(
            decision__item__referral=OuterRef("pk"),
            decision__item__session__starts_at__lt=_BEFORE,
        )
        .order_by("pk")
        .values(row=JSONObject(**{name: name for name in _ACTION}))
    )
    return Referral.objects.filter(about).values(
        "pk", latest=Subquery(decisions[:1]), agreed=ArraySubquery(actions)
    )


def _colleagues() -> ArraySubquery:
    named = JSONObject(**{name: name for name in colleagues.NAMED})
    return ArraySubquery(colleagues.of_team(OuterRef(OuterRef("team_id"))).values(row=named))


_ONE_JSON, _MANY_JSON = ("latest",), ("agreed",)
# Of a list of ids the database expects ten, and would plan for one of them each time anew.
_OF_ONE = PreparedRows(
    lambda: _decided(Q(pk=_ID)).annotate(colleagues=_colleagues()),
    stand_ins=(_ID, _BEFORE, colleagues.ON),
    one_json=_ONE_JSON,
    many_json=(*_MANY_JSON, "colleagues"),
)
_OF_MANY = PreparedRows(
    lambda: _decided(Q(IsOneOf("pk", stand_in=_IDS))),
    stand_ins=(_BEFORE,),
    lists=(_IDS,),
    one_json=_ONE_JSON,
    many_json=_MANY_JSON,
)


def with_risk_action(agreed: Agreed, actions: Sequence[ActionRow], *, on: date) -> Agreed:
    """The same with what became of the risk action that was decided, read with the record."""
    opened = (one for one in actions if agreed.at is not None and one.opened_at == agreed.at)
    lines = tuple(_risk_line(one, on=on) for one in opened)
    return replace(agreed, actions=(*lines, *agreed.actions))


def _risk_line(action: ActionRow, *, on: date) -> AgreedLine:
    due = wording.sentence_time(action.due_by, on)
    who = f"{action.owner}, by {due}"
    if action.closed_at is None:
        return AgreedLine(action.pk, action.what, who, "Not done yet")
    done = wording.sentence_date(local_date(action.closed_at), on)
    return AgreedLine(
        None, action.what, who, f"Done {done} by {action.closed_by}: {action.outcome}"
    )


def _agreed(row: Mapping[str, Any], *, on: date) -> Agreed:
    """The latest decision, with its actions and those of earlier ones that are not done."""
    found, at = row["latest"], datetime.fromisoformat(row["latest"]["at"])
    actions = [
        one for one in row["agreed"] if one["decision_id"] == found["pk"] or one["done_at"] is None
    ]
    # What was agreed stands in its action, with whose it is.
    has_own = any(one["decision_id"] == found["pk"] for one in actions)
    is_risk = found["code"] == DecisionCode.RISK_ACTION
    added = f", {found['extra_sessions']} more planned" if found["extra_sessions"] else ""
    what = found["what"].strip().rstrip(".")
    note = f", {what}" if found["what"] and not has_own | is_risk else ""
    day = wording.sentence_date(local_date(at), on)
    return Agreed(
        f"{day}: {DecisionCode(found['code']).label.lower()}{added}{note}.",
        tuple(agreed_line(_action(one), on=on) for one in actions),
        at=at if is_risk else None,
    )


def _action(row: Mapping[str, Any]) -> SupervisionAction:
    """The action with its people, as far as its line says."""
    is_done = row["done_at"] is not None
    return SupervisionAction(
        pk=row["pk"],
        what=row["what"],
        due_on=date.fromisoformat(row["due_on"]),
        outcome=row["outcome"],
        owner=_person(row, "owner"),
        done_at=datetime.fromisoformat(row["done_at"]) if is_done else None,
        done_by=_person(row, "done_by") if is_done else None,
    )


def _person(row: Mapping[str, Any], which: str) -> StaffMember:
    return StaffMember(
        given_name=row[f"{which}__given_name"], family_name=row[f"{which}__family_name"]
    )
