"""What supervision notes on a case: it was discussed, what was decided, when it is next due."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from caseload.actions import risk
from caseload.models import Allocation, CaseFlag, RiskAction, SignalSource
from caseload.risk_signals import Response, Signal
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.reason import Reason
from clinical.working_days import local_date
from referrals import actions as referral_actions
from referrals.actions import TreatmentSummary
from referrals.changes import changed
from referrals.models import Referral, TimelineKind, TimelineNote
from referrals.models.referral import MOST_PLANNED_SESSIONS
from staff.models import StaffMember

_TITLE, _TEXT = 120, 400
_SAID = "Risk was decided about in supervision"


@dataclass(frozen=True, slots=True)
class Discussion:
    """One case that was discussed: what the timeline says, by when it is looked at again, and
    whether it was agreed that it ends: what was agreed before holds no longer.
    """

    referral_id: int
    title: str
    text: str
    review_on: date
    ending_agreed: bool = False


@transaction.atomic
def note_discussed(*, discussions: Sequence[Discussion], by: StaffMember, now: datetime) -> None:
    """Write on each case that it was discussed today. The same few statements for one or fifty.

    Raises Refused where one of them has ended or is on nobody's caseload any more: nothing is
    written then.
    """
    cases = _locked([one.referral_id for one in discussions])
    if len(cases) != len(discussions):
        raise Refused("This referral has ended, or is on nobody's caseload any more.")
    with trail.written_last():
        _note_on_allocations(discussions, now=now)
        _note_on_timelines(discussions, by=by, now=now)
        changed([referral_id for referral_id, _ in cases], now=now)
        for referral_id, patient_id in cases:
            trail.record(
                Event.CASE_DISCUSSED,
                by=by,
                at=now,
                patient_id=patient_id,
                referral_id=referral_id,
            )


@transaction.atomic
def act_on_risk(
    *,
    referral: Referral,
    response: Response,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> RiskAction:
    """Open what supervision decided must happen, with its owner, on the person's open risk flag.

    Where none is open, what was said in the meeting is the signal that opens one. Raises Refused
    for an owner who has left.
    """
    flag = _open_risk_flag(referral)
    if flag is None:
        flag = risk.raise_flag(
            referral=referral,
            signal=Signal(SignalSource.SUPERVISION, _SAID),
            response=response,
            by=by,
            now=now,
            policy=policy,
        )
        return RiskAction.objects.filter(flag=flag).latest("pk")
    return risk.open_action(
        flag=flag, response=response, review=None, by=by, now=now, policy=policy
    )


@transaction.atomic
def extend_treatment(*, referral: Referral, sessions: int, by: StaffMember, now: datetime) -> None:
    """Plan so many sessions more. Raises Refused where the referral has ended, and for more than a
    referral may plan.
    """
    held = Referral.objects.lock(referral.pk)
    planned = held.planned_sessions + sessions
    if planned > MOST_PLANNED_SESSIONS:
        raise Refused(
            f"{MOST_PLANNED_SESSIONS} sessions are planned at most; "
            f"{held.planned_sessions} are planned now.",
            field="sessions",
        )
    referral_actions.change_treatment_summary(
        referral=held,
        entry=replace(TreatmentSummary.of(held), planned_sessions=planned),
        version=held.version,
        by=by,
        now=now,
    )


def _open_risk_flag(referral: Referral) -> CaseFlag | None:
    return CaseFlag.objects.filter(
        referral=referral, reason=Reason.RISK.value, cleared_at__isnull=True
    ).first()


def _locked(ids: Sequence[int]) -> list[tuple[int, int]]:
    """Those of them that are open and on a caseload, held until the end of the transaction, each
    with its patient.
    """
    carried = Referral.objects.filter(pk__in=ids, ended_on__isnull=True, carried_by__isnull=False)
    locked = carried.order_by("pk").select_for_update(no_key=True)
    return list(locked.values_list("pk", "patient_id"))


def _note_on_allocations(discussions: Sequence[Discussion], *, now: datetime) -> None:
    said = {one.referral_id: one for one in discussions}
    allocations = list(Allocation.objects.filter(referral_id__in=said, ends_at__isnull=True))
    for allocation in allocations:
        one = said[allocation.referral_id]
        allocation.last_discussed_on = local_date(now)
        allocation.review_due_on = one.review_on
        allocation.ending_agreed_on = local_date(now) if one.ending_agreed else None
    Allocation.objects.bulk_update(
        allocations, ["last_discussed_on", "review_due_on", "ending_agreed_on"]
    )


def _note_on_timelines(
    discussions: Sequence[Discussion], *, by: StaffMember, now: datetime
) -> None:
    TimelineNote.objects.bulk_create(
        TimelineNote(
            referral_id=one.referral_id,
            kind=TimelineKind.SUPERVISION,
            title=one.title[:_TITLE],
            text=one.text[:_TEXT],
            at=now,
            by=by,
        )
        for one in discussions
    )
