"""A flag that a person put off rests until its date, unless it is risk or has become worse.

Worked out as it is read, from what was kept when it was put off: no worker wakes anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from caseload.facts import OpenRisk, own_measure_code
from clinical.reason import Found, Reason

_SCORES = ("phq9", "gad7")
_MISSES = ("missed_in_a_row", "last_item_nine")
# What makes each reason worse, by the summary's column; the others wait for their date alone.
_WORSE_WITH: Mapping[Reason, tuple[str, ...]] = {
    Reason.DETERIORATING: _SCORES,
    Reason.NOT_IMPROVING: _SCORES,
    Reason.HIGH_SCORES: _SCORES,
    Reason.OVERDUE_CONTACT: _MISSES,
    Reason.MISSED_SESSION: _MISSES,
    # News: the PWP now proposes an ending, or something else.
    Reason.READY_FOR_DECISION: ("ending_proposed",),
}
# These go by the measure that the problem calls for as well.
_BY_OWN_MEASURE = frozenset({Reason.DETERIORATING, Reason.NOT_IMPROVING})
# Risk waits for nobody; what could not be checked may hide anything.
NEVER = frozenset({Reason.RISK, Reason.COULD_NOT_BE_CHECKED})
# While risk is open, silence is not routine (clinical reference 6.3).
NOT_WITH_RISK = frozenset({Reason.OVERDUE_CONTACT, Reason.MISSED_SESSION})


def may_rest(reason: Reason, *, has_risk: bool) -> bool:
    """Whether a person may put such a flag off."""
    return reason not in NEVER and not (has_risk and reason in NOT_WITH_RISK)


def numbers(reason: Reason, row: Mapping[str, Any]) -> dict[str, int]:
    """The latest totals, or the misses, that this reason rests on, from a summary row."""
    if reason not in _WORSE_WITH:
        return {}
    found = {name: _latest(row[name]) for name in _WORSE_WITH[reason]}
    return {
        **{name: number for name, number in found.items() if number is not None},
        **(_own_number(row) if reason in _BY_OWN_MEASURE else {}),
        **({row["proposed"]: 1} if reason is Reason.READY_FOR_DECISION and row["proposed"] else {}),
    }


def _own_number(row: Mapping[str, Any]) -> dict[str, int]:
    """The latest total of the measure that the problem calls for, in hundredths, by its code: that
    of another problem is no better or worse than it. The first of them says nothing of worse.
    """
    code, totals = own_measure_code(row["problem"]), tuple(row["own_totals"] or ())
    return {code: int(totals[-1] * 100)} if code is not None and len(totals) > 1 else {}


def as_put_off(found: Found, *, row: Mapping[str, Any], risk: OpenRisk, on: date) -> Found:
    """The reason with the day until which it rests; as it is, where nobody put it off, where its
    day has come, or where it is worse than it was then.
    """
    stored = row["flags"].get(found.reason) if isinstance(row["flags"], dict) else None
    if stored is None or stored[3] is None:
        return found
    until = date.fromisoformat(stored[3])
    is_open = bool(risk.actions or risk.signals)
    if (
        until <= on
        or not may_rest(found.reason, has_risk=is_open)
        or is_worse(found.reason, row, then=stored[4])
    ):
        return found
    return replace(found, snoozed_until=until)


def last(found: Iterable[Found]) -> tuple[Found, ...]:
    """Those that ask for a look now, in their order; then those put off."""
    return tuple(sorted(found, key=lambda one: one.snoozed_until is not None))


def is_worse(reason: Reason, row: Mapping[str, Any], *, then: Mapping[str, int]) -> bool:
    """A number that is higher than when the reason was put off, or was not there then."""
    now = numbers(reason, row)
    return any(name not in then or now[name] > then[name] for name in now)


def _latest(value: Any) -> int | None:
    """The latest of a list of totals; any other number as it is."""
    if isinstance(value, (list, tuple)):
        return value[-1] if value else None
    return None if value is None else int(value)
