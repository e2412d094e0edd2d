"""The usual range: where people who began alike stood at each scored contact, p50 to p80.

One table for the picture and the prompt (clinical reference 8.3). It says how others did; it never
forecasts, stops or decides anything.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from clinical.measures import GAD7_CODE, PHQ9_CODE

_FIRST_CONTACT, _LAST_CONTACT = 2, 6
# Per measure, from its threshold on: the bands people begin in, by lowest and highest total.
BANDS: Mapping[str, tuple[tuple[int, int], ...]] = MappingProxyType(
    {
        PHQ9_CODE: ((10, 14), (15, 19), (20, 27)),
        GAD7_CODE: ((8, 10), (11, 14), (15, 21)),
    }
)

# By measure and first total, since a night asks this of everybody.
_BAND_OF = {
    (measure, total): (lowest, highest)
    for measure, bands in BANDS.items()
    for lowest, highest in bands
    for total in range(lowest, highest + 1)
}


class Source(StrEnum):
    """Where the numbers of a cell come from; said wherever they are shown."""

    SEED = "SEED"
    SERVICE = "SERVICE"

    @property
    def label(self) -> str:
        """The words beside the range."""
        return _LABELS[self]


_LABELS = {
    Source.SEED: "simulated figures, not clinical data",
    Source.SERVICE: "this service's finished referrals",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedResponse:
    """One cell: half of those who began in this band had at most `p50` at this contact, four in
    five at most `p80`. `n` people stand behind it; none behind a simulated one.
    """

    measure: str
    band_lowest: int
    band_highest: int
    contact_no: int
    p50: int
    p80: int
    p90: int
    n: int
    source: Source
    version: int
    valid_from: date


Table = Mapping[tuple[str, int, int], ExpectedResponse]

# Simulated from national figures (clinical reference 7.10 and 8.3): median, p80 and p90 at contacts
# 2 to 6 for each band above. Not clinical data.
_SEED = {
    PHQ9_CODE: (
        "11/13/15 9/13/15 9/13/15 8/13/16 7/13/16",
        "15/18/19 13/18/20 12/18/20 11/18/21 10/18/21",
        "19/23/25 17/23/26 16/23/26 14/23/27 13/23/27",
    ),
    GAD7_CODE: (
        "8/10/11 7/10/11 7/10/12 6/10/12 5/10/12",
        "11/13/14 10/13/15 9/13/15 8/13/15 7/14/15",
        "15/19/20 14/18/21 12/19/21 11/19/21 10/19/21",
    ),
}


def table_of(rows: Iterable[ExpectedResponse]) -> Table:
    """The cells in the form the rules look them up in; of two for one place the later one holds."""
    return MappingProxyType({(row.measure, row.band_lowest, row.contact_no): row for row in rows})


def _seed_rows() -> Iterable[ExpectedResponse]:
    for measure, lines in _SEED.items():
        for (lowest, highest), line in zip(BANDS[measure], lines, strict=True):
            for contact_no, cell in enumerate(line.split(), start=_FIRST_CONTACT):
                p50, p80, p90 = map(int, cell.split("/"))
                yield ExpectedResponse(
                    measure=measure,
                    band_lowest=lowest,
                    band_highest=highest,
                    contact_no=contact_no,
                    p50=p50,
                    p80=p80,
                    p90=p90,
                    n=0,
                    source=Source.SEED,
                    version=0,
                    valid_from=date(2026, 1, 1),
                )


SEED: Table = table_of(_seed_rows())


def band_of(measure: str, first: int) -> tuple[int, int] | None:
    """The band somebody begins in, lowest and highest first total.

    None below the threshold, or for a measure without a table.
    """
    return _BAND_OF.get((measure, first))


def expected(table: Table, *, measure: str, first: int, contact_no: int) -> ExpectedResponse | None:
    """The usual range at this scored contact, the first one being 1.

    The first has none; beyond the sixth the sixth's holds; None also where no band exists.
    """
    band = band_of(measure, first)
    if band is None or contact_no < _FIRST_CONTACT:
        return None
    return table.get((measure, band[0], min(contact_no, _LAST_CONTACT)))


def above_expected(
    totals: Sequence[int], *, measure: str, table: Table, sessions: int
) -> ExpectedResponse | None:
    """The cell that the latest total stands above, where each of the last `sessions` scored
    contacts stood above its own p80. None otherwise.
    """
    last = len(totals)
    if last <= sessions:
        return None
    latest = None
    for contact_no in range(last, last - sessions, -1):
        cell = expected(table, measure=measure, first=totals[0], contact_no=contact_no)
        if cell is None or totals[contact_no - 1] <= cell.p80:
            return None
        latest = latest or cell
    return latest


WHAT_HELPS = (
    "What helps next: talk in supervision about engagement, whether the intervention fits, work "
    "between sessions, life events, and whether another step would help."
)
LATE_RESPONDERS = "Some people improve later."
_NUMBERS = {2: "two", 3: "three"}


def above_words(sessions: int) -> str:
    """`above the usual range for two sessions`: the evidence alone."""
    return f"above the usual range for {_NUMBERS.get(sessions, str(sessions))} sessions"


def words(sessions: int) -> str:
    """The whole prompt: what is seen, what helps next, and that late responders exist."""
    return f"{above_words(sessions).capitalize()}. {WHAT_HELPS} {LATE_RESPONDERS}"


def source_words(cell: ExpectedResponse) -> str:
    """What stands behind a cell: `simulated figures, not clinical data, version 0`."""
    people = f" ({cell.n} people)" if cell.n else ""
    return f"{cell.source.label}{people}, version {cell.version}"


def build(
    finished: Iterable[tuple[str, Sequence[int]]],
    *,
    least: int,
    version: int,
    valid_from: date,
) -> Table:
    """The table of a service, from the measure and totals of each finished referral.

    A cell is made where at least `least` referrals have a total at that contact; elsewhere the
    simulated one stands, under the same version. Quantiles are exact, by nearest rank: the
    smallest total that at least that share of them do not exceed.
    """
    behind = _totals_by_cell(finished)
    rows = []
    for place, seed in SEED.items():
        totals = sorted(behind.get(place, ()))
        cell = seed if len(totals) < least else _counted(seed, totals)
        rows.append(replace(cell, version=version, valid_from=valid_from))
    return table_of(rows)


def _totals_by_cell(
    finished: Iterable[tuple[str, Sequence[int]]],
) -> Mapping[tuple[str, int, int], list[int]]:
    behind: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for measure, totals in finished:
        band = band_of(measure, totals[0]) if totals else None
        if band is not None:
            for contact_no, total in enumerate(totals[1:_LAST_CONTACT], start=_FIRST_CONTACT):
                behind[measure, band[0], contact_no].append(total)
    return behind


def _counted(seed: ExpectedResponse, totals: Sequence[int]) -> ExpectedResponse:
    return replace(
        seed,
        p50=_nearest_rank(totals, 50),
        p80=_nearest_rank(totals, 80),
        p90=_nearest_rank(totals, 90),
        n=len(totals),
        source=Source.SERVICE,
    )


def _nearest_rank(totals: Sequence[int], share: int) -> int:
    """Of totals in order: the one at place n × share / 100, rounded up, counting from 1."""
    return totals[-(-len(totals) * share // 100) - 1]
