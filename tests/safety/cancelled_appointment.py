"""Why somebody cancels an appointment, pushed through."""

from datetime import timedelta

from caseload.actions import bookings
from clinical.errors import Refused
from clinical.policy import DEFAULT
from tests.factories.caseload import CareContactFactory
from tests.safety.world import HARMFUL, HARMLESS, World


def why_cancelled(world: World) -> None:
    """By somebody who may act on risk, or by an administrator whose appointment then stays."""
    pick, referral = world.random.choice, world.referral()
    at = world.now + timedelta(hours=next(world.places))
    booked = CareContactFactory(referral=referral, pwp=world.carrier, starts_at=at, medium="VIDEO")
    facts = {
        "contact": booked,
        "reason": pick((*HARMLESS, *HARMFUL)),
        "by": world.senior,
        "now": world.now,
        "policy": DEFAULT,
    }
    may = pick((True, False))
    for _ in range(world.twice()):
        try:
            bookings.cancel_booking(**facts, may_cancel_safety_follow_up=may)
        except Refused:
            bookings.hear_reason(**facts)
    world.heard(referral.pk, int(facts["reason"] in HARMFUL))
