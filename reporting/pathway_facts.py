"""Reads what pathways are derived from, as `clinical` asks for it: a query for each kind of row."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from caseload.models import CareContact, ContactState, InternetTherapyLog
from clinical.pathway_facts import ContactFact, LogFact, PathwayFacts, ProblemFact, ScoreFact
from clinical.problems import Problem
from clinical.therapies import Therapy
from outcomes.models import MeasureScore
from referrals.models import EmploymentStatus, ProblemDescriptor, Referral

# Signed, or out of the diary: what became of these appointments is known.
_SETTLED = (ContactState.LOGGED, ContactState.CANCELLED)


@dataclass(slots=True)
class _Rows:
    """Of one referral, as they are read."""

    contacts: list[ContactFact] = field(default_factory=list)
    logs: list[LogFact] = field(default_factory=list)
    scores: list[ScoreFact] = field(default_factory=list)
    problems: list[ProblemFact] = field(default_factory=list)
    sick_pay: list[tuple[date, str]] = field(default_factory=list)


def facts_of(referral_ids: Collection[int]) -> Mapping[int, PathwayFacts]:
    """Six queries, however many referrals."""
    rows: dict[int, _Rows] = defaultdict(_Rows)
    carriers = _read_contacts(referral_ids, rows)
    for log in _of(InternetTherapyLog.objects.filter(withdrawn_at=None), referral_ids):
        rows[log.referral_id].logs.append(
            LogFact(number=log.pk, started_on=log.started_on, ended_on=log.ended_on)
        )
    standing = MeasureScore.objects.filter(superseded_at=None, withdrawn_at=None)
    for score in _of(standing, referral_ids):
        rows[score.referral_id].scores.append(_score(score, carriers))
    for one in _of(ProblemDescriptor.objects, referral_ids):
        rows[one.referral_id].problems.append(
            ProblemFact(number=one.pk, recorded_on=one.recorded_on, problem=Problem[one.problem])
        )
    asked = EmploymentStatus.objects.filter(withdrawn_at=None).exclude(sick_pay="")
    for said in _of(asked, referral_ids):
        rows[said.referral_id].sick_pay.append((said.asked_on, said.sick_pay))
    return {
        referral.pk: _facts(referral, rows[referral.pk])
        for referral in Referral.objects.filter(pk__in=referral_ids).order_by("pk")
    }


def _of(rows: Any, referral_ids: Collection[int]) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.filter(referral__in=referral_ids).order_by("pk")
    return found


def _read_contacts(
    referral_ids: Collection[int], rows: Mapping[int, _Rows]
) -> Mapping[int, ContactFact]:
    """Signed ones go to their referral; by sitting, whatever questionnaires were answered for."""
    carriers: dict[int, ContactFact] = {}
    settled = CareContact.objects.filter(state__in=_SETTLED)
    for contact in _of(settled, referral_ids):
        fact = _contact(contact)
        if contact.state == ContactState.LOGGED:
            rows[contact.referral_id].contacts.append(fact)
        if contact.sitting_id is not None:
            carriers[contact.sitting_id] = fact
    return carriers


def _contact(contact: CareContact) -> ContactFact:
    """What is out of the diary was never more than planned."""
    return ContactFact(
        number=contact.pk,
        at=contact.starts_at,
        kind=contact.kind,
        attendance=contact.attendance,
        is_planned=contact.is_planned or contact.state == ContactState.CANCELLED,
        therapies=frozenset(Therapy[name] for name in contact.therapies),
        seen_as=contact.format,
    )


def _score(score: MeasureScore, carriers: Mapping[int, ContactFact]) -> ScoreFact:
    return ScoreFact(
        number=score.pk,
        measure=score.measure,
        version=score.instrument_version,
        at=score.taken_at,
        total=score.value,
        answers=tuple(score.answers),
        is_prorated=score.is_prorated,
        carried_by=carriers.get(score.sitting_id),
    )


def _facts(referral: Referral, rows: _Rows) -> PathwayFacts:
    return PathwayFacts(
        received_on=referral.received_on,
        ended_on=referral.ended_on,
        contacts=tuple(rows.contacts),
        logs=tuple(rows.logs),
        scores=tuple(rows.scores),
        problems=tuple(rows.problems),
        sick_pay=tuple(rows.sick_pay),
    )
