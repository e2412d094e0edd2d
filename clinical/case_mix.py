"""Recovery beside what the mix of problems, first scores and deprivation would lead one to expect.

For two people in supervision and for teams, never for a list of people (clinical reference 8.4): by
chance alone, 40 finished courses reach about 15 points to either side.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from clinical.instruments import GAD7_CODE, PHQ9_CODE
from clinical.trajectory import BANDS

# No rate on fewer people than this, neither somebody's own nor the service's (reference 2.2).
LEAST = 10
# The interval holds for 95 in 100: this many standard deviations to either side.
_Z = 1.959963984540054

_Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mix:
    """What is compared like with like: the problem, where PHQ-9 and GAD-7 began, and how deprived
    the place is where somebody lives: 1 (most) to 5, empty where that is not known or not asked.
    """

    problem: str
    phq9: str
    gad7: str
    fifth: str = ""


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished course that counts for recovery (not known to begin below both thresholds), or
    several of one mix: how many, and how many of them recovered.
    """

    mix: Mix
    recovered: int
    people: int = 1


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a share may truly lie, from 0 to 1."""

    low: float
    high: float

    def holds(self, share: float) -> bool:
        """Whether this share lies within."""
        return self.low <= share <= self.high


@dataclass(frozen=True, slots=True)
class Compared:
    """Somebody's finished courses beside the service's. `expected` is a number of people, a
    fraction among them; None where the service has too few to say. No interval on too few people.
    """

    people: int
    recovered: int
    expected: float | None
    interval: Interval | None


class Usual:
    """How many recover in the whole service, by mix: the standard that others are held beside.

    Whoever is compared with wider circles, for want of people of the same mix, is compared with
    people counted elsewhere too: so all shares are scaled until the service as a whole is expected
    to do what it did, and not every team of it more or less than that.
    """

    def __init__(self, courses: Iterable[Finished]) -> None:
        self._people: Counter[_Place] = Counter()
        self._recovered: Counter[_Place] = Counter()
        mixes: Counter[Mix] = Counter()
        for one in courses:
            for place in _places(one.mix):
                self._people[place] += one.people
                self._recovered[place] += one.recovered
            mixes[one.mix] += one.people
        self._scale = self._scaled(mixes)

    def share(self, mix: Mix) -> float | None:
        """The share that recovers of the service's people of this mix.

        Where fewer than `LEAST` people share all of it, those of any deprivation are asked, then
        those of any problem with the same two first bands, and after them everybody.
        """
        share = self._nearest(mix)
        return None if share is None else min(1.0, self._scale * share)

    def _scaled(self, mixes: Counter[Mix]) -> float:
        """What happened, by what the shares come to for the same people."""
        shares = [(self._nearest(mix), people) for mix, people in mixes.items()]
        known = sum(share * people for share, people in shares if share is not None)
        return self._recovered[()] / known if known else 1.0

    def _nearest(self, mix: Mix) -> float | None:
        for place in _places(mix):
            if self._people[place] >= LEAST:
                return self._recovered[place] / self._people[place]
        return None


def mix(*, problem: str, phq9: int | None, gad7: int | None, decile: int | None = None) -> Mix:
    """The mix that a course belongs to: by its problem, its two first scores and the deprivation
    decile (1 most deprived to 10).
    """
    fifth = "" if decile is None else str((decile + 1) // 2)
    return Mix(problem, _band(PHQ9_CODE, phq9), _band(GAD7_CODE, gad7), fifth)


def compare(courses: Sequence[Finished], usual: Usual) -> Compared:
    """Recovered and expected, by indirect standardisation.

    Expected = the sum, over somebody's own courses, of the share of the service's people of the
    same mix who recover. The interval is Wilson's at 95 %, around the share that did recover.
    """
    people, recovered = sum(one.people for one in courses), sum(one.recovered for one in courses)
    is_enough = people >= LEAST
    return Compared(
        people=people,
        recovered=recovered,
        expected=expected(courses, usual) if is_enough else None,
        interval=wilson(count=recovered, of=people) if is_enough else None,
    )


def expected(courses: Iterable[Finished], usual: Usual) -> float | None:
    """How many of these people would recover if each did as usual in the service for their mix;
    None where the service has too few finished courses to say.
    """
    shares = [(usual.share(one.mix), one.people) for one in courses]
    known = [share * people for share, people in shares if share is not None]
    return sum(known) if len(known) == len(shares) else None


def wilson(*, count: int, of: int) -> Interval:
    """Wilson's 95 % interval around the share `count` / `of`; it never leaves 0 to 1.

    Source: Wilson 1927; the interval public-health observatories use for proportions.
    """
    if not 0 <= count <= of or of == 0:
        raise ValueError(f"{count} of {of} is no share.")
    share, square = count / of, _Z * _Z
    centre = (share + square / (2 * of)) / (1 + square / of)
    half = _Z / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of * of))
    # The share itself is within, whatever the last digit of the sums above says.
    return Interval(max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half)))


def _places(mix: Mix) -> Iterator[_Place]:
    """The same mix, from the nearest comparison to the widest."""
    if mix.fifth:
        yield (mix.problem, mix.phq9, mix.gad7, mix.fifth)
    yield (mix.problem, mix.phq9, mix.gad7)
    yield (mix.phq9, mix.gad7)
    yield ()


def _band(measure: str, total: int | None) -> str:
    """`10-14`; `below` the threshold; empty where it was never scored."""
    if total is None:
        return ""
    for lowest, highest in BANDS[measure]:
        if lowest <= total <= highest:
            return f"{lowest}-{highest}"
    return "below"
