"""How far scores fell, in standard deviations of the first: of those with two."""

from reporting.metrics.measure import Better, Confidence, Measure, Placed
from reporting.metrics.shapes import statistic
from reporting.metrics.wording import ANNUAL, FINISHED, FINISHED_WORDS


def _effect(slug: str, name: str, column: str) -> Measure:
    of = f"{FINISHED} AND p.{column}_last IS NOT NULL"
    first, last = (f"avg(p.{column}_{end}) FILTER (WHERE {of})" for end in ("first", "last"))
    spread = f"nullif(stddev_samp(p.{column}_first) FILTER (WHERE {of}), 0)"
    return statistic(
        f"effect-size-{slug}",
        f"AM/effect-size-{slug}",
        f"Effect size, {name}",
        f"({first} - {last}) / {spread}",
        out_of=f"{FINISHED_WORDS}, with two scores of {name}",
        of=of,
        placed=Placed.ENDED,
        unit="standard deviations",
        source=ANNUAL,
        confidence=Confidence.MEDIUM,
        better=Better.HIGHER,
    )


MEASURES = (_effect("phq9", "PHQ-9", "phq9"), _effect("gad7", "GAD-7", "gad7"))
