"""Reasons that the caseload no longer shows and the meeting must hear (clinical reference 3.2).

Risk that came and was closed since the case was last discussed, and a missed session that its PWP
takes to supervision.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from caseload import signal_words
from clinical import wording
from clinical.reason import Found, Reason
from clinical.working_days import local_date

Rows = Iterable[Mapping[str, Any]]
_CLEARS = "Clears when the case has been discussed in supervision."


@dataclass(frozen=True, slots=True)
class Brought:
    """What came since each case was last discussed, by referral, the earliest first."""

    closed_risk: Mapping[int, tuple[Mapping[str, Any], ...]]
    taken_along: Mapping[int, tuple[Mapping[str, Any], ...]]

    def is_taken_along(self, row: Mapping[str, Any]) -> bool:
        """A missed session waits to be spoken about, and the person was not seen since."""
        return bool(self._missed(row))

    def beside(
        self, found: tuple[Found, ...], row: Mapping[str, Any], *, on: date
    ) -> tuple[Found, ...]:
        """What holds this minute, with what came and was closed, or is taken along."""
        risk, missed = self._risk(row), self._missed(row)
        if not (risk or missed):
            return found
        known = {one.reason for one in found}
        if missed:
            found = tuple(_awake(one) for one in found)
        if risk and Reason.RISK not in known:
            found = (_closed_risk(risk, on=on), *found)
        if missed and Reason.MISSED_SESSION not in known:
            found = (*found, _taken_along(missed, on=on))
        return found

    def _risk(self, row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """A decision is known by its moment; of a discussion before that, by its day alone."""
        signals = self.closed_risk.get(row["referral_id"])
        if signals is None:
            return []
        discussed = row["last_discussed_on"] or date.min
        return [one for one in signals if _day(one["at"]) >= discussed]

    def _missed(self, row: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        missed = self.taken_along.get(row["referral_id"])
        if missed is None:
            return []
        since = max(row["last_discussed_on"] or date.min, row["last_attended_on"] or date.min)
        return [one for one in missed if _day(one["at"]) >= since]


def brought(closed_risk: Rows, taken_along: Rows) -> Brought:
    """From the rows of `around`."""
    return Brought(_by_referral(closed_risk), _by_referral(taken_along))


def _by_referral(rows: Rows) -> dict[int, tuple[Mapping[str, Any], ...]]:
    found: dict[int, tuple[Mapping[str, Any], ...]] = {}
    for row in rows:
        found[row["referral_id"]] = (*found.get(row["referral_id"], ()), row)
    return found


def _closed_risk(signals: list[Mapping[str, Any]], *, on: date) -> Found:
    """`Item 9 is 2, was 0. Closed 4 June by Priya Raman, not discussed yet`: of the latest."""
    latest = signals[-1]
    closed = wording.sentence_date(_day(latest["closed_at"]), on)
    by = wording.full_name(latest["family"], latest["given"])
    # The words of an unsigned note are its author's alone (ruling 6).
    said = signal_words.UNSIGNED if latest["is_unsigned"] else latest["evidence"]
    said = signal_words.joined([said or "Risk signal"])
    more = f", {wording.count(len(signals), 'signal')}" if len(signals) > 1 else ""
    words = f"{said}. Closed {closed} by {by}, not discussed yet{more}"
    return Found(Reason.RISK, words, _day(signals[0]["at"]), _CLEARS)


def _taken_along(missed: list[Mapping[str, Any]], *, on: date) -> Found:
    day = _day(missed[-1]["at"])
    words = f"Missed {wording.sentence_date(day, on)}, taken to supervision"
    return Found(Reason.MISSED_SESSION, words, _day(missed[0]["at"]), _CLEARS)


def _awake(one: Found) -> Found:
    """Whoever takes it to supervision no longer puts it off."""
    return replace(one, snoozed_until=None) if one.reason is Reason.MISSED_SESSION else one


def _day(at: str) -> date:
    return local_date(datetime.fromisoformat(at))
