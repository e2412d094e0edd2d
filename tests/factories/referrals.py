"""Patients and their referrals, each with the history and next step an action would leave."""

from datetime import UTC, date, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from clinical import nhs_number
from clinical.problems import Problem
from referrals.changes import changed
from referrals.models import (
    DirectoryEntry,
    EndCode,
    HelpArea,
    NextStep,
    NextStepKind,
    Patient,
    ProblemDescriptor,
    Referral,
    ReferralSource,
    ReferralStep,
    Status,
    TimelineKind,
    TimelineNote,
)
from staff.models import Team
from tests.factories.staff import TeamFactory

_NOW = datetime(2026, 6, 9, 9, 24, tzinfo=UTC)
RECEIVED_ON = date(2026, 4, 14)


class PatientFactory(DjangoModelFactory):
    """An invented person: NHS number of the synthetic range, fictional phone number."""

    class Meta:
        model = Patient

    nhs_number = factory.Sequence(nhs_number.synthetic)
    given_name = "Rowan"
    family_name = factory.Sequence(lambda n: f"Ashworth{n}")
    date_of_birth = date(1991, 5, 4)
    phone = "07700 900123"
    updated_at = _NOW


class ReferralFactory(DjangoModelFactory):
    """Only the row. Most tests want one of the functions below."""

    class Meta:
        model = Referral

    patient = factory.SubFactory(PatientFactory)
    team = factory.SubFactory(TeamFactory)
    source = ReferralSource.SELF
    received_on = RECEIVED_ON
    updated_at = _NOW


class NextStepFactory(DjangoModelFactory):
    class Meta:
        model = NextStep

    referral = factory.SubFactory(ReferralFactory)
    kind = NextStepKind.OTHER
    what = "Ring to arrange a first appointment"
    due_by = _NOW + timedelta(days=2)
    set_at = _NOW


class ProblemDescriptorFactory(DjangoModelFactory):
    class Meta:
        model = ProblemDescriptor

    referral = factory.SubFactory(ReferralFactory)
    problem = Problem.DEPRESSION.name
    recorded_on = RECEIVED_ON


class DirectoryEntryFactory(DjangoModelFactory):
    class Meta:
        model = DirectoryEntry

    area = HelpArea.DEBT
    name = "Northbrook Advice"
    phone = "01632 960111"
    updated_at = _NOW


class TimelineNoteFactory(DjangoModelFactory):
    class Meta:
        model = TimelineNote

    referral = factory.SubFactory(ReferralFactory)
    kind = TimelineKind.LETTER
    title = "Letter to the GP"
    at = _NOW


def received(team: Team, **facts: object) -> Referral:
    """A referral that has arrived and waits for triage."""
    return open_referral(team, status=Status.RECEIVED, next_kind=NextStepKind.TRIAGE, **facts)


def waiting(team: Team, **facts: object) -> Referral:
    """A referral that was taken on and is on nobody's caseload yet."""
    return open_referral(team, status=Status.WAITING, next_kind=NextStepKind.ALLOCATE, **facts)


def ended(
    team: Team, *, on: date = date(2026, 6, 1), code: EndCode = EndCode.COMPLETED, **facts: object
) -> Referral:
    """A referral that has ended, eight weeks after it was received: no open next step."""
    facts.setdefault("received_on", on - timedelta(weeks=8))
    referral = ReferralFactory(team=team, status=Status.ENDED, ended_on=on, end_code=code, **facts)
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    ReferralStep.objects.create(referral=referral, to_status=Status.ENDED, at=at)
    changed([referral.pk])
    return referral


def open_referral(
    team: Team, *, status: Status, next_kind: NextStepKind, **facts: object
) -> Referral:
    referral = ReferralFactory(team=team, status=status, **facts)
    ReferralStep.objects.create(referral=referral, to_status=status, at=_NOW)
    NextStepFactory(referral=referral, kind=next_kind)
    changed([referral.pk])
    return referral
