"""What a referral says about harm that somebody who works here types, pushed through."""

import uuid

from caseload.actions import incoming
from caseload.models import MentionsHarm
from clinical.policy import DEFAULT
from tests.caseload.letters import letter
from tests.safety.world import HARMFUL, HARMLESS, World


def typed_referral(world: World) -> None:
    """A GP's letter: the answer of whoever types it, and its words; Save pressed twice is one."""
    pick, words = world.random.choice, world.random.choice((*HARMLESS, *HARMFUL))
    answer, key = pick(list(MentionsHarm)), uuid.uuid4()
    phone = f"07700 7{next(world.places):05d}"
    for _ in range(world.twice()):
        referral = incoming.receive_typed(
            entry=letter(problem=words, mentions_harm=answer, phone=phone),
            form_key=key,
            by=world.carrier,
            now=world.now,
            policy=DEFAULT,
        )
    world.heard(referral.pk, int(answer != MentionsHarm.NO or words in HARMFUL))
