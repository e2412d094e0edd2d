"""The triage queue of the practice service: letters and scores, two with risk, one called twice and
one overlooked; two sent on; and the directory of help elsewhere.
"""

from datetime import timedelta
from random import Random
from uuid import UUID

from caseload import facts, flagging
from caseload.actions import referred, screening, triage
from caseload.models import CameBy, MentionsHarm, TypedReferral
from caseload.triage.entry import HelpElsewhere, TriageEntry
from clinical.measures import GAD7, PHQ9, Measure
from clinical.policy import Policy
from outcomes.models import MeasureScore, Mode, Sitting
from pwpservice.practice.generate import Order
from pwpservice.practice.rows import Ids
from referrals.models import (
    TO_TRIAGE,
    ConsentMethod,
    DirectoryEntry,
    HelpArea,
    Patient,
    Referral,
    ReferralSource,
    ScreeningOutcome,
    TriageDecision,
)
from staff.models import StaffMember

_PLACES = (
    (HelpArea.EMPLOYMENT, "Northbrook Work Links", "Keeping or finding work"),
    (HelpArea.DEBT, "Northbrook Advice", "Debt, benefits, bills; by phone or at the library"),
    (HelpArea.HOUSING, "Housing Options Northbrook", "Rent arrears, repairs, notice to leave"),
    (HelpArea.CHILDREN, "Elm Road Children’s Centre", "Groups for parents of under-fives"),
    (HelpArea.BEREAVEMENT, "Northbrook Bereavement Support", "Listening, one to one or in a group"),
    (HelpArea.ALCOHOL, "Turning Tide", "Alcohol and drugs, without a referral"),
    (HelpArea.CARERS, "Carers Northbrook", "Breaks, advice, other carers"),
    (HelpArea.VETERANS, "Veterans’ Network", "For those who served, and their families"),
    (HelpArea.PERINATAL, "First Year Together", "Pregnancy and the first year"),
)
_LETTERS = (
    "Worry about her son’s health since January, poor sleep. Likely generalised anxiety.",
    "Low since redundancy in spring, no past treatment. Please assess.",
    "Panic on the way to work, twice a week. Heart checked, nothing found.",
    "Baby of 9 weeks, tearful most days, sleeps when she can.",
    "Type 2 diabetes, gave up checking his sugars. Says there is no point.",
    "Avoids phone calls and meetings since school. Asks for help now.",
    "Lost her husband last year. Eats little, sees nobody.",
)
# Item 9 is not above 0 in any of these: who says so has a flag.
_TOTALS = ((14, 17), (11, 15), (16, 13), (9, 12), (21, 16), (13, 14), (18, 19), (10, 8))
_HARM = ("GP letter: past overdose", "GP letter: “wishes not to wake up”")
_BEST_TIMES = ("Evenings only", "School hours", "")
_CALLED_AT = (timedelta(hours=3), timedelta(hours=1))


def write_triage(order: Order, ids: Ids, *, policy: Policy) -> None:
    """After everybody's story, for those who await triage. The longest wait stays overlooked."""
    rng = Random(f"{order.seed}/{order.today}/triage")
    _write_places(order)
    people = list(
        Referral.objects.filter(TO_TRIAGE, risk_open_since__isnull=True)
        .select_related("patient")
        .order_by("received_on", "pk")
    )[1:]
    _write_letters(people)
    _write_scores(people[:: max(len(people) // len(_TOTALS), 1)], order, rng)
    senior = StaffMember.objects.get(pk=ids.staff[-7])
    known = [one.pk for one in people]
    facts.refresh(known)
    flagging.refresh(known, now=order.now, policy=policy)
    _write_harm(people, order, rng, typed_by_id=ids.staff[-4], policy=policy)
    if len(people) > len(_LETTERS):
        _call_first(people[0], order, rng, by=senior, policy=policy)
        _send_on(people[1], people[2], order, by=senior, policy=policy)


def _write_places(order: Order) -> None:
    DirectoryEntry.objects.bulk_create(
        DirectoryEntry(
            area=area, name=name, what=what, phone=f"01632 9601{number:02}", updated_at=order.now
        )
        for number, (area, name, what) in enumerate(_PLACES, start=11)
    )


def _write_letters(people: list[Referral]) -> None:
    """For those who wrote nothing themselves."""
    for number, referral in enumerate(people):
        referral.problem_statement = referral.problem_statement or _LETTERS[number % len(_LETTERS)]
        referral.patient.best_time = _BEST_TIMES[number % len(_BEST_TIMES)]
    Referral.objects.bulk_update(people, ["problem_statement"])
    Patient.objects.bulk_update([one.patient for one in people], ["best_time"])


def _write_scores(people: list[Referral], order: Order, rng: Random) -> None:
    sittings = Sitting.objects.bulk_create(
        Sitting(
            referral=referral,
            form_key=UUID(int=rng.getrandbits(128), version=4),
            taken_at=order.now - timedelta(hours=1),
            mode=Mode.BY_LINK,
            recorded_at=order.now - timedelta(hours=1),
        )
        for referral, _ in zip(people, _TOTALS, strict=False)
    )
    MeasureScore.objects.bulk_create(
        _score(sitting, measure, total)
        for sitting, totals in zip(sittings, _TOTALS, strict=False)
        for measure, total in zip((PHQ9, GAD7), totals, strict=True)
    )


def _score(sitting: Sitting, measure: Measure, total: int) -> MeasureScore:
    answers, left = [], total
    for _ in range(8 if measure is PHQ9 else 7):
        answers.append(min(left, measure.item_highest))
        left -= answers[-1]
    if measure is PHQ9:
        answers.append(0)
    return MeasureScore(
        sitting=sitting,
        referral_id=sitting.referral_id,
        measure=measure.code,
        instrument_version=measure.version,
        taken_at=sitting.taken_at,
        answers=answers,
        total=total,
        item_nine=0 if measure is PHQ9 else None,
    )


def _write_harm(
    people: list[Referral], order: Order, rng: Random, *, typed_by_id: int, policy: Policy
) -> None:
    """Typed letters of two surgeries that say so, with the flag that they make."""
    by_gp = [one for one in people if one.source == ReferralSource.GP]
    for referral, words in zip(by_gp[-len(_HARM) :], _HARM, strict=False):
        signal = referred.hear_harm(
            referral=referral, words=words, by=None, now=order.now, policy=policy
        )
        TypedReferral.objects.create(
            referral=referral,
            form_key=UUID(int=rng.getrandbits(128), version=4),
            came_by=CameBy.LETTER,
            referrer="Dr Sunita Rao",
            organisation=referral.patient.gp.rsplit(", ", 1)[-1],
            problem=referral.problem_statement,
            mentions_harm=MentionsHarm.YES,
            words_mention_harm=True,
            signal=signal,
            was_known=False,
            typed_at=order.now - timedelta(minutes=50),
            typed_by_id=typed_by_id,
        )


def _call_first(
    referral: Referral, order: Order, rng: Random, *, by: StaffMember, policy: Policy
) -> None:
    entry = TriageEntry(decision=TriageDecision.CALL_FIRST, seen=0, reason="Ask about panic")
    at = order.now - timedelta(hours=4)
    triage.triage(referral=referral, entry=entry, by=by, now=at, policy=policy)
    for ago in _CALLED_AT:
        screening.log_screening_call(
            referral=referral,
            outcome=ScreeningOutcome.NO_ANSWER,
            said="",
            form_key=UUID(int=rng.getrandbits(128), version=4),
            by=by,
            now=order.now - ago,
            policy=policy,
        )


def _send_on(
    stepped_up: Referral, pointed: Referral, order: Order, *, by: StaffMember, policy: Policy
) -> None:
    """One to Step 3, and one to advice about debt, to be asked in two weeks."""
    step_3 = TriageEntry(
        decision=TriageDecision.STEP_3, seen=0, reason="Nightmares since a crash, past therapy"
    )
    debt = DirectoryEntry.objects.get(area=HelpArea.DEBT)
    elsewhere = HelpElsewhere(
        places=(debt.pk,),
        consent=ConsentMethod.BY_PHONE,
        ask_on=order.today + timedelta(days=14),
    )
    signpost = TriageEntry(
        decision=TriageDecision.SIGNPOST,
        seen=0,
        reason="Worry is about debt alone, and she asked for that",
        elsewhere=elsewhere,
    )
    for referral, entry in ((stepped_up, step_3), (pointed, signpost)):
        triage.triage(referral=referral, entry=entry, by=by, now=order.now, policy=policy)
