"""What lists of meetings need beside the caseloads, in one query that is planned once: questions,
what earlier meetings left, what was agreed and is not done, and when the next meetings are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from caseload.models import CareContact, ContactState
from clinical.policy import Policy
from referrals.prepared import IsOneOf, PreparedRows
from staff.models import StaffMember
from supervision import history, next_meeting
from supervision.models import (
    DecisionCode,
    Part,
    SupervisionAction,
    SupervisionDecision,
    SupervisionItem,
    SupervisionQuestion,
    SupervisionSession,
)

# Stand in the built query for the reader, for whose caseloads they are, for the meetings, and for
# since when earlier ones count. No row has them.
_READER, _CARRIERS, _MEETINGS = -987_654_321, -987_654_322, -987_654_323
_SINCE = datetime(1901, 1, 3, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Around:
    """Rows about everybody open on these caseloads, each kind in its order."""

    asked: Sequence[Mapping[str, Any]]
    earlier: Sequence[Mapping[str, Any]]
    not_done: Sequence[Mapping[str, Any]]
    following: Sequence[Mapping[str, Any]]


def read(
    sessions: Sequence[SupervisionSession], *, reader_id: int, now: datetime, policy: Policy
) -> Around:
    """Around these meetings, for somebody who works here. One query, however many there are."""
    given: dict[Any, Any] = {
        _READER: reader_id,
        _CARRIERS: sorted({one.supervisee_id for one in sessions}),
        _MEETINGS: sorted(one.pk for one in sessions),
        _SINCE: now - timedelta(days=policy.review_every_days) - history.BEYOND,
        **next_meeting.between(sessions),
    }
    (row,) = _AROUND.rows(given)
    return Around(**row)


def _around() -> QuerySet[StaffMember, Any]:
    following = next_meeting.following(IsOneOf("supervisee_id", stand_in=_CARRIERS))
    return StaffMember.objects.filter(pk=_READER).values(
        asked=ArraySubquery(_asked()),
        earlier=ArraySubquery(_earlier()),
        not_done=ArraySubquery(_not_done()),
        following=ArraySubquery(following.values(row=next_meeting.ROW)),
    )


def _theirs(referral: str = "referral") -> Q:
    """About somebody open on one of the caseloads."""
    carried = IsOneOf(f"{referral}__carried_by_id", stand_in=_CARRIERS)
    return Q(carried, **{f"{referral}__ended_on__isnull": True})


def _asked() -> QuerySet[Any, Any]:
    """For the meeting, and in notes signed since the case was last discussed."""
    waiting = SupervisionQuestion.objects.filter(
        _theirs(), answered_in__isnull=True, taken_back_at__isnull=True
    )
    decided_since = SupervisionDecision.objects.exclude(code=DecisionCode.COME_BACK_LATER).filter(
        item__referral=OuterRef("referral"), at__gte=OuterRef("signed_at")
    )
    noted = CareContact.objects.filter(
        _theirs(), ~Exists(decided_since), state=ContactState.LOGGED
    ).exclude(supervision_question="")
    return waiting.values(row=JSONObject(referral_id="referral_id", text="text", at="at")).union(
        noted.values(
            row=JSONObject(referral_id="referral_id", text="supervision_question", at="signed_at")
        ),
        all=True,
    )


def _earlier() -> QuerySet[SupervisionItem, Any]:
    """The cases of their carrier's own meetings that were discussed or left, in order."""
    discussed_or_left = ~Q(part=Part.ON_TRACK) | (
        Q(decisions__isnull=False) & ~Q(decisions__code=DecisionCode.ON_TRACK)
    )
    return (
        SupervisionItem.objects.filter(
            _theirs(),
            ~Q(IsOneOf("session_id", stand_in=_MEETINGS)),
            discussed_or_left,
            session__supervisee=F("referral__carried_by"),
            session__opened_at__gte=_SINCE,
        )
        .order_by("session__opened_at", "pk")
        .values(
            row=JSONObject(
                referral_id="referral_id",
                numbers="numbers",
                code="decisions__code",
                at="decisions__at",
                review_on="decisions__review_on",
            )
        )
    )


def _not_done() -> QuerySet[SupervisionAction, Any]:
    """Whatever was agreed comes back until it is done, whenever it was agreed."""
    about = "decision__item__referral"
    return (
        SupervisionAction.objects.filter(_theirs(about), done_at__isnull=True)
        .order_by("due_on", "pk")
        .values(row=JSONObject(referral_id=f"{about}_id", what="what", due_on="due_on"))
    )


_AROUND = PreparedRows(
    _around,
    stand_ins=(_READER, _SINCE, *next_meeting.STAND_INS),
    lists=(_CARRIERS, _MEETINGS),
    many_json=("asked", "earlier", "not_done", "following"),
)
