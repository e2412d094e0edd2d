"""The few shapes that most measures have: a count, a share, a mean and a median."""

from reporting.metrics.measure import Better, Confidence, Kind, Measure, Placed, Tally
from reporting.metrics.wording import MONTHLY


def count(
    slug: str,
    id_: str,
    name: str,
    counts: str,
    *,
    placed: Placed,
    where: str = "true",
    amount: str = "",
    also: tuple[str, ...] = (),
    source: str = MONTHLY,
    confidence: Confidence = Confidence.HIGH,
    better: Better = Better.NEITHER,
    is_costly: bool = False,
) -> Measure:
    """How many there are, or an amount added up."""
    return Measure(
        slug=slug,
        id=id_,
        also=also,
        name=name,
        definition=f"{counts[0].upper()}{counts[1:]}.",
        counts=counts,
        placed=placed,
        source=source,
        numerator=Tally(where, amount),
        confidence=confidence,
        better=better,
        is_costly=is_costly,
    )


def share(
    slug: str,
    id_: str,
    name: str,
    counts: str,
    *,
    out_of: str,
    of: str,
    where: str,
    placed: Placed,
    also: tuple[str, ...] = (),
    missing: str = "",
    source: str = MONTHLY,
    confidence: Confidence = Confidence.HIGH,
    better: Better = Better.NEITHER,
    is_costly: bool = False,
    note: str = "",
) -> Measure:
    """Of some, how many per cent are so."""
    return Measure(
        slug=slug,
        id=id_,
        also=also,
        name=name,
        definition=f"Of {out_of}, {counts}. {note}".strip(),
        counts=counts,
        out_of=out_of,
        placed=placed,
        source=source,
        numerator=Tally(where if of == "true" else f"{of} AND {where}"),
        denominator=Tally(of),
        missing=missing,
        kind=Kind.RATE,
        confidence=confidence,
        better=better,
        is_costly=is_costly,
    )


def mean(
    slug: str,
    id_: str,
    name: str,
    amount: str,
    *,
    out_of: str,
    of: str,
    placed: Placed,
    unit: str,
    also: tuple[str, ...] = (),
    source: str = MONTHLY,
    confidence: Confidence = Confidence.HIGH,
    better: Better = Better.NEITHER,
) -> Measure:
    """An amount added up, divided by how many have it."""
    return Measure(
        slug=slug,
        id=id_,
        also=also,
        name=name,
        definition=f"{name}, of {out_of}.",
        counts=f"{unit} of all of them, added up",
        out_of=out_of,
        placed=placed,
        source=source,
        numerator=Tally(of, amount),
        denominator=Tally(of),
        kind=Kind.MEAN,
        confidence=confidence,
        better=better,
        unit=unit,
    )


def median(
    slug: str,
    id_: str,
    name: str,
    amount: str,
    *,
    out_of: str,
    of: str,
    placed: Placed,
    unit: str,
    also: tuple[str, ...] = (),
    source: str = MONTHLY,
    confidence: Confidence = Confidence.HIGH,
    better: Better = Better.NEITHER,
) -> Measure:
    """What half of them exceed; halfway between the middle two."""
    return statistic(
        slug,
        id_,
        name,
        f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {amount}) FILTER (WHERE {of})",
        kind=Kind.MEDIAN,
        out_of=out_of,
        of=of,
        placed=placed,
        unit=unit,
        also=also,
        source=source,
        confidence=confidence,
        better=better,
    )


def statistic(
    slug: str,
    id_: str,
    name: str,
    sql: str,
    *,
    out_of: str,
    of: str,
    placed: Placed,
    unit: str,
    kind: Kind = Kind.STATISTIC,
    also: tuple[str, ...] = (),
    source: str = MONTHLY,
    confidence: Confidence = Confidence.HIGH,
    better: Better = Better.NEITHER,
    is_of_one: bool = False,
) -> Measure:
    """Another number over some, which is no division of two sums."""
    return Measure(
        slug=slug,
        id=id_,
        also=also,
        name=name,
        definition=f"{name}, of {out_of}.",
        counts=out_of,
        placed=placed,
        source=source,
        numerator=Tally(of),
        statistic=sql,
        kind=kind,
        confidence=confidence,
        better=better,
        unit=unit,
        is_of_one=is_of_one,
    )
