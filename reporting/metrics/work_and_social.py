"""M212 to M236: each of the five questions of WSAS, first and last, where it has both."""

from collections.abc import Callable

from reporting.metrics.measure import Better, Confidence, Measure, Placed
from reporting.metrics.shapes import count, mean, median
from reporting.metrics.wording import FINISHED, FINISHED_WORDS

_FAMILY = ("M212-M236",)
_DOMAINS = ("work", "home", "social leisure", "private leisure", "relationships")


def _measures(place: int, domain: str) -> tuple[Measure, ...]:
    """What does not apply is not a score; the question on work may."""
    slug = f"wsas-{domain.replace(' ', '-')}"
    of = f"{FINISHED} AND p.wsas_last[{place}] IS NOT NULL"
    words = f"{FINISHED_WORDS}, with a first and a last answer on {domain}"

    def ends(make: Callable[..., Measure], how: str) -> tuple[Measure, ...]:
        return tuple(
            make(
                f"{slug}-{how}-{end}",
                f"M212-M236/{slug}-{how}-{end}",
                f"WSAS, {domain}: {how} {end} score",
                f"p.wsas_{end}[{place}]",
                out_of=words,
                of=of,
                placed=Placed.ENDED,
                unit="points",
                also=_FAMILY,
                confidence=Confidence.MEDIUM,
                better=Better.NEITHER,
            )
            for end in ("first", "last")
        )

    return (
        count(
            f"{slug}-pairs",
            f"M212-M236/{slug}-pairs",
            f"WSAS, {domain}: first and last",
            words,
            placed=Placed.ENDED,
            where=of,
            also=_FAMILY,
            confidence=Confidence.MEDIUM,
        ),
        *ends(mean, "mean"),
        *ends(median, "median"),
    )


MEASURES = tuple(
    one for place, domain in enumerate(_DOMAINS, start=1) for one in _measures(place, domain)
)
