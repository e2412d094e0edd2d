"""What is said on the form by which somebody refers themselves, pushed through."""

from clinical.policy import DEFAULT
from portal.actions import self_referrals
from portal.models import Safe
from portal.referring import drafts, told
from tests.portal.refer import TYPED
from tests.safety.world import HARMFUL, HARMLESS, World

HEARD_BY = "caseload.actions.self_referrals.hear"


def self_referral(world: World) -> None:
    """The safety answer of a self-referral, and the words beside it; sent twice, it is one."""
    pick, words = world.random.choice, world.random.choice((*HARMLESS, *HARMFUL))
    answers = {step: dict(typed) for step, typed in TYPED.items()}
    answers["safe"]["safe"], answers["problem"]["problem"] = pick(list(Safe)).value, words
    answers["contact"] |= {"emails": "", "phone": f"07700 9{next(world.places):05d}"}
    token = drafts.start(language="en", address="", now=world.now, policy=DEFAULT)
    draft = drafts.find(token, now=world.now)
    assert draft is not None
    draft.answers = answers
    drafts.keep(draft, must_be_seen=told.worries(draft), now=world.now, policy=DEFAULT)
    if told.worries(draft) and pick((True, False)):
        self_referrals.pass_on(draft=draft, by=None, now=world.now, policy=DEFAULT)
    for _ in range(world.twice()):
        referral = self_referrals.send(
            draft=draft,
            agreed=(),
            share_with_gp=False,
            equality={},
            by=None,
            now=world.now,
            policy=DEFAULT,
        )
    world.heard(referral.pk, int(answers["safe"]["safe"] != "YES") + int(words in HARMFUL))
