"""Safety plans of people with an open risk plan, some calls of the week, and one call that nobody
has matched yet.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from caseload.models import Call, Caller, SafetyPlan
from clinical.policy import DEFAULT
from clinical.risk import ResponseUrgency, due_by
from pwpservice.practice.generate import Order
from pwpservice.practice.records import Story
from pwpservice.practice.rows import Ids
from referrals.models import Referral
from staff.models import Duty

_SIGNS = (
    "I stop answering messages and stay in bed.",
    "I lie awake going over the same things.",
    "I snap at everybody and then hide in my room.",
)
_COPING = (
    "Walk once round the park.\nA shower, then tea.",
    "Put music on and tidy one shelf.",
    "The breathing exercise, ten minutes.",
)
_PLACES = ("The library.\nThe café by the bus stop.", "The allotment.", "The swimming pool.")
_PEOPLE = ("My sister, any time.", "My friend from work, after six.", "My neighbour opposite.")
_SAFER = (
    "My sister keeps the tablets and gives me a week at a time.",
    "Nothing sharp in the bedroom.",
    "No alcohol in the house.",
)
# Who rang, what was said, what happens next, and how many hours ago.
_CALLS = (
    (Caller.PATIENT, "Cannot make Thursday, asks for a later time.", "Offer Friday", 3),
    (Caller.GP, "The surgery has changed the dose and will write.", "Ask at the next session", 26),
    (Caller.FAMILY, "Her partner asks whether she may bring him along.", "Ask her", 50),
)
_ABOUT = "A woman called Ruth or Rose, about forty, lives near the station"
_SAID = "A colleague has not seen her since Friday and is worried. Would not say more."


def write_safety(order: Order, ids: Ids, stories: Sequence[tuple[Story, int]]) -> None:
    """Plans for everybody with an open risk plan; the calls once, with the first caseload."""
    # Called for one batch after another: each draws keys of its own.
    first = min((pk for _, pk in stories), default=0)
    rng = Random(f"{order.seed}/{order.today}/safety/{first}")
    risky = [(story, pk) for story, pk in stories if story.open_risk and not story.end_code]
    patients = dict(
        Referral.objects.filter(pk__in=[pk for _, pk in risky]).values_list("pk", "patient_id")
    )
    SafetyPlan.objects.bulk_create(
        _plan(story, pk, patients[pk], ids=ids, order=order, rng=rng) for story, pk in risky
    )
    mine = [pk for story, pk in stories if story.carrier == 0 and not story.end_code]
    if len(mine) > len(_CALLS) and not Call.objects.exists():
        Call.objects.bulk_create(_calls(mine, ids=ids, now=order.now, rng=rng))


def _plan(
    story: Story, referral_id: int, patient_id: int, *, ids: Ids, order: Order, rng: Random
) -> SafetyPlan:
    """Written on the day of the risk section; its review is still to come."""
    found = story.open_risk
    visit, risk = found if found else (story.visits[-1], None)
    return SafetyPlan(
        patient_id=patient_id,
        referral_id=referral_id,
        number=1,
        form_key=_key(rng),
        warning_signs=rng.choice(_SIGNS),
        coping=rng.choice(_COPING),
        distraction=rng.choice(_PLACES),
        people=rng.choice(_PEOPLE),
        professionals="The surgery, in the day.",
        making_safer=rng.choice(_SAFER),
        reasons_for_living=risk.keeps_safe if risk else "",
        review_on=order.today + timedelta(days=rng.randint(3, 20)),
        copy_given="By post",
        at=visit.written_at,
        by_id=ids.staff[story.carrier or 0],
    )


def _calls(mine: Sequence[int], *, ids: Ids, now: datetime, rng: Random) -> Iterator[Call]:
    """A few on the first caseload, and one about somebody not found yet."""
    for place, (caller, said, following, hours) in enumerate(_CALLS):
        yield Call(
            form_key=_key(rng),
            referral_id=mine[place * 2],
            caller=caller,
            said=said,
            mentions_risk=False,
            next_step=following,
            at=now - timedelta(hours=hours),
            by_id=ids.staff[0],
        )
    turn = Duty.objects.at(now).values_list("staff_id", flat=True).first()
    yield Call(
        form_key=_key(rng),
        caller=Caller.OTHER,
        about=_ABOUT,
        phone="07700 900461",
        said=_SAID,
        mentions_risk=False,
        next_step="Ring the colleague back",
        owner_id=turn or ids.staff[0],
        due_by=due_by(urgency=ResponseUrgency.SAME_DAY, now=now, calendar=DEFAULT.calendar),
        at=now - timedelta(minutes=40),
        by_id=ids.staff[0],
    )


def _key(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)
