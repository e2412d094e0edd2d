"""What hangs from referrals that come in from an old system, and whom those people resemble."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

from audit.copying import copy
from referrals.models import (
    EmploymentStatus,
    EqualityAnswers,
    LongTermCondition,
    PauseReason,
    ProblemDescriptor,
    WaitPause,
    WorkStatus,
)

Row = TypeVar("Row", bound=Model)

# Born on one day and living in one place, or of one NHS number under another birth date. Names are
# not known yet: who loads them compares them. The index of postcodes is left alone: one may be that
# of all who have none, and would lead from each of them to everybody. Who was born on one of these
# days is found first, and once: joined as it stands, everybody was held against each who came for
# as long as the database had not counted them.
_ALIKE = """
WITH came AS MATERIALIZED (
    SELECT id, date_of_birth, upper(replace(postcode, ' ', '')) AS home
    FROM referrals_patient WHERE id = ANY(%(ids)s) AND postcode <> ''
), born AS MATERIALIZED (
    SELECT id, date_of_birth, upper(replace(postcode, ' ', '')) AS home FROM referrals_patient
    WHERE date_of_birth = ANY(ARRAY(SELECT date_of_birth FROM came)) AND merged_into_id IS NULL
), pair AS (
    SELECT came.id AS patient_id, born.id AS other_id
    FROM came JOIN born USING (date_of_birth, home)
    WHERE born.id <> came.id AND (born.id < came.id OR born.id <> ALL(%(ids)s))
)
INSERT INTO referrals_lookalike (patient_id, other_id, why, found_at, outcome)
SELECT patient_id, other_id, 'the same birth date, the same postcode', %(now)s, '' FROM pair
ON CONFLICT DO NOTHING RETURNING patient_id, other_id
"""
_SAME_NUMBER = """
INSERT INTO referrals_lookalike (patient_id, other_id, why, found_at, outcome)
SELECT p.id, o.id, CASE WHEN p.date_of_birth = o.date_of_birth
    THEN 'the same NHS number, the same birth date'
    ELSE 'the same NHS number, another birth date' END, %(now)s, ''
FROM unnest(%(ids)s::bigint[], %(others)s::bigint[]) AS said (id, other)
JOIN referrals_patient p ON p.id = said.id JOIN referrals_patient o ON o.id = said.other
ON CONFLICT DO NOTHING RETURNING patient_id, other_id
"""
_COUNT = """
UPDATE referrals_patient SET alike = alike + found.pairs,
    may_be_known = may_be_known + found.unsettled
FROM (SELECT id, count(*) AS pairs, count(*) FILTER (WHERE is_new) AS unsettled
      FROM unnest(%(who)s::bigint[], %(new)s::boolean[]) AS said (id, is_new) GROUP BY id) found
WHERE found.id = referrals_patient.id
"""


@dataclass(frozen=True, slots=True)
class Work:
    """How somebody stood at work on a day they were asked."""

    asked_on: date
    status: str
    hours: str = ""
    sick_pay: str = ""
    benefits: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause of a wait, both days included."""

    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known beside a referral. `answers` are those to the equality questions, empty where
    nothing was answered.
    """

    problems: Sequence[tuple[str, date]] = ()
    conditions: Collection[str] = ()
    work: Sequence[Work] = ()
    pauses: Sequence[Pause] = ()
    answers: Mapping[str, Any] | None = None


def write(
    found: Mapping[int, Circumstances], *, by_id: int | None, now: datetime
) -> Mapping[int, int]:
    """Write each of these once: what stands on a referral already, or stood there and was taken off
    by a person, is not written again. The ids of the answers that came in, by referral.
    """
    ids = list(found)
    problems = _known(ProblemDescriptor, ids, "problem", "recorded_on")
    copy(
        ProblemDescriptor,
        (
            ProblemDescriptor(referral_id=pk, problem=problem, recorded_on=on)
            for pk, one in found.items()
            for problem, on in one.problems
            if (pk, problem, on) not in problems
        ),
    )
    conditions = _known(LongTermCondition, ids, "condition")
    copy(
        LongTermCondition,
        (
            LongTermCondition(referral_id=pk, condition=each, recorded_at=now, recorded_by_id=by_id)
            for pk, one in found.items()
            for each in sorted(set(one.conditions))
            if (pk, each) not in conditions
        ),
    )
    copy(EmploymentStatus, _work(found, now=now))
    answers = copy(EqualityAnswers, _answers(found, now=now))
    _write_pauses(found, by_id=by_id, now=now)
    return {one.referral_id: one.pk for one in answers}


def _known(model: type[Model], ids: Sequence[int], *names: str) -> set[tuple[Any, ...]]:
    rows = model._default_manager.filter(referral__in=ids)  # noqa: SLF001 - public in all but name
    return set(rows.values_list("referral_id", *names))


def _work(found: Mapping[int, Circumstances], *, now: datetime) -> Iterator[EmploymentStatus]:
    """What was said anew of a day replaces what came of it before, never what was asked here."""
    rows = EmploymentStatus.objects.filter(referral__in=list(found), withdrawn_at__isnull=True)
    standing = {(one.referral_id, one.asked_on): one for one in rows}
    for pk, one in found.items():
        for said in one.work:
            fresh = _asked(pk, said, now=now)
            before = standing.get((pk, said.asked_on))
            if before is not None and not _replaces(fresh, before):
                continue
            if before is not None and before.pk is not None:
                EmploymentStatus.objects.filter(pk=before.pk).update(withdrawn_at=now)
            elif before is not None:
                continue
            standing[pk, said.asked_on] = fresh
            yield fresh


def _asked(referral_id: int, said: Work, *, now: datetime) -> EmploymentStatus:
    return EmploymentStatus(
        referral_id=referral_id,
        asked_on=said.asked_on,
        status=said.status,
        hours=said.hours if said.status == WorkStatus.EMPLOYED else "",
        sick_pay=said.sick_pay,
        benefits=said.benefits,
        at=now,
    )


def _replaces(fresh: EmploymentStatus, before: EmploymentStatus) -> bool:
    """Nobody here asked, and it is not what stands."""
    said = ("status", "hours", "sick_pay", "benefits")
    return before.by_id is None and any(
        getattr(fresh, name) != getattr(before, name) for name in said
    )


def _answers(found: Mapping[int, Circumstances], *, now: datetime) -> Iterator[EqualityAnswers]:
    for pk, one in found.items():
        if one.answers:
            yield EqualityAnswers(referral_id=pk, at=now, **one.answers)


def answered_since(patient_id: int, last_id: int) -> bool:
    """Whether this person has answered here after those answers came in; 0 where none did."""
    later = EqualityAnswers.objects.filter(referral__patient=patient_id, pk__gt=last_id)
    return later.exists()


def _write_pauses(found: Mapping[int, Circumstances], *, by_id: int | None, now: datetime) -> None:
    """Of two that overlap the earlier stands: nobody is paused twice on one day."""
    if by_id is None or not any(one.pauses for one in found.values()):
        return
    held = _known(WaitPause, list(found), "from_on", "until_on")
    fresh = []
    for pk, one in found.items():
        days = [(from_on, until_on) for whose, from_on, until_on in held if whose == pk]
        for pause in sorted(one.pauses, key=lambda one: one.from_on):
            if any(pause.from_on <= last and first <= pause.until_on for first, last in days):
                continue
            days.append((pause.from_on, pause.until_on))
            fresh.append(_pause(pk, pause, by_id=by_id, now=now))
    copy(WaitPause, fresh)


def _pause(referral_id: int, pause: Pause, *, by_id: int, now: datetime) -> WaitPause:
    return WaitPause(
        referral_id=referral_id,
        reason=PauseReason.OTHER,
        from_on=pause.from_on,
        until_on=pause.until_on,
        set_at=now,
        set_by_id=by_id,
    )


def note_look_alikes(ids: Sequence[int], *, now: datetime) -> None:
    """Each of these new records with those it resembles, for somebody to settle: nothing is ever
    merged by itself.
    """
    _note(_ALIKE, {"ids": list(ids), "now": now})


def note_same_number(pairs: Mapping[int, int], *, now: datetime) -> None:
    """Each of these records with the one that has its NHS number already."""
    if pairs:
        _note(_SAME_NUMBER, {"ids": list(pairs), "others": list(pairs.values()), "now": now})


def _note(sql: str, said: Mapping[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, said)
        pairs = cursor.fetchall()
        if pairs:
            who = [pk for pair in pairs for pk in pair]
            cursor.execute(_COUNT, {"who": who, "new": [True, False] * len(pairs)})
