"""What somebody says of a letter that they attach, pushed through."""

import uuid

from caseload.actions import documents
from caseload.models import MentionsHarm
from clinical.policy import DEFAULT
from tests.factories.documents import entry
from tests.safety.world import World

LETTER_HEARD_BY = "caseload.actions.documents._signal"


def attached_letter(world: World) -> None:
    """Attached twice under one form, it is one letter; only a plain no raises nothing."""
    pick, referral, key = world.random.choice, world.referral(), uuid.uuid4()
    harm = pick(list(MentionsHarm))
    is_clinical = pick((True, False))
    for _ in range(world.twice()):
        documents.attach(
            referral=referral,
            entry=entry(harm=harm),
            form_key=key,
            by_clinician=is_clinical,
            by=world.senior,
            now=world.now,
            policy=DEFAULT,
        )
    world.heard(referral.pk, int(harm is not MentionsHarm.NO))
