"""What happens while people wait, in the practice service: some asked for a pause, one was put
first, some were taken out of turn, and some have not said whether they still want help.
"""

from collections.abc import Iterator
from datetime import timedelta

from caseload.models import OptIn, OverrideKind, WaitingOverride
from clinical.waits import SIX_WEEKS
from pwpservice.practice.generate import Order
from pwpservice.practice.rows import Ids
from referrals.models import PauseReason, Referral, Status, WaitPause

_DAY = timedelta(days=1)
# From how many days ago to how many ahead, why, and what they said.
_PAUSES = (
    (-6, 15, PauseReason.AWAY, "With family until the school holidays are over"),
    (-2, 26, PauseReason.WORK, "Exams"),
    (-20, -3, PauseReason.NOT_WELL, "In hospital for a knee operation"),
    (4, 18, PauseReason.FAMILY, "A sister is about to have a baby"),
)
_PUT_FIRST = "A baby is due in five weeks"
_OUT_OF_TURN = (
    (2, "Speaks Urdu, and the only Urdu-speaking PWP had a place"),
    (9, "Took a cancellation at an hour's notice"),
)
# How many days ago they were asked, and whether they were asked again.
_ASKED = ((3, False), (9, True), (16, True))
_AGAIN, _DECIDE = timedelta(days=7), timedelta(days=14)


def write_waiting(order: Order, ids: Ids) -> None:
    """After everybody's story: for those on nobody's caseload who have waited longest."""
    waiting = list(
        Referral.objects.open()
        .filter(carried_by__isnull=True, status=Status.WAITING, risk_open_since__isnull=True)
        .order_by("received_on", "pk")[: len(_PAUSES) + len(_ASKED) + 2]
    )
    administrator, senior = ids.staff[-4], ids.staff[-7]
    paused, rest = waiting[: len(_PAUSES)], waiting[len(_PAUSES) :]
    WaitPause.objects.bulk_create(_pauses(paused, order, by=administrator))
    OptIn.objects.bulk_create(_asked(rest[: len(_ASKED)], order, by=administrator))
    WaitingOverride.objects.bulk_create(_put_first(rest[len(_ASKED) :], order, by=senior))
    WaitingOverride.objects.bulk_create(_out_of_turn(order, by=senior))


def _pauses(people: list[Referral], order: Order, *, by: int) -> Iterator[WaitPause]:
    for referral, (first, last, reason, words) in zip(people, _PAUSES, strict=False):
        from_on = max(order.today + timedelta(days=first), referral.received_on)
        until_on = max(order.today + timedelta(days=last), from_on)
        yield WaitPause(
            referral=referral,
            reason=reason,
            words=words,
            from_on=from_on,
            until_on=until_on,
            set_at=order.now - timedelta(days=max(-first, 1)),
            set_by_id=by,
        )


def _asked(people: list[Referral], order: Order, *, by: int) -> Iterator[OptIn]:
    for referral, (days, again) in zip(people, _ASKED, strict=False):
        at = order.now - timedelta(days=days)
        on = order.today - timedelta(days=days)
        is_over = on + _DECIDE <= order.today
        yield OptIn(
            referral=referral,
            asked_at=at,
            asked_by_id=by,
            again_on=on + _AGAIN,
            decide_on=on + _DECIDE,
            asked_again_at=at + _AGAIN if again else None,
            passed_on_at=at + _DECIDE if is_over else None,
        )


def _put_first(people: list[Referral], order: Order, *, by: int) -> Iterator[WaitingOverride]:
    for referral in people[-1:]:
        yield WaitingOverride(
            referral=referral,
            kind=OverrideKind.PUT_FIRST,
            why=_PUT_FIRST,
            due_on=referral.received_on + timedelta(days=SIX_WEEKS),
            passed_over=3,
            at=order.now - _DAY,
            by_id=by,
        )


def _out_of_turn(order: Order, *, by: int) -> Iterator[WaitingOverride]:
    """Two who came later than others and were placed before them."""
    placed = Referral.objects.open().filter(status=Status.ALLOCATED).order_by("-received_on", "pk")
    for referral, (days, why) in zip(placed[: len(_OUT_OF_TURN)], _OUT_OF_TURN, strict=False):
        yield WaitingOverride(
            referral=referral,
            kind=OverrideKind.OUT_OF_TURN,
            why=why,
            due_on=referral.received_on + timedelta(days=SIX_WEEKS),
            passed_over=4 - days // 4,
            at=order.now - timedelta(days=days),
            by_id=by,
        )
