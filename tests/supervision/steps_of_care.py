"""What happens to somebody between two meetings: sessions, risk, bookings, who carries them."""

from datetime import timedelta

from caseload.actions import allocation, bookings, endings, flags, risk, scores, signed_notes
from caseload.models import CareContact, CaseFlag, RiskAction, SignalSource
from caseload.risk_signals import Signal
from clinical.problems import Problem
from clinical.reason import Reason
from clinical.working_days import local_date
from outcomes.models import MeasureScore
from referrals.actions import record_problem
from referrals.changes import changed
from referrals.models import EndCode, Referral
from tests.factories import caseload
from tests.factories.outcomes import MeasureScoreFactory, SittingFactory


class NothingToDoError(Exception):
    """There is nothing to do this to."""


def first(rows):
    found = rows.first()
    if found is None:
        raise NothingToDoError
    return found


def fresh(referral):
    return Referral.objects.select_related("patient", "carried_by").get(pk=referral.pk)


def carried(referral):
    found = fresh(referral)
    if found.carried_by_id is None or found.ended_on is not None:
        raise NothingToDoError
    return found


def _held_at(w):
    return w.now - timedelta(hours=1, minutes=30)


def _session(w, referral, number):
    totals = {"phq9": (number * 7) % 28, "gad7": (number * 5) % 22}
    caseload.signed_contact(carried(referral), at=_held_at(w), signed_at=w.now, **totals)
    changed([referral.pk], now=w.now)


def _of_the_problem(w, referral, number):
    """A total of the measure of OCD, for whoever has that problem or may yet have it."""
    MeasureScoreFactory(
        sitting=SittingFactory(referral=carried(referral), taken_at=w.now),
        measure="OCI",
        answers=[],
        total=(number * 37) % 169,
    )
    changed([referral.pk], now=w.now)


def _another_problem(w, referral, number):
    problem = Problem.OCD if number % 3 else Problem.DEPRESSION
    on = local_date(w.now)
    record_problem(referral=carried(referral), problem=problem, on=on, by=w.priya, now=w.now)


def _session_that_asks(w, referral, number):
    facts = {"signed_at": w.now, "supervision_question": f"Asked in note {w.steps}?"}
    caseload.signed_contact(carried(referral), at=_held_at(w), phq9=number % 28, **facts)
    changed([referral.pk], now=w.now)


def _missed(w, referral, _number):
    caseload.missed_contact(carried(referral), at=_held_at(w), signed_at=w.now)
    changed([referral.pk], now=w.now)


def _taken_along(w, referral, _number):
    facts = {"signed_at": w.now, "follow_up": "WRITE_AND_SUPERVISION"}
    caseload.missed_contact(carried(referral), at=_held_at(w), **facts)
    changed([referral.pk], now=w.now)


def _item_nine(w, referral, number):
    signal = Signal(SignalSource.CALL, f"She said so {number} times.", was_spoken=True)
    risk.raise_flag(referral=carried(referral), signal=signal, response=None, by=w.sam, **w.facts)


def _risk_seen_to(w, referral, _number):
    action = first(RiskAction.objects.filter(referral=referral, closed_at__isnull=True))
    risk.close_risk_action(
        risk_action=action,
        outcome="Rang her, safe.",
        then=None,
        is_confirmed=True,
        by=w.sam,
        **w.facts,
    )


def _score_corrected(w, referral, number):
    right = MeasureScore.objects.filter(
        referral=referral, measure="PHQ9", superseded_at__isnull=True, withdrawn_at__isnull=True
    )
    answers = [min(3, number % 4)] * 8 + [0]
    score = first(right.order_by("-pk"))
    scores.correct_score(score=score, reason="Slip.", by=w.priya, answers=answers, **w.facts)


def _note_withdrawn(w, referral, _number):
    note = first(CareContact.objects.filter(referral=referral, state="LOGGED").order_by("-pk"))
    facts = {"reason": "Not hers.", "may_withdraw_any": True, "by": w.sam, "now": w.now}
    signed_notes.withdraw(contact=note, **facts)


def _filed_again(w, referral, number):
    gone = CareContact.objects.filter(state="WITHDRAWN", filed_again_as__isnull=True)
    other = w.cases[(w.cases.index(referral) + 1 + number) % len(w.cases)]
    signed_notes.file_again(
        contact=first(gone.order_by("pk")), referral=carried(other), by=w.sam, **w.facts
    )


def _booked(w, referral, number):
    kind = "TREATMENT" if number % 2 else "REVIEW"
    caseload.booked_contact(carried(referral), at=w.free_time(), kind=kind)
    changed([referral.pk], now=w.now)


def _ahead(w, referral):
    ahead = CareContact.objects.filter(referral=referral, state="BOOKED", starts_at__gt=w.now)
    return first(ahead.select_related("referral__patient").order_by("pk"))


def _booking_moved(w, referral, _number):
    at = w.free_time()
    CareContact.objects.filter(pk=_ahead(w, referral).pk).update(
        starts_at=at, ends_at=at + timedelta(minutes=30)
    )
    changed([referral.pk], now=w.now)


def _booking_cancelled(w, referral, _number):
    facts = {"reason": "Holiday.", "may_cancel_safety_follow_up": True, "by": w.sam}
    bookings.cancel_booking(contact=_ahead(w, referral), **facts, **w.facts)


def _handed_on(w, referral, _number):
    held = carried(referral)
    to = w.nia if held.carried_by_id == w.priya.pk else w.priya
    allocation.allocate(referral=held, pwp=to, why="Leave.", was_carried=True, by=w.sam, **w.facts)


def _ended(w, referral, number):
    if number % 3:
        raise NothingToDoError
    ending = endings.Ending(EndCode.COMPLETED, local_date(w.now), "Done.")
    endings.end_referral(referral=carried(referral), ending=ending, by=w.priya, **w.facts)


def _put_off(w, referral, number):
    standing = CaseFlag.objects.filter(referral=referral, cleared_at__isnull=True)
    flag = first(standing.exclude(reason=Reason.RISK).order_by("-since", "pk")[number % 2 :])
    facts = {"reason": Reason(flag.reason), "by": w.priya, **w.facts}
    if number % 3 == 0:
        flags.wake_flag(referral=carried(referral), **facts)
        return
    until = local_date(w.now) + timedelta(days=1 + number % 9)
    flags.snooze_flag(referral=carried(referral), until=until, why="She is away.", **facts)


STEPS_OF_CARE = {
    "session": _session,
    "of the problem": _of_the_problem,
    "another problem": _another_problem,
    "session that asks": _session_that_asks,
    "missed": _missed,
    "taken along": _taken_along,
    "risk": _item_nine,
    "risk seen to": _risk_seen_to,
    "score corrected": _score_corrected,
    "note withdrawn": _note_withdrawn,
    "filed again": _filed_again,
    "booked": _booked,
    "booking moved": _booking_moved,
    "booking cancelled": _booking_cancelled,
    "handed on": _handed_on,
    "ended": _ended,
    "put off": _put_off,
}
