"""M089, M112, M120 and M141 to M144: how many sessions a finished course had."""

from reporting.metrics.measure import Measure, Placed
from reporting.metrics.shapes import count, mean, median, statistic
from reporting.metrics.wording import FINISHED, FINISHED_WORDS


def _intensity(slug: str, id_: str, name: str, column: str) -> Measure:
    return mean(
        f"mean-{slug}-sessions",
        id_,
        f"Mean {name} sessions",
        f"p.{column}",
        out_of=f"{FINISHED_WORDS}, with any {name} session",
        of=f"{FINISHED} AND p.{column} > 0",
        placed=Placed.ENDED,
        unit="sessions",
    )


def _extreme(slug: str, id_: str, sql: str) -> Measure:
    return statistic(
        f"{slug}-sessions",
        id_,
        f"{slug.capitalize()} sessions",
        f"{sql}(p.treatments) FILTER (WHERE {FINISHED})",
        out_of=FINISHED_WORDS,
        of=FINISHED,
        placed=Placed.ENDED,
        unit="sessions",
        is_of_one=True,
    )


MEASURES = (
    count(
        "sessions-of-finished",
        "M089",
        "Sessions of finished courses",
        f"treatment sessions of {FINISHED_WORDS}",
        placed=Placed.ENDED,
        where=FINISHED,
        amount="p.treatments",
    ),
    mean(
        "mean-sessions",
        "M141",
        "Mean sessions",
        "p.treatments",
        out_of=FINISHED_WORDS,
        of=FINISHED,
        placed=Placed.ENDED,
        unit="sessions",
    ),
    median(
        "median-sessions",
        "M142",
        "Median sessions",
        "p.treatments",
        out_of=FINISHED_WORDS,
        of=FINISHED,
        placed=Placed.ENDED,
        unit="sessions",
    ),
    _extreme("most", "M143", "max"),
    _extreme("fewest", "M144", "min"),
    _intensity("low-intensity", "M120", "low-intensity", "low_intensity_contacts"),
    _intensity("high-intensity", "M112", "high-intensity", "high_intensity_contacts"),
)
