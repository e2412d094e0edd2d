"""M347 to M350 and M352 to M367: from assessment to a stage of treatment, and steps up and down."""

from collections.abc import Callable

from reporting.metrics.measure import Better, Confidence, Measure, Placed
from reporting.metrics.shapes import count, mean, median, share
from reporting.metrics.wording import FINISHED

_FAMILY = ("M347-M350", "M352-M367")
_FROM_ASSESSMENT = "p.first_stage_on - p.assessment_first_on"
_IN_ORDER = f"{FINISHED} AND p.assessment_first_on <= p.therapy_first_on"
# A stage is two sessions or more of one intensity in a row.
_WAITS = (
    ("to-low-intensity", "Assessment to low intensity", "p.first_stage = 'LOW'", _FROM_ASSESSMENT),
    (
        "to-high-intensity",
        "Assessment to high intensity",
        "p.first_stage = 'HIGH'",
        _FROM_ASSESSMENT,
    ),
    ("step-up", "Step up", "p.step_up_days IS NOT NULL", "p.step_up_days"),
    ("step-down", "Step down", "p.step_down_days IS NOT NULL", "p.step_down_days"),
)


def _measures(slug: str, name: str, where: str, days: str) -> tuple[Measure, ...]:
    of = f"{_IN_ORDER} AND {where}"
    words = f"finished courses, assessed before they began, with: {name.lower()}"

    def within(limit: int) -> Measure:
        return share(
            f"{slug}-within-{limit}-days",
            f"M347-M367/{slug}-{limit}",
            f"{name} within {limit} days",
            f"those that waited {limit} days at most",
            out_of=words,
            of=of,
            where=f"{days} <= {limit}",
            placed=Placed.ENDED,
            also=_FAMILY,
            confidence=Confidence.MEDIUM,
            better=Better.HIGHER,
        )

    def typical(make: Callable[..., Measure], how: str) -> Measure:
        return make(
            f"{slug}-{how}",
            f"M347-M367/{slug}-{how}",
            f"{name}: {how} wait",
            days,
            out_of=words,
            of=of,
            placed=Placed.ENDED,
            unit="days",
            also=_FAMILY,
            confidence=Confidence.MEDIUM,
        )

    return (
        count(
            slug,
            f"M347-M367/{slug}",
            name,
            words,
            placed=Placed.ENDED,
            where=of,
            also=_FAMILY,
            confidence=Confidence.MEDIUM,
        ),
        typical(mean, "mean"),
        typical(median, "median"),
        within(28),
        within(90),
    )


MEASURES = tuple(one for wait in _WAITS for one in _measures(*wait))
