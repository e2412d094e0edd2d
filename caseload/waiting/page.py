"""One page of a waiting list, read from anywhere in it by key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from caseload.waiting import source, turns
from caseload.waiting.rows import Reader, WaitingRow, row
from caseload.waiting.source import Aside
from caseload.waiting.turns import Asked

ON_A_PAGE = 40


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
    def has_second(self) -> bool:
        """Whether the second clock runs for anybody here."""
        return any(one.second.day for one in self.rows)

    @property
    def ends(self) -> int:
        """The number of the last row."""
        return self.start + len(self.rows)


def to_allocate(reader: Reader, *, after: str = "", start: int = 0) -> WaitingPage:
    """Who is on nobody's caseload. Three queries however many; one more further on."""
    first, out_of_turn = source.asides(on=reader.on)
    asked = turns.to_allocate(reader.standing, on=reader.on)
    return _read(asked, reader, first, out_of_turn, after=after, start=start)


def allocated(reader: Reader, *, after: str = "", start: int = 0) -> WaitingPage:
    """Who waits on somebody's caseload for a first or a second session. Two queries."""
    asked = turns.allocated(reader.standing, on=reader.on, policy=reader.policy)
    return _read(asked, reader, {}, (), after=after, start=start)


def _read(
    asked: Asked,
    reader: Reader,
    first: Mapping[int, Aside],
    out_of_turn: Sequence[Aside],
    *,
    after: str,
    start: int,
) -> WaitingPage:
    behind = turns.place(asked, after) if after else None
    found = turns.page(asked, after=behind, size=ON_A_PAGE + 1)
    shown = found[:ON_A_PAGE]
    facts = source.rows([one.pk for one in shown], on=reader.on)
    rows = tuple(
        row(
            one.turn,
            facts[one.pk],
            put_first=first.get(one.pk),
            out_of_turn=out_of_turn,
            reader=reader,
        )
        for one in shown
    )
    return WaitingPage(
        rows=rows,
        start=start if behind is not None else 0,
        next_after=rows[-1].reference if len(found) > ON_A_PAGE else "",
        sees_risk=turns.sees_risk(reader.standing),
    )
