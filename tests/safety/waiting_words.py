"""Words typed while somebody waits: of a screening call, and of a pause; pushed through."""

import uuid
from datetime import timedelta

from caseload.actions import pauses, screening
from clinical.policy import DEFAULT
from clinical.working_days import local_date
from referrals.models import PauseReason, Referral, ScreeningOutcome, Status, WaitPause
from tests.safety.world import HARMFUL, HARMLESS, World

TYPED_HEARD_BY = "caseload.actions.heard.hear_typed"
_DAY = timedelta(days=1)


def words_while_waiting(world: World) -> None:
    """A note of a call that was held, else the words of a pause; the form sent twice is one."""
    pick, referral = world.random.choice, world.referral()
    words, key = pick((*HARMLESS, *HARMFUL)), uuid.uuid4()
    facts = {"referral": referral, "by": world.carrier, "now": world.now, "policy": DEFAULT}
    is_undecided = Referral.objects.filter(pk=referral.pk, status=Status.RECEIVED).exists()
    if is_undecided:
        for _ in range(world.twice()):
            screening.log_screening_call(
                outcome=ScreeningOutcome.SPOKE, said=words, form_key=key, **facts
            )
    else:
        free_from = (
            local_date(world.now) + _DAY * WaitPause.objects.filter(referral=referral).count()
        )
        pauses.pause_wait(
            reason=PauseReason.AWAY, words=words, from_on=free_from, until_on=free_from, **facts
        )
    world.heard(referral.pk, int(words in HARMFUL))
