"""A risk call asked for at triage, pushed through."""

from caseload.actions import risk_calls
from clinical.policy import DEFAULT
from tests.safety.world import World

RISK_CALL_BY = "caseload.actions.risk_calls.ask_for_risk_call"


def risk_call(world: World) -> None:
    """Somebody who triages reads what worries them."""
    referral = world.referral()
    risk_calls.ask_for_risk_call(
        referral=referral, reason="Says so", by=world.carrier, now=world.now, policy=DEFAULT
    )
    world.heard(referral.pk, 1)
