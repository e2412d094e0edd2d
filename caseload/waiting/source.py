"""What the rows of a waiting list are made of, in a fixed number of queries however many wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from caseload.models import OptIn, OverrideKind, WaitingOverride
from caseload.waiting import steps, turns
from clinical.working_days import moment
from referrals.models import Referral, ReferralStep, TimelineNote, WaitPause
from referrals.models.timeline import TimelineKind
from referrals.prepared import IsOneOf, PreparedRows

# How long it is told of somebody that others were taken before them.
_TOLD_OF = timedelta(days=91)
_MOST_TOLD = 200
# How the line on the timeline begins that the portal leaves where a waiting message was queued.
TOLD = "Waiting message"


@dataclass(frozen=True, slots=True)
class Aside:
    """One time the order was set aside: whose turn it was made, by whom, when and why."""

    referral_id: int
    due_on: date
    at: datetime
    by: str
    why: str


def asides(*, on: date) -> tuple[Mapping[int, Aside], Sequence[Aside]]:
    """Who stands first by a decision, and who was offered out of turn lately. One query."""
    standing = turns.put_first().values("pk")
    since = moment(on - _TOLD_OF, "00:00")
    lately = WaitingOverride.objects.filter(kind=OverrideKind.OUT_OF_TURN, at__gte=since)
    wanted = WaitingOverride.objects.filter(pk__in=standing) | WaitingOverride.objects.filter(
        pk__in=lately.order_by("-at").values("pk")[:_MOST_TOLD]
    )
    first, out_of_turn = {}, []
    for one in wanted.select_related("by").order_by("-at"):
        aside = Aside(one.referral_id, one.due_on, one.at, one.by.full_name, one.why)
        if one.kind == OverrideKind.PUT_FIRST:
            first[one.referral_id] = aside
        else:
            out_of_turn.append(aside)
    return first, out_of_turn


def rows(ids: Sequence[int], *, on: date) -> dict[int, Mapping[str, Any]]:
    """Everything about these people, by their referral. One query."""
    return {row["id"]: row for row in _FACTS.rows({_ON: on, _IDS: list(ids)})}


# Stand in the built query for the day and for whom; nobody has them.
_ON, _IDS = date(1901, 1, 4), -987_654_321


def _facts() -> QuerySet[Referral, Any]:
    mine = {"referral": OuterRef("pk")}
    came = ReferralStep.objects.filter(**mine, to_status=OuterRef("status")).order_by("-at")
    pause = WaitPause.objects.filter(**mine, until_on__gte=_ON).order_by("from_on")
    asked = OptIn.objects.filter(**mine).order_by("-asked_at")
    told = TimelineNote.objects.filter(
        **mine, kind=TimelineKind.MESSAGE, title__startswith=TOLD
    ).order_by("-at")
    return Referral.objects.filter(IsOneOf("id", stand_in=_IDS)).values(
        *("id", "patient_id", "reference", "source", "status", "received_on", "risk_open_since"),
        *("team_id", "carried_by_id", "ended_on", "team__name"),
        *("patient__given_name", "patient__family_name", "patient__date_of_birth"),
        *("carried_by__given_name", "carried_by__family_name"),
        *("summary__assessed_on", "summary__first_treatment_on", "summary__allocated_on"),
        step=steps.column(),
        here_since=Subquery(came.values("at")[:1]),
        pause=Subquery(
            pause.values(said=JSONObject(reason="reason", from_on="from_on", until_on="until_on"))[
                :1
            ]
        ),
        asked=Subquery(
            asked.values(
                said=JSONObject(
                    asked_at="asked_at",
                    asked_again_at="asked_again_at",
                    passed_on_at="passed_on_at",
                    answer="answer",
                )
            )[:1]
        ),
        told_at=Subquery(told.values("at")[:1]),
    )


_FACTS = PreparedRows(_facts, stand_ins=(_ON,), lists=(_IDS,), one_json=("step", "pause", "asked"))
