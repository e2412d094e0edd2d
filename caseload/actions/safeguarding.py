"""Safeguarding referrals to other bodies: with consent or the reason without, and followed
up by a named person.
"""

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from caseload.actions import risk
from caseload.models import (
    AboutWhom,
    CaseFlag,
    RiskAction,
    SafeguardingReferral,
    SignalSource,
)
from caseload.risk_signals import Response, Signal
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.reason import Reason
from clinical.risk import ResponseUrgency
from referrals.changes import changed
from referrals.models import Referral
from staff.models import StaffMember

FOLLOW_UP = "Safeguarding referral: follow up with {}"


@dataclass(frozen=True, slots=True)
class SafeguardingEntry:
    """What was passed on: about whom, to whom, how, with consent or why without."""

    about: AboutWhom
    concern: str
    recipient: str
    how_sent: str
    has_consent: bool
    why_without_consent: str
    their_reference: str


@transaction.atomic
def refer(
    *,
    referral: Referral,
    entry: SafeguardingEntry,
    owner_id: int,
    urgency: ResponseUrgency,
    form_key: uuid.UUID,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> SafeguardingReferral:
    """Keep what was passed on and open a risk action to follow it up; the same form again returns
    the first.

    The action joins the open risk flag, or opens one. Raises Refused for a concern, recipient or
    way without words, for no consent without a reason, for other words under a used form key, and
    for an owner who has left.
    """
    _refuse_unless_whole(entry)
    Referral.objects.lock(referral.pk)
    first = SafeguardingReferral.objects.filter(form_key=form_key).first()
    if first is not None:
        same = {name: getattr(first, name) for name in asdict(entry)} == asdict(entry)
        if not same or first.referral_id != referral.pk:
            raise Refused("This form was used already. Load the page again.")
        return first
    response = Response(FOLLOW_UP.format(entry.recipient.strip()), owner_id, urgency)
    made = SafeguardingReferral.objects.create(
        referral=referral,
        risk_action=_follow_up(referral, response, by=by, now=now, policy=policy),
        form_key=form_key,
        at=now,
        by=by,
        **asdict(entry),
    )
    changed([referral.pk])
    trail.record(
        Event.SAFEGUARDING_REFERRED,
        by=by,
        at=now,
        about=made,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
    )
    return made


def _refuse_unless_whole(entry: SafeguardingEntry) -> None:
    for field, words in (
        ("concern", "Write what the concern is."),
        ("recipient", "Say who the referral goes to."),
        ("how_sent", "Say how it was sent."),
    ):
        if not getattr(entry, field).strip():
            raise Refused(words, field=field)
    if not entry.has_consent and not entry.why_without_consent.strip():
        raise Refused("Say why it was passed on without consent.", field="why_without_consent")


def _follow_up(
    referral: Referral, response: Response, *, by: StaffMember, now: datetime, policy: Policy
) -> RiskAction:
    """The action on the open risk flag; without one, the concern itself is the signal."""
    flag = CaseFlag.objects.filter(
        referral=referral, reason=Reason.RISK.value, cleared_at__isnull=True
    ).first()
    if flag is not None:
        return risk.open_action(
            flag=flag, response=response, review=None, by=by, now=now, policy=policy
        )
    flag = risk.raise_flag(
        referral=referral,
        signal=Signal(SignalSource.SAFEGUARDING, "Safeguarding referral made"),
        response=response,
        by=by,
        now=now,
        policy=policy,
    )
    return RiskAction.objects.filter(flag=flag).latest("pk")
