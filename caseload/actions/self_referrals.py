"""What somebody says when they refer themselves, as the caseload takes it: signals on one flag, and
the call that went out while their form lay unsent.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from caseload import owners
from caseload.actions import risk
from caseload.models import Call, CaseFlag, RiskSignal, SignalSource
from caseload.risk_signals import Response, Signal
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.risk import ResponseUrgency
from referrals.models import Referral

RING_NOW = "Ring now: on their form they asked for help now, or were not sure that they are safe"


@transaction.atomic
def hear(
    *,
    referral: Referral,
    said: Sequence[str],
    needs_help_now: bool,
    call: Call | None,
    by: None,
    now: datetime,
    policy: Policy,
) -> RiskSignal:
    """Each thing that worries is a signal on one flag, whose owner and due time exist from now on:
    the duty senior, as nobody carries this person yet. The last signal is returned.

    A call that went out while the form lay unsent is theirs from now on. Raises Refused where
    nobody works here.
    """
    for number, words in enumerate(said):
        is_first = number == 0
        flag = risk.raise_flag(
            referral=referral,
            signal=Signal(SignalSource.SELF_REFERRAL, words),
            response=_ring_now(now=now) if needs_help_now and is_first else None,
            by=by,
            now=now,
            policy=policy,
        )
    stored = RiskSignal.objects.filter(flag=flag).latest("pk")
    if call is not None:
        _claim(call, flag=flag, signal=stored, by=by, now=now)
    return stored


def _ring_now(*, now: datetime) -> Response:
    found = owners.service_at(now).finds_out()
    if found is None:
        raise Refused("Nobody works here to ring this person.")
    return Response(RING_NOW, found.staff_id, ResponseUrgency.IMMEDIATE)


def _claim(call: Call, *, flag: CaseFlag, signal: RiskSignal, by: None, now: datetime) -> None:
    """The call leaves the list of calls of nobody yet, unless a person has settled it already."""
    claimed = Call.objects.filter(
        pk=call.pk, referral__isnull=True, settled_at__isnull=True
    ).update(referral=flag.referral_id, signal=signal)
    if claimed:
        trail.record(
            Event.CALL_SETTLED,
            by=by,
            at=now,
            about=call,
            patient_id=flag.referral.patient_id,
            referral_id=flag.referral_id,
        )
