"""Stages of one intensity, and the steps between them (national measures M347 to M367).

A stage is two consecutive sessions or more of one intensity; sessions without a therapy are passed
over, and so is a single session of the other intensity. A session with both has its low intensity
part first. A week of internet therapy is high intensity and stands on the day it began.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from clinical.pathway_facts import HIGH_INTENSITY, LOW_INTENSITY, ContactFact, LogFact
from clinical.therapies import Intensity, Therapy

_LEAST_SESSIONS = 2
# The national list of stages leaves these two out, though they are high intensity.
STAGE_HIGH = HIGH_INTENSITY - {Therapy.COUNSELLING_FOR_DEPRESSION, Therapy.COLLABORATIVE_CARE}


@dataclass(frozen=True, slots=True)
class Stage:
    """From its first to its last session."""

    intensity: Intensity
    first_on: date
    last_on: date


def stages(contacts: Iterable[ContactFact], logs: Iterable[LogFact]) -> tuple[Stage, ...]:
    """The stages of these sessions in order."""
    parts = [
        (on, intensity) for on, _, _, _, intensity in sorted([*_of_contacts(contacts), *_of(logs)])
    ]
    found = []
    for intensity, run in groupby(parts, key=lambda part: part[1]):
        days = [on for on, _ in run]
        if len(days) >= _LEAST_SESSIONS:
            found.append(Stage(Intensity(intensity), days[0], days[-1]))
    return tuple(found)


def step_days(stages: Iterable[Stage], *, to: Intensity) -> int | None:
    """Days from the last session of a stage to the first of the next, at the first such step."""
    steps = [
        (after.first_on - before.last_on).days
        for before, after in pairwise(stages)
        if after.intensity is to and before.intensity is not to
    ]
    return steps[0] if steps else None


# What parts of sessions are ordered by: day, contact before log, moment, number, low intensity
# first; and the intensity.
_Part = tuple[date, int, float, tuple[int, int], str]


def _of_contacts(contacts: Iterable[ContactFact]) -> Iterable[_Part]:
    for one in contacts:
        if one.therapies & LOW_INTENSITY:
            yield one.on, 0, one.at.timestamp(), (one.number, 0), Intensity.LOW.value
        if one.therapies & STAGE_HIGH:
            yield one.on, 0, one.at.timestamp(), (one.number, 1), Intensity.HIGH.value


def _of(logs: Iterable[LogFact]) -> Iterable[_Part]:
    for one in logs:
        yield one.started_on, 1, 0.0, (one.number, 1), Intensity.HIGH.value
