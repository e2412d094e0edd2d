"""What another system says about harm when it refers a person, pushed through."""

from clinical.policy import DEFAULT
from portal.actions import sent_referrals
from portal.models import ReferralSender
from tests.portal.letters import letter, sender
from tests.safety.world import HARMFUL, HARMLESS, World

HARM_HEARD_BY = "caseload.actions.referred.hear_harm"


def sent_referral(world: World) -> None:
    """A letter, its answer about harm and its words; sent twice under one key, it is one."""
    pick, words = world.random.choice, world.random.choice((*HARMLESS, *HARMFUL))
    came = letter(
        reason=words,
        mentions_harm=pick((True, False)),
        nhs_number="",
        phone=f"07700 8{next(world.places):05d}",
    )
    by = ReferralSender.objects.first() or sender(world.now)
    key = f"letter-{next(world.places):05d}"
    for _ in range(world.twice()):
        referral = sent_referrals.receive_sent(
            sender=by, key=key, letter=came, by=None, now=world.now, policy=DEFAULT
        )
    world.heard(referral.pk, int(came.says_harm or words in HARMFUL))
