"""The trajectory chart: one measure by session, as SVG with its numbers in a title.

Lower is better. The threshold is dashed, reliable improvement is one labelled line, missed
sessions are crosses below the axis. Given a table, the usual range is one band behind it all.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from django.utils.safestring import SafeString

from clinical.measures import Measure, Total
from clinical.trajectory import Table
from clinical.wording import short_date
from outcomes.chart_layout import (
    ASSESSMENT,
    SIZES,
    ChartPoint,
    Drawing,
    Frame,
    Placed,
    every,
    height_of,
    place,
)
from outcomes.chart_range import usual_range, usual_words
from outcomes.shapes import shape, shapes

_SHORT_WORDS = {"moderately severe": "Mod. severe"}
# At most about eight lines behind a chart, however far the scale goes.
_TICKS = (1, 5, 10, 20, 50, 100)
_LINES = 8
# Closer together than this, in the chart's own units, labels would run into each other.
_ROOM_FOR_DATE, _ROOM_FOR_WORD, _ROOM_FOR_NUMBER, _ROOM_FOR_LABEL = 44, 40, 20, 13
_UNDER = 14
_TO_THE_LEFT = SafeString(' text-anchor="end"')
# How wide a letter of these words is, and in how many parts a line between two scores is looked at.
_LETTER, _PARTS = 6, 8
# A number stands this far above its dot, or below it; its own height must fit above it.
_ABOVE_DOT, _BELOW_DOT, _NUMBER_HEIGHT = 10, 19, 11
_RELIABLE = SafeString('stroke="#007f3b" stroke-width="1.6"')
_DASHED = SafeString('stroke="#212b32" stroke-width="1.6" stroke-dasharray="6 4"')
# Below the axis: the row of crosses, then labels, then days.
_CROSSES, _LABELS, _DAYS = 8, 25, 40


def trajectory(
    points: Sequence[ChartPoint],
    measure: Measure,
    *,
    planned: int,
    size: str = "record",
    today: bool = False,
    prefix: str = "chart",
    expected: Table | None = None,
) -> SafeString:
    """The chart of one measure, with room to the right for the sessions still planned.

    `today` adds the diamond that the session page moves as answers are typed; `prefix` keeps ids
    apart when a page shows the same measure twice. `expected` is the table that the review rule
    is given too; None draws no range.
    """
    drawing = place(points, measure, planned=planned, frame=SIZES[size])
    usual = drawing.usual(expected) if expected is not None else []
    chart_id = f"{prefix}-{measure.code.lower()}-{size}"
    parts = [
        usual_range(drawing, usual),
        _scale(measure, drawing.frame),
        _reliable(drawing),
        _threshold(drawing),
        _scores(drawing),
        _today(drawing) if today else SafeString(""),
        _axis(drawing),
    ]
    return shape(
        '<svg class="{}" id="{}" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title" '
        'focusable="false"><title id="{}-title">{}</title>{}</svg>',
        drawing.frame.css,
        chart_id,
        drawing.frame.width,
        drawing.frame.height,
        chart_id,
        chart_id,
        " ".join(filter(None, (_title(drawing), usual_words(drawing, usual)))),
        shapes("{}", ((part,) for part in parts)),
    )


@lru_cache(maxsize=64)
def _scale(measure: Measure, frame: Frame) -> SafeString:
    """What is behind every chart of a measure in one size, whoever it is about: drawn once."""
    words = _words(measure, frame) if frame.has_words else SafeString("")
    return _grid(measure, frame) + words


def _grid(measure: Measure, frame: Frame) -> SafeString:
    step = next((tick for tick in _TICKS if measure.total_highest <= tick * _LINES), _TICKS[-1])
    lines = [
        (at, height_of(at, measure=measure, frame=frame))
        for at in range(0, measure.total_highest - step // 2, step)
    ]
    return shapes(
        '<path d="M{} {}H{}" stroke="#aeb7bd" stroke-width=".7"/>'
        '<text class="m" x="{}" y="{}" text-anchor="end">{}</text>',
        ((frame.left, y, frame.right, frame.left - 5, y + 4, at) for at, y in lines),
    ) + shape(
        '<text class="m" x="{}" y="{}" text-anchor="end">{}</text>',
        frame.left - 5,
        frame.top + 4,
        measure.total_highest,
    )


def _words(measure: Measure, frame: Frame) -> SafeString:
    """Each severity word at the right, in the middle of the totals it covers. None where they only
    say on which side of the threshold a total is: its own line says that.
    """
    bands = measure.bands if len(measure.bands) > 2 else ()
    if not bands:
        return SafeString("")
    tops = [band.lowest for band in bands[1:]] + [measure.total_highest]
    return shapes(
        '<text class="m" x="{}" y="{}">{}</text>',
        (
            (
                frame.right + 6,
                height_of((band.lowest + top) / 2, measure=measure, frame=frame) + 4,
                _SHORT_WORDS.get(band.word, band.word.capitalize()),
            )
            for band, top in zip(bands, tops, strict=True)
        ),
    )


def _reliable(drawing: Drawing) -> SafeString:
    """The one line of reliable improvement, solid, with its words."""
    at = drawing.reliable_at
    if at is None:
        return SafeString("")
    height, short = _heights(drawing)[0], f"Reliable: {_or_less(at)}"
    words = _level_words(drawing, height, (_reliable_words(at), short), "good")
    return _level(drawing, at, _RELIABLE) + words


def _threshold(drawing: Drawing) -> SafeString:
    """The threshold, dashed, with its words."""
    caseness = drawing.measure.caseness
    if caseness is None:
        return SafeString("")
    words = f"Threshold {'above ' if drawing.measure.case_is_above else ''}{caseness}"
    height = _heights(drawing)[1]
    return _level(drawing, caseness, _DASHED) + _level_words(drawing, height, (words, words), "ink")


def _level(drawing: Drawing, at: Total, look: SafeString) -> SafeString:
    frame = drawing.frame
    return shape('<path d="M{} {}H{}" {}/>', frame.left, drawing.y(at), frame.right, look)


def _level_words(drawing: Drawing, height: float, either: tuple[str, str], css: str) -> SafeString:
    """Inside at the left, where the first scores stand well above; short and at the right where the
    line of the scores runs through them there and not here. Beside a small chart, short.
    """
    frame, (words, short) = drawing.frame, either
    if not frame.has_words:
        return _words_at(frame.right + 5, height, short, css)
    left, right = frame.left + 5, frame.right - 5
    is_free = not _is_crossed(drawing, height, right - len(short) * _LETTER, right)
    if is_free and _is_crossed(drawing, height, left, left + len(words) * _LETTER):
        return _words_at(right, height, short, css, look=_TO_THE_LEFT)
    return _words_at(left, height, words, css)


def _words_at(x: float, height: float, words: str, css: str, *, look: str = "") -> SafeString:
    return shape('<text class="{} halo" x="{}" y="{}"{}>{}</text>', css, x, height, look, words)


def _is_crossed(drawing: Drawing, height: float, left: float, right: float) -> bool:
    """Whether the scores, with their numbers above them, run through a line of words."""
    points = [(x, y) for x, y, _ in drawing.scored]
    between = [
        (x + (to_x - x) * part / _PARTS, y + (to_y - y) * part / _PARTS)
        for (x, y), (to_x, to_y) in pairwise(points)
        for part in range(_PARTS)
    ]
    return any(
        left <= x <= right and height - _ROOM_FOR_LABEL <= y <= height + _ROOM_FOR_LABEL
        for x, y in (*between, *points[-1:])
    )


def _heights(drawing: Drawing) -> tuple[float, float]:
    """Where the words of reliable improvement and of the threshold stand, never on each other."""
    threshold = drawing.y(drawing.measure.caseness or 0)
    reliable = drawing.y(drawing.reliable_at or 0)
    if drawing.frame.has_words:
        return _under_lines(drawing.frame.bottom, reliable, threshold), threshold + _UNDER
    return _pushed_apart(reliable + 4, threshold + 4)


def _under_lines(bottom: int, reliable: float, threshold: float) -> float:
    """Under its own line; above it where the threshold or the axis leaves no room below."""
    is_crowded = 0 <= threshold - reliable <= _UNDER or reliable + _UNDER > bottom
    if is_crowded:
        return round(reliable - 5, 1)
    return (
        round(max(reliable + _UNDER, threshold + _UNDER + _ROOM_FOR_LABEL), 1)
        if (reliable > threshold)
        else round(reliable + _UNDER - 1, 1)
    )


def _pushed_apart(reliable: float, threshold: float) -> tuple[float, float]:
    near = _ROOM_FOR_LABEL - abs(reliable - threshold)
    if near <= 0:
        return reliable, threshold
    push = near / 2 if reliable <= threshold else -near / 2
    return round(reliable - push, 1), round(threshold + push, 1)


def _scores(drawing: Drawing) -> SafeString:
    scored = drawing.scored
    line = shape(
        '<polyline points="{}" fill="none" stroke="#003087" stroke-width="2.4"/>',
        shapes("{},{}", ((x, y) for x, y, _ in scored), between=" "),
    )
    dots = shapes(
        '<circle cx="{}" cy="{}" r="4.6" fill="#fff" stroke="#003087" stroke-width="2.4"/>',
        ((x, y) for x, y, _ in scored),
    )
    nth = every(drawing.step, _ROOM_FOR_NUMBER)
    numbers = shapes(
        '<text class="v halo" x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (x, _beside_dot(y), str(total))
            for at, (x, y, total) in enumerate(scored, start=1)
            if (len(scored) - at) % nth == 0
        ),
    )
    return line + dots + numbers if len(scored) > 1 else dots + numbers


def _beside_dot(y: float) -> float:
    """Where the number of a dot stands: above it, or below where the edge would cut it off."""
    fits = y - _ABOVE_DOT >= _NUMBER_HEIGHT
    return round(y - _ABOVE_DOT if fits else y + _BELOW_DOT, 1)


def _today(drawing: Drawing) -> SafeString:
    """A diamond at the next session, hidden until the session page has a total to put it at."""
    x = drawing.coming[0][1] if drawing.coming else drawing.frame.last_x
    return shape(
        '<g class="js-today" hidden data-x="{}" data-t="{}" data-b="{}" data-mx="{}">'
        '<path d="M0-6 6 0 0 6-6 0Z" fill="#ffeb3b" stroke="#212b32" stroke-width="2"/></g>',
        x,
        drawing.frame.top,
        drawing.frame.bottom,
        drawing.measure.total_highest,
    )


def _axis(drawing: Drawing) -> SafeString:
    """Below the axis: crosses for those missed, then sessions and days; grey ones are to come."""
    kept = [placed for placed in drawing.points if not placed.point.is_missed]
    labels = [(placed.x, "", _axis_label(placed.point, drawing)) for placed in kept]
    labels += [(x, "m", label) for label, x in drawing.coming]
    nth = every(drawing.step, _ROOM_FOR_NUMBER)
    crosses = shapes(
        '<path d="m{} {} 8 8m0-8-8 8" stroke="#212b32" stroke-width="2"/>',
        (
            (round(placed.x - 4, 1), drawing.frame.bottom + _CROSSES - 4)
            for placed in drawing.points
            if placed.point.is_missed
        ),
    )
    written = shapes(
        '<text class="{}" x="{}" y="{}" text-anchor="middle">{}</text>',
        ((css, x, drawing.frame.bottom + _LABELS, label) for x, css, label in labels[::nth]),
    )
    days = _days(drawing, kept) if drawing.frame.has_dates else SafeString("")
    return crosses + written + days


def _days(drawing: Drawing, kept: list[Placed]) -> SafeString:
    return shapes(
        '<text class="m" x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (placed.x, drawing.frame.bottom + _DAYS, short_date(placed.point.on))
            for placed in kept[:: every(drawing.step, _ROOM_FOR_DATE)]
            if placed.point.on is not None
        ),
    )


def _axis_label(point: ChartPoint, drawing: Drawing) -> str:
    is_tight = point.label == ASSESSMENT and drawing.step < _ROOM_FOR_WORD
    return point.label[:1] if is_tight else point.label


def _title(drawing: Drawing) -> str:
    told = ", ".join(_told(placed.point) for placed in drawing.points)
    lines = [f"{drawing.measure.name} by session: {told or 'no scores yet'}."]
    if drawing.measure.caseness is not None:
        above = "above " if drawing.measure.case_is_above else ""
        lines.append(f"Threshold {above}{drawing.measure.caseness}.")
    if drawing.reliable_at is not None:
        lines.append(f"{_reliable_words(drawing.reliable_at)}.")
    return " ".join(lines)


def _told(point: ChartPoint) -> str:
    if point.is_missed:
        return f"missed {short_date(point.on)}" if point.on else "missed"
    name = "assessment" if point.label == ASSESSMENT else f"session {point.label}"
    how = " (prorated)" if point.is_prorated else ""
    return f"{name} not scored" if point.total is None else f"{name} {point.total}{how}"


def _reliable_words(at: Total) -> str:
    return f"Reliable improvement: {_or_less(at)}"


def _or_less(at: Total) -> str:
    return f"{at} or less" if at else "0"
