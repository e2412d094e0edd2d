"""Writes stories in batches: one COPY a table, in the order of time, every constraint obeyed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TypeVar

from django.db import models

from audit.copying import copy
from caseload.models import (
    Allocation,
    CallAttempt,
    CareContact,
    CaseFlag,
    ContactDraft,
    Correction,
    Escalation,
    InternetTherapyLog,
    RiskAction,
    RiskReview,
    RiskSignal,
)
from outcomes.models import MeasureScore, Sitting
from pwpservice.practice import circumstances, rows
from pwpservice.practice.given import given, weeks
from pwpservice.practice.records import RiskRecord, Story, Visit
from pwpservice.practice.rows import Ids
from referrals.models import (
    EmploymentStatus,
    EqualityAnswers,
    LongTermCondition,
    NextStep,
    Patient,
    ProblemDescriptor,
    Referral,
    ReferralStep,
    TimelineNote,
)

BATCH = 1000
T = TypeVar("T")
Row = TypeVar("Row", bound=models.Model)


@dataclass(slots=True)
class _Told:
    """A visit on its way into the database."""

    visit: Visit
    story: Story
    referral_id: int
    pwp_id: int
    sitting: Sitting | None = None
    contact: CareContact | None = None
    phq9: MeasureScore | None = None


def batches(stories: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """So many at a time, so that a large service needs no more memory than a small one. While the
    database takes one batch, the next is told.
    """
    rest = iter(stories)
    with ThreadPoolExecutor(max_workers=1) as teller:
        told = teller.submit(_next_of, rest, size)
        while batch := told.result():
            told = teller.submit(_next_of, rest, size)
            yield batch


def _next_of(rest: Iterator[T], size: int) -> list[T]:
    return list(islice(rest, size))


def write(stories: Sequence[Story], ids: Ids) -> list[int]:
    """Write these referrals with everything about them; returns their ids."""
    patients = copy(Patient, (rows.patient(story) for story in stories))
    referrals = copy(
        Referral,
        (rows.referral(story, who, ids) for story, who in zip(stories, patients, strict=True)),
    )
    known = [row.pk for row in referrals]
    told = list(zip(stories, known, strict=True))
    _copy_in_time(ReferralStep, _each(told, ids, rows.steps), by=lambda row: row.at)
    _copy_in_time(TimelineNote, _each(told, ids, rows.notes), by=lambda row: row.at)
    copy(ProblemDescriptor, _each(told, ids, rows.problem))
    copy(Allocation, _each(told, ids, rows.allocation))
    copy(NextStep, _each(told, ids, rows.next_step))
    copy(EqualityAnswers, _each(told, ids, circumstances.equality))
    copy(LongTermCondition, _each(told, ids, circumstances.conditions))
    copy(EmploymentStatus, _each(told, ids, circumstances.work))
    _write_visits(told, ids)
    copy(InternetTherapyLog, _each(told, ids, weeks))
    return known


def _each(
    told: Sequence[tuple[Story, int]],
    ids: Ids,
    make: Callable[[Story, int, Ids], Iterator[Row]],
) -> Iterator[Row]:
    for story, referral_id in told:
        yield from make(story, referral_id, ids)


def _write_visits(stories: Sequence[tuple[Story, int]], ids: Ids) -> None:
    """All visits in the order of time, so that one person's rows lie scattered as in life."""
    told = sorted(
        (
            _Told(visit, story, referral_id, ids.staff[story.carrier])
            for story, referral_id in stories
            if story.carrier is not None
            for visit in story.visits
        ),
        key=lambda one: one.visit.starts_at,
    )
    _write_scores([one for one in told if one.visit.scores])
    contacts = copy(
        CareContact,
        (
            given(
                rows.contact(one.visit, one.referral_id, one.pwp_id, one.sitting),
                one.visit,
                one.story,
            )
            for one in told
        ),
    )
    for one, contact in zip(told, contacts, strict=True):
        one.contact = contact
    kept = [(one.visit, contact, one.pwp_id) for one, contact in zip(told, contacts, strict=True)]
    copy(CallAttempt, (row for each in kept for row in rows.attempts(*each)))
    copy(Correction, (row for each in kept for row in rows.correction(*each)))
    copy(ContactDraft, (row for each in kept for row in rows.draft(*each)))
    _write_risk(told)


def _write_scores(scored: list[_Told]) -> None:
    sittings = copy(
        Sitting, (rows.sitting(one.visit, one.referral_id, one.pwp_id) for one in scored)
    )
    measures = []
    for one, sitting in zip(scored, sittings, strict=True):
        one.sitting = sitting
        given = list(rows.measure_scores(one.visit, sitting))
        one.phq9 = given[0]
        measures += given
    copy(MeasureScore, measures)


def _write_risk(told: Iterable[_Told]) -> None:
    """Flags, reviews, signals and actions of every completed risk section."""
    risky = list(_risky(told))
    flags = copy(
        CaseFlag,
        (rows.flag(one.visit, risk, one.referral_id, one.pwp_id) for one, _, risk, _ in risky),
    )
    reviews = copy(
        RiskReview,
        (rows.review(one.visit, risk, contact, one.pwp_id) for one, contact, risk, _ in risky),
    )
    whole = list(zip(risky, flags, reviews, strict=True))
    copy(
        RiskSignal,
        (
            signal
            for (one, contact, _, score), flag, review in whole
            for signal in rows.signals(one.visit, contact, flag, score, review)
        ),
    )
    actions = copy(
        RiskAction,
        (
            action
            for (one, contact, _, _), flag, review in whole
            for action in rows.action(one.visit, contact, flag, review, one.pwp_id)
        ),
    )
    copy(Escalation, (rows.named_person(action) for action in actions))


def _risky(
    told: Iterable[_Told],
) -> Iterator[tuple[_Told, CareContact, RiskRecord, MeasureScore]]:
    for one in told:
        if one.visit.risk and one.contact and one.phq9:
            yield one, one.contact, one.visit.risk, one.phq9


def _copy_in_time(
    model: type[Row], made: Iterable[Row], *, by: Callable[[Row], datetime]
) -> list[Row]:
    return copy(model, sorted(made, key=by))
