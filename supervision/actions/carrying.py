"""Leave cases for the next meeting, so that this one may finish early."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from audit import trail
from audit.events import Event
from clinical.agenda import look_by_limit
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.working_days import local_date
from staff.models import StaffMember
from supervision.meeting.locks import held_open
from supervision.meeting.waiting import why_today
from supervision.models import (
    DecisionCode,
    Part,
    SupervisionDecision,
    SupervisionItem,
    SupervisionQuestion,
    SupervisionSession,
)
from supervision.planning.next_meeting import next_on


@transaction.atomic
def carry_over(
    *, session: SupervisionSession, by: StaffMember, now: datetime, policy: Policy
) -> int:
    """Leave every case of the agenda that is not decided and may wait for the next meeting; how
    many they were. Those that are decided today stay where they are.

    Raises Refused for anybody but the supervisor, outside an opened meeting, and where nothing may
    wait.
    """
    session = held_open(session, by=by)
    following = next_on(session, calendar=policy.calendar)
    items = [one for one in _undecided(session) if not why_today(one, next_on=following)]
    if not items:
        raise Refused("Nothing here may wait for the next meeting: decide what is left today.")
    review_on = min(following, look_by_limit(local_date(now), policy))
    SupervisionDecision.objects.bulk_create(
        SupervisionDecision(
            item=item, code=DecisionCode.COME_BACK_LATER, review_on=review_on, by=by, at=now
        )
        for item in items
    )
    leave(items=items, by=by, now=now)
    return len(items)


@transaction.atomic
def leave(*, items: Sequence[SupervisionItem], by: StaffMember, now: datetime) -> None:
    """Note that these cases wait, undiscussed. What was asked about them waits with them, unless
    the same person has asked again meanwhile.
    """
    asked_again = SupervisionQuestion.objects.filter(
        referral=OuterRef("referral"),
        by=OuterRef("by"),
        answered_in__isnull=True,
        taken_back_at__isnull=True,
    )
    SupervisionQuestion.objects.filter(
        ~Exists(asked_again),
        answered_in__in={item.session_id for item in items},
        referral__in=[item.referral_id for item in items],
    ).update(answered_in=None)
    with trail.written_last():
        for item in items:
            trail.record(
                Event.CASE_DISCUSSED,
                by=by,
                at=now,
                patient_id=item.referral.patient_id,
                referral_id=item.referral_id,
                result="later",
            )


def _undecided(session: SupervisionSession) -> list[SupervisionItem]:
    """Whoever ended or was handed on since the opening is nobody's to decide about here."""
    found = SupervisionItem.objects.filter(
        session=session,
        part=Part.AGENDA,
        decisions__isnull=True,
        referral__ended_on__isnull=True,
        referral__carried_by_id=session.supervisee_id,
    )
    return list(found.select_related("referral", "session__supervisee").order_by("place"))
