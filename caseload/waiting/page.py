"""One page of a waiting list, read from anywhere in it by key."""

from dataclasses import dataclass

from caseload.waiting import source, turns
from caseload.waiting.rows import Reader, WaitingRow, row

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """One page, and where the next begins: after whom, and at which number."""

    rows: tuple[WaitingRow, ...]
    start: int
    next_after: str
    sees_risk: bool

    @property
    def shown(self) -> tuple[int, ...]:
        """Every patient who is named."""
        return tuple(one.patient_id for one in self.rows)

    @property
    def ends(self) -> int:
        """The number of the last row."""
        return self.start + len(self.rows)


def to_allocate(reader: Reader, *, after: str = "", start: int = 0) -> WaitingPage:
    """Who is on nobody's caseload. Three queries however many; one to three more further on."""
    first, out_of_turn = source.asides(on=reader.on)
    segments = turns.to_allocate(reader.standing, on=reader.on, first=list(first))
    return _read(reader, segments, first=first, out_of_turn=out_of_turn, after=after, start=start)


def allocated(reader: Reader, *, after: str = "", start: int = 0) -> WaitingPage:
    """Who waits on somebody's caseload for a first or a second session. Two queries."""
    segments = turns.allocated(reader.standing, on=reader.on, policy=reader.policy)
    return _read(reader, segments, first={}, out_of_turn=(), after=after, start=start)


def _read(
    reader: Reader,
    segments: tuple[turns.Segment, ...],
    *,
    first: dict[int, source.Aside],
    out_of_turn: tuple[source.Aside, ...],
    after: str,
    start: int,
) -> WaitingPage:
    place = turns.place(segments, after) if after else None
    found = turns.page(segments, after=place, size=ON_A_PAGE + 1)
    told = source.rows(found[:ON_A_PAGE], on=reader.on)
    rows = tuple(
        row(turn, facts, put_first=first.get(facts["pk"]), out_of_turn=out_of_turn, reader=reader)
        for turn, facts in told
    )
    return WaitingPage(
        rows=rows,
        start=start if place is not None else 0,
        next_after=rows[-1].reference if len(found) > ON_A_PAGE else "",
        sees_risk=turns.sees_risk(reader.standing),
    )
