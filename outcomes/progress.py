"""A referral's scores in order, its change so far, and what the charts draw of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import CharField, F, OuterRef, QuerySet
from django.db.models.functions import Cast, JSONObject
from django.utils.safestring import SafeString

from clinical.measures import GAD7, MEASURES, PHQ9, Measure, Total, written
from clinical.working_days import local_date
from outcomes import charts
from outcomes.chart_layout import ChartPoint
from outcomes.models import MeasureScore

# A questionnaire answered outside any appointment still has its place on the chart.
BETWEEN_SESSIONS = "–"


@dataclass(frozen=True, slots=True)
class Score:
    """One questionnaire as it counts today: neither corrected since nor withdrawn.

    An unfinished one has no total. One that was added up on paper has no answers.
    """

    measure: str
    total: Total | None
    answers: tuple[int | None, ...]
    item_nine: int | None
    is_prorated: bool
    sitting_id: int
    taken_at: datetime
    work_not_applicable: bool = False

    @property
    def result(self) -> str:
        """`12`; `18/32` of WSAS without work, which is never rescaled; `12 (prorated)` where
        missing answers were filled in; `not finished`; the answers themselves where they are never
        added up.
        """
        measure = MEASURES[self.measure]
        if self.total is not None and self.work_not_applicable:
            return f"{self.total}/{measure.total_highest - measure.item_highest}"
        if self.total is not None:
            return f"{written(measure, self.total)}{' (prorated)' if self.is_prorated else ''}"
        if measure.is_totalled:
            return "not finished"
        return ", ".join("–" if answer is None else str(answer) for answer in self.answers)

    @property
    def on(self) -> date:
        """The local day it was answered."""
        return local_date(self.taken_at)

    @property
    def was_typed(self) -> bool:
        """A total that staff typed in alone, of a questionnaire of which that is enough."""
        return not self.answers and MEASURES[self.measure].total_may_be_typed


@dataclass(frozen=True, slots=True)
class Appointment:
    """What the charts know of an appointment: its label ("Assess", "1"), its day, its sitting."""

    label: str
    on: date
    sitting_id: int | None
    is_missed: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How one measure stands: the first total, the last, and how often it was scored.

    Not comparable: work applied to one of the two alone, one being out of 40, the other out of 32.
    """

    measure: Measure
    first: Total
    last: Total
    times: int
    is_comparable: bool = True

    @property
    def severity(self) -> SafeString:
        """The severity word of the last total, in its shade."""
        return charts.severity(self.measure, self.last)

    @property
    def sentence(self) -> SafeString:
        """`Down 6 from 18: reliable improvement. Still above the threshold.`"""
        if self.times == 1:
            return SafeString("Scored once, so no change to speak of yet.")
        if not self.is_comparable:
            return SafeString("Work applies to only one of first and last: not compared.")
        return charts.progress_sentence(first=self.first, last=self.last, measure=self.measure)


def score_rows(referral: OuterRef | int) -> QuerySet[MeasureScore, Any]:
    """The valid scores of a referral in order, each as one JSON object: for an array of a larger
    query, or on its own. `scores_from` reads them.
    """
    standing = MeasureScore.objects.filter(
        referral=referral, superseded_at__isnull=True, withdrawn_at__isnull=True
    )
    return _rows(standing)


def _rows(scores: QuerySet[MeasureScore]) -> QuerySet[MeasureScore, Any]:
    return scores.order_by("taken_at", "id").values(
        row=JSONObject(
            measure="measure",
            total="total",
            # In words: JSON would make a binary fraction of it.
            mean=Cast("mean", CharField()),
            answers="answers",
            item_nine="item_nine",
            is_prorated="is_prorated",
            work_not_applicable="work_not_applicable",
            sitting_id=F("sitting_id"),
            taken_at="taken_at",
        )
    )


def scores_from(rows: Iterable[Mapping[str, Any]]) -> tuple[Score, ...]:
    """The scores behind `score_rows`."""
    return tuple(
        Score(
            measure=row["measure"],
            total=row["total"] if row["mean"] is None else Decimal(row["mean"]),
            answers=tuple(row["answers"]),
            item_nine=row["item_nine"],
            is_prorated=row["is_prorated"],
            sitting_id=row["sitting_id"],
            taken_at=datetime.fromisoformat(row["taken_at"]),
            work_not_applicable=row["work_not_applicable"],
        )
        for row in rows
    )


def withdrawn_scores(sitting_id: int | None) -> tuple[Score, ...]:
    """The scores of a withdrawn note, which no count holds any more: for the privacy officer."""
    found = MeasureScore.objects.filter(sitting=sitting_id, withdrawn_at__isnull=False)
    return scores_from(row["row"] for row in _rows(found))


def typed_totals(sitting_id: int | None) -> QuerySet[MeasureScore]:
    """The totals of one sitting that were typed in alone, as they stand."""
    may_be_typed = [code for code, measure in MEASURES.items() if measure.total_may_be_typed]
    return MeasureScore.objects.filter(
        sitting=sitting_id,
        measure__in=may_be_typed,
        answers__len=0,
        superseded_at__isnull=True,
        withdrawn_at__isnull=True,
    ).order_by("id")


def answered_scores(sitting_id: int | None) -> QuerySet[MeasureScore]:
    """The scores of one sitting that were answered item by item, as they stand."""
    return MeasureScore.objects.filter(
        sitting=sitting_id,
        answers__len__gt=0,
        superseded_at__isnull=True,
        withdrawn_at__isnull=True,
    ).order_by("id")


def progress(scores: Sequence[Score], measure: Measure) -> Progress | None:
    """How a measure moved since its first total; None while it was never scored.

    A total that was filled in is no basis for change, here as in the summary.
    """
    totals = [
        (one.total, one.work_not_applicable)
        for one in _of(scores, measure)
        if one.total is not None and not one.is_prorated
    ]
    if not totals:
        return None
    (first, first_without_work), (last, last_without_work) = totals[0], totals[-1]
    return Progress(
        measure=measure,
        first=first,
        last=last,
        times=len(totals),
        is_comparable=first_without_work == last_without_work,
    )


def chart_points(
    scores: Sequence[Score], measure: Measure, appointments: Sequence[Appointment]
) -> tuple[ChartPoint, ...]:
    """One point for each appointment, and one for each questionnaire answered outside of any."""
    by_sitting = {one.sitting_id: one for one in _of(scores, measure)}
    points = []
    for at in appointments:
        score = None if at.sitting_id is None else by_sitting.pop(at.sitting_id, None)
        points.append(
            ChartPoint(
                label=at.label,
                on=at.on,
                total=None if score is None else score.total,
                is_missed=at.is_missed,
                is_prorated=score is not None and score.is_prorated,
            )
        )
    points += [
        ChartPoint(label=BETWEEN_SESSIONS, on=one.on, total=one.total, is_prorated=one.is_prorated)
        for one in by_sitting.values()
    ]
    return tuple(sorted(points, key=lambda point: point.on or date.min))


def measures_in(scores: Sequence[Score]) -> tuple[Measure, ...]:
    """PHQ-9 and GAD-7 always, then whatever else was answered."""
    answered = {one.measure for one in scores}
    others = [measure for code, measure in MEASURES.items() if code in answered]
    return (PHQ9, GAD7, *(measure for measure in others if measure not in {PHQ9, GAD7}))


def _of(scores: Sequence[Score], measure: Measure) -> list[Score]:
    return [one for one in scores if one.measure == measure.code]
