"""How large the practice service is: open referrals, on how many caseloads, and ended ones."""

from dataclasses import dataclass

DEFAULT_REFERRALS = 5200
DAYS_OF_HISTORY = 912
_OPEN_SHARE = 0.1362
_WAITING_SHARE = 0.06
_FULL_CASELOAD = 64
_SMALLEST_OPEN = 110


@dataclass(frozen=True, slots=True)
class Scale:
    """Counts that all the rest is built to. `loads` are open cases, PWP by PWP."""

    loads: tuple[int, ...]
    senior_load: int
    waiting: int
    ended: int

    @property
    def open(self) -> int:
        return sum(self.loads) + 2 * self.senior_load + self.waiting


# Amira Hassan as in the drawings; the last two of the usual eleven are the trainees.
_FIRST_LOAD = 70
_USUAL_LOADS = (70, 66, 63, 61, 64, 58, 62, 65, 60, 40, 31)
_SENIOR_LOAD = 11
FIRST_TRAINEE = 9


def scale_for(referrals: int) -> Scale:
    """The scale of a service with about this many referrals in all.

    The default is eleven PWPs. A larger service has more of them, each with 64 open cases, so that
    only the service grows and never a caseload; a smaller one fills fewer caseloads.
    """
    opened = max(round(referrals * _OPEN_SHARE), min(referrals // 3, _SMALLEST_OPEN))
    waiting = max(round(opened * _WAITING_SHARE), 2)
    carried = opened - waiting
    usual = sum(_USUAL_LOADS) + 2 * _SENIOR_LOAD
    if carried >= usual:
        extra, rest = divmod(carried - usual, _FULL_CASELOAD)
        more = (_FULL_CASELOAD,) * extra + ((rest,) if rest > _FULL_CASELOAD // 2 else ())
        loads, seniors = _USUAL_LOADS + more, _SENIOR_LOAD
    else:
        loads, seniors = _smaller(carried), 2
    made = sum(loads) + 2 * seniors + waiting
    return Scale(loads, seniors, waiting, max(referrals - made, 0))


def _smaller(carried: int) -> tuple[int, ...]:
    """Full caseloads for as few as it takes, and a little for the trainee who has a sign-in."""
    left = max(carried - 2 * 2, 0)
    loads = [0] * len(_USUAL_LOADS)
    loads[0] = min(_FIRST_LOAD, left * 2 // 3)
    loads[FIRST_TRAINEE] = min(_USUAL_LOADS[FIRST_TRAINEE], left // 10)
    left -= sum(loads)
    for place in (*range(1, FIRST_TRAINEE), FIRST_TRAINEE + 1):
        loads[place] = min(_USUAL_LOADS[place], left)
        left -= loads[place]
    return tuple(loads)
