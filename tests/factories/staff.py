"""Accounts, teams and the dated relations between people."""

from datetime import UTC, date, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from staff.models import Absence, Cover, Duty, Membership, StaffMember, SupervisionPairing, Team
from staff.roles import Role

PASSWORD = "a-long-enough-password"
_STARTS_ON = date(2024, 1, 8)


class TeamFactory(DjangoModelFactory):
    class Meta:
        model = Team
        django_get_or_create = ("name",)

    name = factory.Sequence(lambda n: f"Team {n}")


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
