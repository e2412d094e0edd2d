"""What of one measure may leave together: the period, its groups, and the months around it."""

from collections.abc import Collection, Mapping, Sequence

from reporting.dashboard.words import is_few
from reporting.figures import Figure
from reporting.metrics.measure import Kind, Measure
from reporting.suppression import Held, Published, Share, Sum, publish

# A number of a row by its place: the period is the first, groups and months follow.
Place = tuple[str, int]


def judged(
    whole: Figure,
    *,
    groups: Sequence[Figure] = (),
    months: Sequence[Figure] = (),
    closed: Collection[int] = (),
) -> Published:
    """All of it together: groups add up to the period, months in it too. Of the groups whose places
    are `closed` nothing is counted apart.
    """
    rows = (whole, *groups, *months)
    counts = {("n", at): row.numerator for at, row in enumerate(rows)}
    counts |= {
        ("of", at): row.denominator for at, row in enumerate(rows) if row.denominator is not None
    }
    first_month = 1 + len(groups)
    within = [
        at
        for at, row in enumerate(months, start=first_month)
        if whole.period.start <= row.period.start <= whole.period.end
    ]
    sums = [
        Sum((name, 0), tuple((name, at) for at in parts))
        for name in ("n", "of")
        for parts in (within, range(1, first_month))
        if parts and _adds_up(counts, name, parts)
    ]
    divided = [at for at in range(len(rows)) if ("of", at) in counts]
    few = {at for at in divided if is_few(counts["of", at] - counts["n", at])}
    return publish(
        counts,
        sums=sums,
        shares=[share_at(at) for at in divided if at not in few],
        all_but_few=[share_at(at) for at in few],
        held=Held(closed={("n", 1 + at) for at in closed}),
    )


def held_back(
    measure: Measure,
    whole: Figure,
    *,
    groups: Sequence[Figure] = (),
    months: Sequence[Figure] = (),
    closed: Collection[int] = (),
) -> frozenset[int]:
    """The places of the rows that may not be shown with the others. Days or points added up are no
    people: what is made of them is judged row by row.
    """
    if measure.kind not in {Kind.COUNT, Kind.RATE}:
        return frozenset()
    found = judged(whole, groups=groups, months=months, closed=closed)
    rows = range(1 + len(groups) + len(months))
    if measure.kind is Kind.COUNT:
        return frozenset(at for at in rows if found.counts["n", at] is None)
    return frozenset(at for at in rows if found.shares.get(share_at(at)) is None)


def share_at(at: int) -> Share:
    """The percentage of a row. One is published only where more than a few are not counted."""
    return Share(("n", at), ("of", at))


def _adds_up(counts: Mapping[Place, int], name: str, parts: Sequence[int]) -> bool:
    return (name, 0) in counts and counts[name, 0] == sum(counts[name, at] for at in parts)
