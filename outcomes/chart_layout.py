"""Where everything in a trajectory chart stands: its sizes, its scale, its points in order."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from clinical.change import reliable_improvement_at
from clinical.measures import Measure, Total
from clinical.trajectory import ExpectedResponse, Table, expected

ASSESSMENT = "Assess"


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One appointment: its label under the axis ("Assess", "1", "2"), its day, its total.

    No total means attended without answers, or missed when `is_missed`. One that `is_prorated` has
    answers filled in.
    """

    label: str
    on: date | None
    total: Total | None = None
    is_missed: bool = False
    is_prorated: bool = False


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
    height=270,
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
    width=352,
    height=156,
    left=26,
    right=236,
    first_x=40,
    last_x=222,
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
    # Where each total stands, and what it is.
    scored: tuple[tuple[float, float, Total], ...]

    def usual(self, table: Table) -> list[tuple[float, ExpectedResponse]]:
        """Where the usual range stands at each scored session and each one to come, with its cell.

        Only scored contacts count, as in the rule that prompts; none without a first total at or
        above the threshold.
        """
        scored = self.scored
        if not scored:
            return []
        xs = [x for x, _, _ in scored] + [x for _, x in self.coming]
        first = int(scored[0][2])
        cells = (
            expected(table, measure=self.measure.code, first=first, contact_no=contact_no)
            for contact_no in range(1, len(xs) + 1)
        )
        return [(x, cell) for x, cell in zip(xs, cells, strict=True) if cell is not None]

    @property
    def reliable_at(self) -> Total | None:
        """The highest total that is a reliable improvement on the first; None if none could be."""
        if not self.scored:
            return None
        return reliable_improvement_at(measure=self.measure, first=self.scored[0][2])

    def y(self, total: Total) -> float:
        """How high a total stands."""
        return height_of(total, measure=self.measure, frame=self.frame)


def height_of(total: Total | float, *, measure: Measure, frame: Frame) -> float:
    """Zero on the axis, the measure's highest at the top."""
    tall = frame.bottom - frame.top
    return round(frame.bottom - tall * float(total) / measure.total_highest, 1)


def place(points: Sequence[ChartPoint], measure: Measure, *, planned: int, frame: Frame) -> Drawing:
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
    return Drawing(
        measure=measure,
        frame=frame,
        points=placed,
        coming=ahead,
        step=step,
        scored=tuple(_scored(placed, measure=measure, frame=frame)),
    )


def _scored(
    placed: Iterable[Placed], *, measure: Measure, frame: Frame
) -> Iterator[tuple[float, float, Total]]:
    for one in placed:
        total = one.point.total
        if total is not None:
            yield one.x, height_of(total, measure=measure, frame=frame), total


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


def every(step: float, room: int) -> int:
    """Write every label, or every second, or every third: as many as there is room for."""
    return max(1, -int(-room // step)) if step else 1
