"""M090 to M111, M343 and M346: what sessions gave."""

from clinical.therapies import Therapy
from reporting.metrics.measure import Confidence, Placed
from reporting.metrics.shapes import count
from reporting.metrics.wording import SESSION

MEASURES = (
    *(
        count(
            f"sessions-{therapy.value.lower().replace('_', '-')}",
            f"M090-M111/{therapy.value}",
            f"Sessions: {therapy.label}",
            f"attended treatment sessions in the period that gave: {therapy.label.lower()}",
            placed=Placed.CONTACT,
            where=f"'{therapy.value}' = ANY(c.therapies) AND {SESSION}",
            also=("M090-M098", "M100-M111", "M346"),
            confidence=Confidence.MEDIUM,
        )
        for therapy in Therapy
        if therapy is not Therapy.EMPLOYMENT_SUPPORT
    ),
    count(
        "internet-therapy-sessions",
        "M343",
        "Internet therapy sessions",
        "weeks of internet therapy whose last day was in the period",
        placed=Placed.LOG_END,
    ),
)
