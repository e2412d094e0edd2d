"""What lists of meetings need beside the caseloads, in one query that is planned once: questions,
what earlier meetings left, what was agreed and is not done, what came and was closed since, and
when the next meetings are.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from caseload.models import CareContact, ContactState, MissedFollowUp, RiskSignal, SignalSource
from clinical.policy import Policy
from referrals.prepared import IsOneOf, PreparedRows
from staff.models import StaffMember
from supervision.meeting import history
from supervision.models import (
    DecisionCode,
    Part,
    SupervisionAction,
    SupervisionDecision,
    SupervisionItem,
    SupervisionQuestion,
    SupervisionSession,
)
from supervision.planning import next_meeting

# Stand in the built query for the reader, for whose caseloads they are, for the meetings, and for
# since when earlier ones count. No row has them.
_READER, _CARRIER, _CARRIERS, _MEETINGS = -987_654_321, -987_654_322, -987_654_323, -987_654_324
_SINCE = datetime(1901, 1, 3, tzinfo=UTC)
_CASE_OF_AN_ACTION = "decision__item__referral"


@dataclass(frozen=True, slots=True)
class Around:
    """Rows about everybody open on these caseloads, each kind in its order."""

    asked: Sequence[Mapping[str, Any]]
    earlier: Sequence[Mapping[str, Any]]
    not_done: Sequence[Mapping[str, Any]]
    closed_risk: Sequence[Mapping[str, Any]]
    taken_along: Sequence[Mapping[str, Any]]
    following: Sequence[Mapping[str, Any]]


def read(
    sessions: Sequence[SupervisionSession], *, reader_id: int, now: datetime, policy: Policy
) -> Around:
    """Around these meetings, for somebody who works here. One query, however many there are."""
    given: dict[Any, Any] = {
        _READER: reader_id,
        _MEETINGS: sorted(one.pk for one in sessions),
        _SINCE: now - timedelta(days=policy.review_every_days) - history.BEYOND,
        **next_meeting.between(sessions),
    }
    carriers = sorted({one.supervisee_id for one in sessions})
    if len(carriers) == 1:
        (row,) = _AROUND_ONE.rows(given | {_CARRIER: carriers[0]})
    else:
        (row,) = _AROUND_MANY.rows(given | {_CARRIERS: carriers})
    return Around(**row)


def _of_one(column: str) -> Q:
    return Q(**{column: _CARRIER})


def _of_many(column: str) -> Q:
    return Q(IsOneOf(column, stand_in=_CARRIERS))


def _around(whose: Callable[[str], Q]) -> QuerySet[StaffMember, Any]:
    def theirs(referral: str) -> Q:
        """About somebody open on one of the caseloads."""
        return whose(f"{referral}__carried_by_id") & Q(**{f"{referral}__ended_on__isnull": True})

    following = next_meeting.following(whose("supervisee_id"))
    return StaffMember.objects.filter(pk=_READER).values(
        asked=ArraySubquery(_asked(theirs("referral"))),
        earlier=ArraySubquery(_earlier(theirs("referral"))),
        not_done=ArraySubquery(_not_done(theirs(_CASE_OF_AN_ACTION))),
        closed_risk=ArraySubquery(_closed_risk(theirs("referral"))),
        taken_along=ArraySubquery(_taken_along(theirs("referral"))),
        following=ArraySubquery(following.values(row=next_meeting.ROW)),
    )


def _asked(theirs: Q) -> QuerySet[Any, Any]:
    """For the meeting, and in notes signed since the case was last discussed."""
    waiting = SupervisionQuestion.objects.filter(
        theirs, answered_in__isnull=True, taken_back_at__isnull=True
    )
    noted = CareContact.objects.filter(
        theirs, ~Exists(_decided_since("signed_at")), state=ContactState.LOGGED
    ).exclude(supervision_question="")
    return waiting.values(row=JSONObject(referral_id="referral_id", text="text", at="at")).union(
        noted.values(
            row=JSONObject(referral_id="referral_id", text="supervision_question", at="signed_at")
        ),
        all=True,
    )


def _closed_risk(theirs: Q) -> QuerySet[RiskSignal, Any]:
    """Signals that a person closed and no meeting has spoken about since they came; where none has
    for longer than the interval, the case comes for that.
    """
    row = JSONObject(
        referral_id="referral_id",
        at="at",
        evidence="evidence",
        is_unsigned=Q(source=SignalSource.DRAFT, contact__signed_at__isnull=True),
        closed_at="flag__cleared_at",
        given="flag__cleared_by__given_name",
        family="flag__cleared_by__family_name",
    )
    return (
        RiskSignal.objects.filter(
            theirs,
            ~Exists(_decided_since("at")),
            at__gte=_SINCE,
            flag__cleared_at__isnull=False,
        )
        .order_by("at", "pk")
        .values(row=row)
    )


def _taken_along(theirs: Q) -> QuerySet[CareContact, Any]:
    """Missed sessions that their PWP takes to supervision, until the case is decided."""
    return (
        CareContact.objects.filter(
            theirs,
            ~Exists(_decided_since("signed_at")),
            state=ContactState.LOGGED,
            follow_up=MissedFollowUp.WRITE_AND_SUPERVISION,
        )
        .order_by("starts_at", "pk")
        .values(row=JSONObject(referral_id="referral_id", at="starts_at"))
    )


def _decided_since(moment: str) -> QuerySet[SupervisionDecision]:
    """For a subquery: decisions of a discussion about the case at that moment or later."""
    return SupervisionDecision.objects.exclude(code__in=history.NO_DISCUSSION).filter(
        item__referral=OuterRef("referral"), at__gte=OuterRef(moment)
    )


def _earlier(theirs: Q) -> QuerySet[SupervisionItem, Any]:
    """The cases of their carrier's own meetings that were discussed or left, in order."""
    discussed_or_left = ~Q(part=Part.ON_TRACK) | (
        Q(decisions__isnull=False) & ~Q(decisions__code=DecisionCode.ON_TRACK)
    )
    return (
        SupervisionItem.objects.filter(
            theirs,
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


def _not_done(theirs: Q) -> QuerySet[SupervisionAction, Any]:
    """Whatever was agreed comes back until it is done, whenever it was agreed."""
    row = JSONObject(referral_id=f"{_CASE_OF_AN_ACTION}_id", what="what", due_on="due_on")
    return (
        SupervisionAction.objects.filter(theirs, done_at__isnull=True)
        .order_by("due_on", "pk")
        .values(row=row)
    )


_STAND_INS = (_READER, _SINCE, *next_meeting.STAND_INS)
_JSON = ("asked", "earlier", "not_done", "closed_risk", "taken_along", "following")
# Of a list of ids the database expects ten, and would plan for one of them each time anew.
_AROUND_ONE = PreparedRows(
    lambda: _around(_of_one),
    stand_ins=(_CARRIER, *_STAND_INS),
    lists=(_MEETINGS,),
    many_json=_JSON,
)
_AROUND_MANY = PreparedRows(
    lambda: _around(_of_many),
    stand_ins=_STAND_INS,
    lists=(_CARRIERS, _MEETINGS),
    many_json=_JSON,
)
