"""Scores that come in from an old system, many at once: totals, for the answers are in no national
file, so that item 9 is not known and is no signal. A part of moving a service in.
"""

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from audit.copying import copy_values
from clinical.measures import MEASURES, Total
from outcomes.models import MeasureScore, Mode, Sitting, kept_as


@dataclass(frozen=True, slots=True)
class ScoreEntry:
    """One questionnaire: its total, or its answers one by one where each came by itself (WSAS)."""

    measure: str
    total: Total | None
    answers: tuple[int | None, ...] = ()
    work_not_applicable: bool = False


@dataclass(frozen=True, slots=True)
class SittingEntry:
    """One occasion of answering."""

    referral_id: int
    taken_at: datetime
    mode: Mode
    scores: Sequence[ScoreEntry]


@transaction.atomic
def bring_in_sittings(*, sittings: Sequence[SittingEntry], now: datetime) -> list[int]:
    """Store each with its scores; the ids, in this order. Whoever calls makes summaries true."""
    ids = copy_values(
        Sitting,
        [
            {
                "referral_id": one.referral_id,
                "form_key": uuid.uuid4(),
                "taken_at": one.taken_at,
                "mode": one.mode,
                "recorded_at": now,
            }
            for one in sittings
        ],
    )
    copy_values(
        MeasureScore,
        [
            row
            for one, sitting_id in zip(sittings, ids, strict=True)
            for row in _scores(one, sitting_id)
        ],
    )
    return ids


@transaction.atomic
def withdraw_sittings(*, sitting_ids: Collection[int], now: datetime) -> None:
    """Take the scores of these sittings out of every count; they stay stored."""
    standing = MeasureScore.objects.filter(sitting__in=sitting_ids, withdrawn_at__isnull=True)
    standing.update(withdrawn_at=now)


def corrected_here(sitting_ids: Collection[int]) -> set[int]:
    """Those of which somebody here has corrected a score or added one."""
    edited = MeasureScore.objects.filter(sitting__in=sitting_ids).exclude(correction_reason="")
    return set(edited.values_list("sitting_id", flat=True))


def _scores(one: SittingEntry, sitting_id: int) -> Iterator[dict[str, object]]:
    for score in one.scores:
        measure = MEASURES[score.measure]
        yield {
            "sitting_id": sitting_id,
            "referral_id": one.referral_id,
            "measure": measure.code,
            "instrument_version": measure.version,
            "taken_at": one.taken_at,
            "answers": list(score.answers),
            "work_not_applicable": score.work_not_applicable,
            **kept_as(measure, score.total),
        }
