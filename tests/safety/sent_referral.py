"""What somebody else says about harm when they refer a person, pushed through."""

from caseload.actions import referred
from clinical.policy import DEFAULT
from tests.safety.world import World

HARM_HEARD_BY = "caseload.actions.referred.hear_harm"


def sent_referral(world: World) -> None:
    """A letter that mentions harm."""
    referral = world.referral()
    referred.hear_harm(
        referral=referral, words="They say so", by=None, now=world.now, policy=DEFAULT
    )
    world.heard(referral.pk, 1)
