"""The trajectory chart: one measure by session, as SVG with its numbers in a title.

Lower is better. The threshold is dashed, reliable improvement is one labelled line, missed
sessions are crosses below the axis. No band of expectation is drawn.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from clinical.measures import Measure
from clinical.wording import short_date

ASSESSMENT = "Assess"
_SHORT_WORDS = {"moderately severe": "Mod. severe"}
_TICK = 5
# Closer together than this, in the chart's own units, labels would run into each other.
_ROOM_FOR_DATE, _ROOM_FOR_NUMBER, _ROOM_FOR_LABEL = 44, 22, 13


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One appointment: its label under the axis ("Assess", "1", "2"), its day, its total.

    No total means attended without answers, or missed when `is_missed`.
    """

    label: str
    on: date | None
    total: int | None = None
    is_missed: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """The measurements of one size of chart. Points stand between `first_x` and `last_x`."""

    name: str
    css: str
    width: int
    height: int
    left: int
    right: int
    first_x: int
    last_x: int
    top: int
    bottom: int
    has_dates: bool
    has_words: bool


RECORD = Frame(
    name="record",
    css="app-chart",
    width=452,
    height=262,
    left=26,
    right=366,
    first_x=40,
    last_x=352,
    top=14,
    bottom=222,
    has_dates=True,
    has_words=True,
)
SIDE = Frame(
    name="side",
    css="app-chart app-chart--side",
    width=350,
    height=150,
    left=26,
    right=262,
    first_x=40,
    last_x=248,
    top=14,
    bottom=126,
    has_dates=False,
    has_words=False,
)
SIZES: Mapping[str, Frame] = MappingProxyType({"record": RECORD, "side": SIDE})


@dataclass(frozen=True, slots=True)
class Placed:
    """A point and where it stands from left to right."""

    point: ChartPoint
    x: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything the parts of one chart share."""

    measure: Measure
    frame: Frame
    points: tuple[Placed, ...]
    coming: tuple[tuple[str, float], ...]
    step: float

    @property
    def scored(self) -> list[tuple[float, float, int]]:
        """Where each total stands, and what it is."""
        return [
            (placed.x, self.y(placed.point.total), placed.point.total)
            for placed in self.points
            if placed.point.total is not None
        ]

    @property
    def reliable_at(self) -> int | None:
        """The highest total that is a reliable improvement on the first; None if none could be."""
        totals = [placed.point.total for placed in self.points if placed.point.total is not None]
        if not totals or self.measure.reliable_change is None:
            return None
        at = totals[0] - self.measure.reliable_change
        return at if at >= 0 else None

    def y(self, total: float) -> float:
        """Zero on the axis, the measure's highest at the top."""
        tall = self.frame.bottom - self.frame.top
        return round(self.frame.bottom - tall * total / self.measure.total_highest, 1)


def trajectory(
    points: Sequence[ChartPoint],
    measure: Measure,
    *,
    planned: int,
    size: str = "record",
    today: bool = False,
    prefix: str = "chart",
) -> SafeString:
    """The chart of one measure, with room to the right for the sessions still planned.

    `today` adds the diamond that the session page moves as answers are typed; `prefix` keeps ids
    apart when a page shows the same measure twice.
    """
    drawing = _place(points, measure, planned=planned, frame=SIZES[size])
    chart_id = f"{prefix}-{measure.code.lower()}-{size}"
    parts = [
        _grid(drawing),
        _words(drawing) if drawing.frame.has_words else SafeString(""),
        _reliable(drawing),
        _threshold(drawing),
        _scores(drawing),
        _today(drawing) if today else SafeString(""),
        _axis(drawing),
    ]
    return format_html(
        '<svg class="{}" id="{}" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title" '
        'focusable="false"><title id="{}-title">{}</title>{}</svg>',
        drawing.frame.css,
        chart_id,
        drawing.frame.width,
        drawing.frame.height,
        chart_id,
        chart_id,
        _title(drawing),
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _place(
    points: Sequence[ChartPoint], measure: Measure, *, planned: int, frame: Frame
) -> Drawing:
    """Kept appointments and sessions to come take one step each; missed ones stand in between."""
    kept = [point for point in points if not point.is_missed]
    numbers = [int(point.label) for point in kept if point.label.isdigit()]
    coming = [str(number) for number in range(max(numbers, default=0) + 1, planned + 1)]
    lead = 0.5 if points and points[0].is_missed else 0.0
    step = (frame.last_x - frame.first_x) / max(1.0, len(kept) + len(coming) - 1 + lead)
    start = frame.first_x + lead * step
    placed = tuple(Placed(point, round(start + slot * step, 1)) for point, slot in _slots(points))
    ahead = tuple(
        (label, round(start + (len(kept) + at) * step, 1)) for at, label in enumerate(coming)
    )
    return Drawing(measure=measure, frame=frame, points=placed, coming=ahead, step=step)


def _slots(points: Sequence[ChartPoint]) -> Iterator[tuple[ChartPoint, float]]:
    """Each point with its step: whole for those kept, parts of a step for those missed."""
    kept = -1
    waiting: list[ChartPoint] = []
    for point in points:
        if point.is_missed:
            waiting.append(point)
            continue
        yield from _between(waiting, kept)
        waiting = []
        kept += 1
        yield point, float(kept)
    yield from _between(waiting, kept)


def _between(missed: list[ChartPoint], kept: int) -> Iterator[tuple[ChartPoint, float]]:
    """Before the first appointment there is half a step, after any other a whole one."""
    width, start = (0.5, -0.5) if kept < 0 else (1.0, float(kept))
    for at, point in enumerate(missed, start=1):
        offset = at - 1 if kept < 0 else at
        yield point, start + width * offset / (len(missed) + 1)


def _grid(drawing: Drawing) -> SafeString:
    frame, highest = drawing.frame, drawing.measure.total_highest
    lines = format_html_join(
        "",
        '<path d="M{} {}H{}" stroke="#aeb7bd" stroke-width=".7"/>'
        '<text class="m" x="{}" y="{}" text-anchor="end">{}</text>',
        (
            (frame.left, drawing.y(at), frame.right, frame.left - 5, drawing.y(at) + 4, at)
            for at in range(0, highest - 2, _TICK)
        ),
    )
    top = format_html(
        '<text class="m" x="{}" y="{}" text-anchor="end">{}</text>',
        frame.left - 5,
        frame.top + 4,
        highest,
    )
    return lines + top


def _words(drawing: Drawing) -> SafeString:
    """Each severity word at the right, in the middle of the totals it covers."""
    bands = drawing.measure.bands
    tops = [band.lowest for band in bands[1:]] + [drawing.measure.total_highest]
    return format_html_join(
        "",
        '<text class="m" x="{}" y="{}">{}</text>',
        (
            (
                drawing.frame.right + 6,
                drawing.y((band.lowest + top) / 2) + 4,
                _SHORT_WORDS.get(band.word, band.word.capitalize()),
            )
            for band, top in zip(bands, tops, strict=True)
        ),
    )


def _reliable(drawing: Drawing) -> SafeString:
    at, frame = drawing.reliable_at, drawing.frame
    if at is None:
        return SafeString("")
    y = drawing.y(at)
    line = format_html(
        '<path d="M{} {}H{}" stroke="#007f3b" stroke-width="1.6"/>', frame.left, y, frame.right
    )
    if frame.has_words:
        return line + format_html(
            '<text class="good halo" x="{}" y="{}" text-anchor="end">{}</text>',
            frame.right - 4,
            y - 5 if y - 5 > frame.top else y + 13,
            _reliable_words(at),
        )
    return line + format_html(
        '<text class="good" x="{}" y="{}">Reliable: {}</text>',
        frame.right + 5,
        _side_labels(drawing)[0],
        _or_less(at),
    )


def _threshold(drawing: Drawing) -> SafeString:
    caseness, frame = drawing.measure.caseness, drawing.frame
    if caseness is None:
        return SafeString("")
    y = drawing.y(caseness)
    line = format_html(
        '<path d="M{} {}H{}" stroke="#212b32" stroke-width="1.6" stroke-dasharray="6 4"/>',
        frame.left,
        y,
        frame.right,
    )
    if frame.has_words:
        return line + format_html(
            '<text class="halo" x="{}" y="{}">Threshold {}</text>', frame.left + 5, y + 14, caseness
        )
    return line + format_html(
        '<text x="{}" y="{}">Threshold {}</text>',
        frame.right + 5,
        _side_labels(drawing)[1],
        caseness,
    )


def _side_labels(drawing: Drawing) -> tuple[float, float]:
    """Heights of the two labels beside a small chart, pushed apart where they would touch."""
    threshold = drawing.y(drawing.measure.caseness or 0) + 4
    at = drawing.reliable_at
    if at is None:
        return threshold, threshold
    reliable = drawing.y(at) + 4
    near = _ROOM_FOR_LABEL - abs(reliable - threshold)
    if near <= 0:
        return reliable, threshold
    push = near / 2 if reliable <= threshold else -near / 2
    return round(reliable - push, 1), round(threshold + push, 1)


def _scores(drawing: Drawing) -> SafeString:
    scored = drawing.scored
    line = format_html(
        '<polyline points="{}" fill="none" stroke="#003087" stroke-width="2.4"/>',
        format_html_join(" ", "{},{}", ((x, y) for x, y, _ in scored)),
    )
    dots = format_html_join(
        "",
        '<circle cx="{}" cy="{}" r="4.6" fill="#fff" stroke="#003087" stroke-width="2.4"/>',
        ((x, y) for x, y, _ in scored),
    )
    every = _every(drawing.step, _ROOM_FOR_NUMBER)
    numbers = format_html_join(
        "",
        '<text class="v halo" x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (x, round(y - 10, 1), total)
            for at, (x, y, total) in enumerate(scored, start=1)
            if (len(scored) - at) % every == 0
        ),
    )
    return line + dots + numbers if len(scored) > 1 else dots + numbers


def _today(drawing: Drawing) -> SafeString:
    """A diamond at the next session, hidden until the session page has a total to put it at."""
    x = drawing.coming[0][1] if drawing.coming else drawing.frame.last_x
    return format_html(
        '<g class="js-today" hidden data-x="{}" data-t="{}" data-b="{}" data-mx="{}">'
        '<path d="M0-6 6 0 0 6-6 0Z" fill="#ffeb3b" stroke="#212b32" stroke-width="2"/></g>',
        x,
        drawing.frame.top,
        drawing.frame.bottom,
        drawing.measure.total_highest,
    )


def _axis(drawing: Drawing) -> SafeString:
    """Under the axis: sessions and days, those to come in grey, a cross for each one missed."""
    below = drawing.frame.bottom + 16
    kept = [placed for placed in drawing.points if not placed.point.is_missed]
    labels = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        ((placed.x, below, _axis_label(placed.point, drawing.frame)) for placed in kept),
    )
    coming = format_html_join(
        "",
        '<text class="m" x="{}" y="{}" text-anchor="middle">{}</text>',
        ((x, below, label) for label, x in drawing.coming),
    )
    crosses = format_html_join(
        "",
        '<path d="m{} {} 8 8m0-8-8 8" stroke="#212b32" stroke-width="2"/>',
        ((placed.x - 4, below - 8) for placed in drawing.points if placed.point.is_missed),
    )
    return labels + coming + crosses + (_days(drawing, kept) if drawing.frame.has_dates else "")


def _days(drawing: Drawing, kept: list[Placed]) -> SafeString:
    every = _every(drawing.step, _ROOM_FOR_DATE)
    return format_html_join(
        "",
        '<text class="m" x="{}" y="{}" text-anchor="middle">{}</text>',
        (
            (placed.x, drawing.frame.bottom + 31, short_date(placed.point.on))
            for at, placed in enumerate(kept)
            if placed.point.on is not None and at % every == 0
        ),
    )


def _axis_label(point: ChartPoint, frame: Frame) -> str:
    return point.label[:1] if point.label == ASSESSMENT and not frame.has_dates else point.label


def _every(step: float, room: int) -> int:
    """Write every label, or every second, or every third: as many as there is room for."""
    return max(1, -int(-room // step)) if step else 1


def _title(drawing: Drawing) -> str:
    told = ", ".join(_told(placed.point) for placed in drawing.points)
    lines = [f"{drawing.measure.name} by session: {told or 'no scores yet'}."]
    if drawing.measure.caseness is not None:
        lines.append(f"Threshold {drawing.measure.caseness}.")
    if drawing.reliable_at is not None:
        lines.append(f"{_reliable_words(drawing.reliable_at)}.")
    return " ".join(lines)


def _told(point: ChartPoint) -> str:
    if point.is_missed:
        return f"missed {short_date(point.on)}" if point.on else "missed"
    name = "assessment" if point.label == ASSESSMENT else f"session {point.label}"
    return f"{name} {'not scored' if point.total is None else point.total}"


def _reliable_words(at: int) -> str:
    return f"Reliable improvement: {_or_less(at)}"


def _or_less(at: int) -> str:
    return f"{at} or less" if at else "0"
