"""Somebody who began three days ago: half inducted, without a supervisor or a case yet."""

from datetime import UTC, date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password

from clinical.working_days import add_working_days
from staff.models import (
    MANDATORY,
    Credential,
    Grade,
    Induction,
    InductionStep,
    Membership,
    StaffMember,
)
from staff.roles import Role

# Shown the system and what to do about risk; the rest is still to come.
_DONE = (Induction.SYSTEM, Induction.RISK)
_BAND, _WORKING_DAYS = 5, 3


def write_newcomer(*, signer_id: int, today: date) -> None:
    """She takes nobody before somebody has signed all of her induction."""
    began = add_working_days(today, -_WORKING_DAYS)
    newcomer = StaffMember.objects.create(
        username="i.moss",
        password=make_password(None),
        given_name="Iris",
        family_name="Moss",
        email="iris.moss@northbrook.example",
        grade=Grade.NEWLY_QUALIFIED_PWP,
        band=_BAND,
        grade_since=began,
        started_on=began,
    )
    team = Membership.objects.filter(staff=signer_id).latest("pk").team
    Membership.objects.create(staff=newcomer, team=team, role=Role.PWP, starts_on=began)
    InductionStep.objects.bulk_create(
        InductionStep(
            staff=newcomer,
            step=step,
            done_on=began + timedelta(days=number),
            signed_at=_noon(began + timedelta(days=number)),
            signed_by_id=signer_id,
        )
        for number, step in enumerate(_DONE)
    )
    Credential.objects.bulk_create(
        Credential(
            staff=newcomer,
            kind=kind,
            obtained_on=began,
            expires_on=began + timedelta(days=365),
            recorded_at=_noon(began),
            recorded_by=newcomer,
            checked_at=_noon(began),
            checked_by_id=signer_id,
        )
        for kind in MANDATORY
    )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=UTC)
