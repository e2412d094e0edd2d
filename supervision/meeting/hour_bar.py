"""The bar of the hour: each case as long as it is planned. A guide: it never turns red."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.utils.safestring import SafeString

from clinical import wording
from clinical.policy import Policy
from outcomes.shapes import shape, shapes
from supervision.meeting.agenda import Line

_WIDTH = 1286.0
_A_MINUTE = 60
# Room that a letter of a heading takes, in the drawing's own units.
_LETTER = 6.6
_ROOM_FOR_NOW = 70
_DONE, _NOW, _TO_DO = "#9fb4c4", "#005eb8", "#fff"
_SHORT = {
    "Not improving or worse": "Not improving",
    "No contact or missed": "No contact",
    "Ready to end or step up": "Ready",
}
_CASE = (
    '<rect x="{:.1f}" y="20" width="{:.1f}" height="20" fill="{}" stroke="#4c6272" '
    'stroke-width=".8"/>'
)
_TICK = '<path d="m{:.1f} 30 3.5 4 7-8" fill="none" stroke="#212b32" stroke-width="1.8"/>'
_BRACKET = '<path d="M{:.1f} 16V13H{:.1f}V16" fill="none" stroke="#768692"/>'
_HEADING = '<text x="{:.1f}" y="9">{}</text>'
_CLOCK = '<text class="m" x="{:.1f}" y="54" text-anchor="{}">{}</text>'
_MARKER = (
    '<path d="M{0:.1f} 16V46" stroke="#212b32" stroke-width="2.5"/>'
    '<path d="m{0:.1f} 16-5-6h10Z" fill="#212b32"/>'
    '<text x="{0:.1f}" y="58" text-anchor="{1}" class="v">now, {2} min</text>'
)
_FRAME = (
    '<svg class="app-chart app-hour__bar" viewBox="0 0 1286 62" role="img" aria-label="{}" '
    'focusable="false"><rect x="0" y="20" width="1286" height="20" fill="#fff" '
    'stroke="#aeb7bd"/>{}</svg>'
)


@dataclass(frozen=True, slots=True)
class Hour:
    """What the bar is drawn of. `current` is the place that is open, 0 for none; `elapsed` is how
    long the meeting has been open, None before it is and once it is signed.
    """

    starts_at: datetime
    minutes: int
    lines: Sequence[Line]
    current: int
    elapsed: timedelta | None


@dataclass(frozen=True, slots=True)
class _Part:
    heading: str
    seconds: int
    fill: str
    is_done: bool


def bar(hour: Hour, policy: Policy) -> SafeString:
    """The bar as SVG, its numbers in words beside it for who does not see it."""
    parts = tuple(_parts(hour, policy))
    whole = max(hour.minutes * _A_MINUTE, sum(part.seconds for part in parts))
    unit = _WIDTH / whole
    drawn = (_drawn(parts, unit), _clocks(hour, unit), _now(hour, whole, unit))
    return shape(_FRAME, _words(hour, parts), SafeString("".join(drawn)))


def _parts(hour: Hour, policy: Policy) -> Iterator[_Part]:
    """Check-in, every case in order, close. The two are done with a case decided, and with the
    meeting: a bar ticks off no minutes that are still to come.
    """
    check_in, gone = policy.agenda_check_in_minutes, hour.elapsed
    decided = any(line.decided for line in hour.lines)
    is_over = gone is not None and gone >= timedelta(minutes=check_in)
    yield _side("Check-in", check_in, is_done=decided or is_over)
    for line in hour.lines:
        fill = _DONE if line.decided else _NOW if line.place == hour.current else _TO_DO
        heading = _SHORT.get(line.group, line.group)
        yield _Part(heading, line.seconds, fill, is_done=bool(line.decided))
    yield _side("Close", policy.agenda_close_minutes, is_done=decided and gone is None)


def _side(heading: str, minutes: int, *, is_done: bool) -> _Part:
    return _Part(heading, minutes * _A_MINUTE, _DONE if is_done else _TO_DO, is_done)


def _drawn(parts: Sequence[_Part], unit: float) -> SafeString:
    found, x = [], 0.0
    for heading, group in groupby(parts, key=lambda part: part.heading):
        cases, began = list(group), x
        for part in cases:
            width = part.seconds * unit
            found.append(shape(_CASE, x + 0.5, max(0.5, width - 1), part.fill))
            if part.is_done and width > 14:
                found.append(shape(_TICK, x + width / 2 - 5))
            x += width
        found.append(shape(_BRACKET, began + 1, max(began + 1, x - 1)))
        found.append(shape(_HEADING, began + 2, _fitting(heading, len(cases), x - began)))
    return SafeString("".join(found))


def _fitting(heading: str, count: int, width: float) -> str:
    """As much of the heading as there is room for; the words beside the bar say it all."""
    counted = heading if heading in {"Check-in", "Close"} else f"{heading} {count}"
    return next((one for one in (counted, heading) if len(one) * _LETTER <= width), "")


def _clocks(hour: Hour, unit: float) -> SafeString:
    """The clock each quarter of an hour, and at the end."""
    quarters = [*range(0, hour.minutes - 7, 15), hour.minutes]
    marker = None if hour.elapsed is None else hour.elapsed.total_seconds() * unit
    rows = []
    for minutes in quarters:
        x = minutes * _A_MINUTE * unit
        if marker is not None and abs(min(marker, _WIDTH) - x) < _ROOM_FOR_NOW:
            continue
        at = wording.clock(hour.starts_at + timedelta(minutes=minutes))
        rows.append((x, _anchor(x), at))
    return shapes(_CLOCK, rows)


def _now(hour: Hour, whole: int, unit: float) -> SafeString:
    if hour.elapsed is None:
        return SafeString("")
    x = min(hour.elapsed.total_seconds(), whole) * unit
    return shape(_MARKER, x, _anchor(x), int(hour.elapsed.total_seconds() // _A_MINUTE))


def _anchor(x: float) -> str:
    if x < 40:
        return "start"
    return "end" if x > _WIDTH - 40 else "middle"


def _words(hour: Hour, parts: Sequence[_Part]) -> str:
    """`Hour plan: Check-in 5 minutes; Risk, 4 in 16 minutes; … Now at 31 minutes.`"""
    said = []
    for heading, group in groupby(parts, key=lambda part: part.heading):
        cases = list(group)
        minutes = _minutes(sum(one.seconds for one in cases) / _A_MINUTE)
        is_side = heading in {"Check-in", "Close"}
        said.append(f"{heading} {minutes}" if is_side else f"{heading}, {len(cases)} in {minutes}")
    words = f"Hour plan: {'; '.join(said)}."
    if hour.elapsed is None:
        return words
    return f"{words} Now at {int(hour.elapsed.total_seconds() // _A_MINUTE)} minutes."


def _minutes(number: float) -> str:
    """`2 minutes`, `1.5 minutes`."""
    return f"{round(number, 1):g} minute{'' if number == 1 else 's'}"


def pace(hour: Hour, policy: Policy) -> str:
    """`On time: about 2 minutes each for the 13 after this one.`"""
    todo = [line for line in hour.lines if not line.decided]
    if hour.elapsed is None or not todo:
        return ""
    close = policy.agenda_close_minutes * _A_MINUTE
    left = hour.minutes * _A_MINUTE - close - hour.elapsed.total_seconds()
    if left < _A_MINUTE / 2 * len(todo):
        return "The hour is nearly used: what can wait may come back later."
    how = "On time" if sum(line.seconds for line in todo) <= left else "A little behind"
    minutes = _minutes(round(2 * left / len(todo) / _A_MINUTE) / 2)
    after = [line for line in todo if line.place != hour.current]
    if len(after) == len(todo):
        return f"{how}: about {minutes} each for the {len(todo)} to come."
    if not after:
        return f"{how}: this is the last one."
    return f"{how}: about {minutes} each for the {len(after)} after this one."
