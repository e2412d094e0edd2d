"""Accounts, teams and the dated relations between people."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import factory
from factory.django import DjangoModelFactory

from staff.models import (
    MANDATORY,
    Absence,
    AgreedOffset,
    Competency,
    CompetencySignOff,
    Cover,
    CpdEntry,
    Credential,
    CredentialKind,
    Duty,
    Induction,
    InductionStep,
    Membership,
    OffsetKind,
    Reflection,
    StaffMember,
    SupervisionPairing,
    Team,
)
from staff.roles import Role

PASSWORD = "a-long-enough-password"
_STARTS_ON = date(2024, 1, 8)


class TeamFactory(DjangoModelFactory):
    """The team of a name is one, however often it is asked for."""

    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"Team {n}")

    @classmethod
    def _create(cls, model_class: type[Team], *args: Any, **facts: Any) -> Team:
        known = model_class.objects.filter(name=facts["name"]).first()
        return known or super()._create(model_class, *args, **facts)


class StaffMemberFactory(DjangoModelFactory):
    """Somebody with an account and nothing else: no role, no team."""

    class Meta:
        model = StaffMember

    username = factory.Sequence(lambda n: f"staff{n}")
    given_name = "Alex"
    family_name = factory.Sequence(lambda n: f"Staff{n}")
    password = factory.django.Password(PASSWORD)


class _Dated(DjangoModelFactory):
    class Meta:
        abstract = True

    starts_on = _STARTS_ON


class MembershipFactory(_Dated):
    class Meta:
        model = Membership

    staff = factory.SubFactory(StaffMemberFactory)
    team = factory.SubFactory(TeamFactory)
    role = Role.PWP


class PairingFactory(_Dated):
    class Meta:
        model = SupervisionPairing

    supervisor = factory.SubFactory(StaffMemberFactory)
    supervisee = factory.SubFactory(StaffMemberFactory)


class CoverFactory(_Dated):
    class Meta:
        model = Cover

    covered = factory.SubFactory(StaffMemberFactory)
    coverer = factory.SubFactory(StaffMemberFactory)


class AbsenceFactory(_Dated):
    class Meta:
        model = Absence

    staff = factory.SubFactory(StaffMemberFactory)
    kind = "LEAVE"


class DutyFactory(DjangoModelFactory):
    class Meta:
        model = Duty

    staff = factory.SubFactory(StaffMemberFactory)
    starts_at = datetime(2026, 6, 9, 7, tzinfo=UTC)
    ends_at = factory.LazyAttribute(lambda duty: duty.starts_at + timedelta(hours=12))
    phone = "01632 960100"


class CredentialFactory(DjangoModelFactory):
    """Training in safeguarding adults, seen by somebody else, with half a year to run."""

    class Meta:
        model = Credential

    staff = factory.SubFactory(StaffMemberFactory)
    kind = CredentialKind.SAFEGUARDING_ADULTS
    obtained_on = date(2025, 12, 9)
    expires_on = date(2026, 12, 9)
    recorded_at = datetime(2025, 12, 9, 9, tzinfo=UTC)
    recorded_by = factory.SelfAttribute("staff")
    checked_at = datetime(2025, 12, 10, 9, tzinfo=UTC)
    checked_by = factory.SubFactory(StaffMemberFactory)


class InductionStepFactory(DjangoModelFactory):
    class Meta:
        model = InductionStep

    staff = factory.SubFactory(StaffMemberFactory)
    step = Induction.SYSTEM
    done_on = date(2026, 6, 1)
    signed_at = datetime(2026, 6, 1, 9, tzinfo=UTC)
    signed_by = factory.SubFactory(StaffMemberFactory)


class OffsetFactory(_Dated):
    """A champion's half day a week, and the eight people it takes off."""

    class Meta:
        model = AgreedOffset

    staff = factory.SubFactory(StaffMemberFactory)
    kind = OffsetKind.CHAMPION
    topic = "perinatal"
    hours_a_week = 4
    taken_off = 8
    set_at = datetime(2026, 1, 5, 9, tzinfo=UTC)
    set_by = factory.SubFactory(StaffMemberFactory)


class CpdFactory(DjangoModelFactory):
    class Meta:
        model = CpdEntry

    staff = factory.SubFactory(StaffMemberFactory)
    on = date(2026, 6, 2)
    what = "Workshop on sleep"
    minutes = 90
    was_protected = True
    form_key = factory.LazyFunction(uuid4)
    logged_at = datetime(2026, 6, 2, 15, tzinfo=UTC)


class ReflectionFactory(DjangoModelFactory):
    class Meta:
        model = Reflection

    staff = factory.SubFactory(StaffMemberFactory)
    text = "I rushed the ending."
    form_key = factory.LazyFunction(uuid4)
    written_at = datetime(2026, 6, 3, 16, tzinfo=UTC)


class SignOffFactory(DjangoModelFactory):
    class Meta:
        model = CompetencySignOff

    staff = factory.SubFactory(StaffMemberFactory)
    competency = Competency.SLEEP
    seen_on = date(2026, 6, 1)
    signed_at = datetime(2026, 6, 1, 9, tzinfo=UTC)
    signed_by = factory.SubFactory(StaffMemberFactory)


def ready(person: StaffMember, *, by: StaffMember) -> None:
    """Induction done and every training in date: fit for a first booking."""
    for step in Induction:
        InductionStepFactory(staff=person, step=step, signed_by=by)
    for kind in MANDATORY:
        CredentialFactory(staff=person, kind=kind, checked_by=by)
