"""M196 to M205: of finished courses, who has a first and a last score."""

from reporting.metrics.measure import Better, Confidence, Measure, Placed
from reporting.metrics.shapes import share
from reporting.metrics.wording import FINISHED, FINISHED_WORDS, NOT_PAIRED, PAIRED

# For a problem that calls for a measure of its own, a pair of either will do.
_ANXIETY_PAIR = "(p.gad7_last IS NOT NULL OR p.called_for_last IS NOT NULL)"
_ANXIETY_NONE = "(p.gad7_first IS NULL AND p.called_for_first IS NULL)"
_CALLED_FOR = f"{FINISHED} AND p.called_for <> ''"
_CALLED_FOR_WORDS = f"{FINISHED_WORDS}, whose problem calls for a measure of its own"


def _scores(
    slug: str,
    id_: str,
    name: str,
    counts: str,
    where: str,
    *,
    of: str = FINISHED,
    out_of: str = FINISHED_WORDS,
    also: tuple[str, ...] = (),
    missing: str = "",
) -> Measure:
    is_good = "pair" in slug
    return share(
        slug,
        id_,
        name,
        counts,
        out_of=out_of,
        of=of,
        where=where,
        placed=Placed.ENDED,
        also=also,
        missing=missing,
        confidence=Confidence.MEDIUM if also else Confidence.HIGH,
        better=Better.HIGHER if is_good else Better.LOWER,
    )


PAIRED_SCORES = _scores(
    "paired-scores",
    "M202",
    "First and last scores of both",
    "those with a first and a last score of PHQ-9 and of the anxiety measure in use",
    PAIRED,
    missing=NOT_PAIRED,
)

MEASURES = (
    PAIRED_SCORES,
    _scores(
        "paired-phq9",
        "M201",
        "First and last PHQ-9",
        "those with a first and a last PHQ-9",
        "p.phq9_last IS NOT NULL",
        missing="p.phq9_last IS NULL",
    ),
    _scores(
        "one-phq9",
        "M199",
        "One PHQ-9 only",
        "those with one PHQ-9 only",
        "p.phq9_first IS NOT NULL AND p.phq9_last IS NULL",
    ),
    _scores("no-phq9", "M200", "No PHQ-9", "those without any PHQ-9", "p.phq9_first IS NULL"),
    _scores(
        "paired-anxiety",
        "M198",
        "First and last anxiety score",
        "those with a pair of GAD-7, or of the measure the problem calls for",
        _ANXIETY_PAIR,
        missing=f"NOT {_ANXIETY_PAIR}",
    ),
    _scores(
        "one-anxiety",
        "M196",
        "One anxiety score only",
        "those with a score of either, and a pair of neither",
        f"NOT {_ANXIETY_PAIR} AND NOT {_ANXIETY_NONE}",
    ),
    _scores(
        "no-anxiety", "M197", "No anxiety score", "those without a score of either", _ANXIETY_NONE
    ),
    *(
        _scores(
            f"{slug}-called-for",
            f"M203-M205/{slug}",
            name,
            counts,
            where,
            of=_CALLED_FOR,
            out_of=_CALLED_FOR_WORDS,
            also=("M203-M205",),
        )
        for slug, name, counts, where in (
            (
                "paired",
                "First and last score of the measure called for",
                # Whether it also decides the outcome, where its reliable change is not known, is
                # another question: here the three add up.
                "those with a pair of it",
                "p.called_for_last IS NOT NULL",
            ),
            (
                "one",
                "One score only of the measure called for",
                "those with one score of it",
                "p.called_for_first IS NOT NULL AND p.called_for_last IS NULL",
            ),
            (
                "no",
                "No score of the measure called for",
                "those without any score of it",
                "p.called_for_first IS NULL",
            ),
        )
    ),
)
