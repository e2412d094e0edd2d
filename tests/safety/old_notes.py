"""What notes of another system say about harm, pushed through."""

from datetime import timedelta

from caseload.actions.old_notes import OldNote, bring_in_notes
from clinical.policy import DEFAULT
from tests.safety.world import HARMFUL, HARMLESS, World

OLD_NOTES_HEARD_BY = "caseload.actions.old_notes._hear"


def old_notes(world: World) -> None:
    """One to three notes of one open referral: what worries in them is one signal."""
    pick, referral = world.random.choice, world.referral()
    words = [pick((*HARMLESS, *HARMFUL)) for _ in range(pick((1, 2, 3)))]
    day = world.now.date() - timedelta(days=30)
    notes = [OldNote(day, pick(("", "A Practitioner")), text) for text in words]
    bring_in_notes(notes={referral.pk: notes}, by=None, now=world.now, policy=DEFAULT)
    world.heard(referral.pk, int(any(one in HARMFUL for one in words)))
