"""What follows a signed note, pushed through: a correction, and filing it on the right record."""

import uuid

from caseload.actions import signed_notes
from caseload.models import CareContact, ContactState, RiskSignal, SignalSource
from clinical.policy import DEFAULT
from outcomes.models import MeasureScore
from tests.safety.world import HARMFUL, HARMLESS, World


def corrected_note(world: World) -> None:
    """Words beside a note that was signed; the form sent twice is one."""
    signed = _signed(world)
    if signed is None:
        return
    words, key = world.random.choice((*HARMLESS, *HARMFUL)), uuid.uuid4()
    for _ in range(world.twice()):
        signed_notes.correct(
            contact=signed,
            text=words,
            form_key=key,
            by=world.carrier,
            now=world.now,
            policy=DEFAULT,
        )
    world.heard(signed.referral_id, int(words in HARMFUL))


def file_again(world: World) -> None:
    """A note on the wrong record: what it said is said of the right person too."""
    signed = _signed(world)
    if signed is None:
        return
    right = world.random.choice([one for one in world.referrals if one.pk != signed.referral_id])
    by_score = MeasureScore.objects.filter(
        sitting=signed.sitting_id, item_nine__gt=0, superseded_at=None
    )
    of_note = RiskSignal.objects.filter(
        contact=signed, source__in=(SignalSource.RISK_SECTION, SignalSource.MISSED_SESSION)
    )
    again = int(signed.sitting_id is not None and by_score.exists()) + of_note.count()
    again += int(any(one.text in HARMFUL for one in signed.corrections.all()))
    signed_notes.withdraw(
        contact=signed, reason="Wrong person", may_withdraw_any=True, by=world.senior, now=world.now
    )
    signed_notes.file_again(
        contact=signed, referral=right, by=world.senior, now=world.now, policy=DEFAULT
    )
    world.heard(right.pk, again)


def _signed(world: World) -> CareContact | None:
    return CareContact.objects.filter(
        state=ContactState.LOGGED, referral__in=world.referrals, pwp=world.carrier
    ).first()
