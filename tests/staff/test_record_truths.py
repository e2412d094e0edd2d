"""What must never be untrue of a staff record: the database says so, whoever writes."""

from contextlib import contextmanager
from datetime import date

import pytest
from django.db import IntegrityError, InternalError, transaction

from staff.models import CompetencySignOff, Credential, InductionStep, OffsetKind, StaffMember
from tests.factories.staff import (
    CpdFactory,
    CredentialFactory,
    InductionStepFactory,
    OffsetFactory,
    ReflectionFactory,
    SignOffFactory,
)

pytestmark = pytest.mark.django_db


@contextmanager
def refused(name: str):
    """The database refuses, and names the truth."""
    with pytest.raises((IntegrityError, InternalError), match=name), transaction.atomic():
        yield


def test_a_credential_says_what_it_is_from_whom_and_until_when(priya, now):
    CredentialFactory(staff=priya)

    with refused("staff_one_current_credential_of_a_kind"):
        CredentialFactory(staff=priya)
    with refused("staff_registration_names_its_body"):
        CredentialFactory(staff=priya, kind="REGISTRATION")
    with refused("staff_training_runs_out"):
        CredentialFactory(staff=priya, kind="DATA_SECURITY", expires_on=None)
    with refused("staff_credential_runs_out_after_it_begins"):
        CredentialFactory(staff=priya, kind="RESUSCITATION", expires_on=date(2025, 12, 9))
    with refused("staff_certificate_seen_by_somebody_else"):
        CredentialFactory(staff=priya, kind="RADICALISATION", checked_by=priya)


def test_what_somebody_else_signed_is_never_signed_by_oneself_nor_twice(priya, sam):
    InductionStepFactory(staff=priya)
    SignOffFactory(staff=priya)

    with refused("staff_each_induction_step_once"):
        InductionStepFactory(staff=priya)
    with refused("staff_induction_signed_by_somebody_else"):
        InductionStepFactory(staff=sam, signed_by=sam)
    with refused("staff_each_competency_signed_once"):
        SignOffFactory(staff=priya)
    with refused("staff_competency_signed_by_somebody_else"):
        SignOffFactory(staff=sam, signed_by=sam)


@pytest.mark.parametrize("kind", ["CHAMPION", "SUPERVISING", "OTHER_ROLE"])
def test_no_role_exists_without_its_hours_taken_off_the_agreed_number(priya, kind):
    for without in ({"taken_off": 0}, {"hours_a_week": None}, {"hours_a_week": 0}, {"cap": 20}):
        with refused("staff_role_takes_its_hours_off"):
            OffsetFactory(staff=priya, kind=kind, **without)


def test_an_easing_has_an_end_and_a_phased_return_a_cap(priya):
    eased = {"staff": priya, "topic": "", "hours_a_week": None, "taken_off": 0}

    with refused("staff_phased_return_has_a_cap_and_an_end"):
        OffsetFactory(kind=OffsetKind.PHASED_RETURN, ends_on=date(2026, 8, 1), **eased)
    with refused("staff_phased_return_has_a_cap_and_an_end"):
        OffsetFactory(kind=OffsetKind.PHASED_RETURN, cap=20, **eased)
    with refused("staff_pause_has_an_end"):
        OffsetFactory(kind=OffsetKind.PAUSE, **eased)
    with refused("staff_offset_ends_not_before_it_starts"):
        OffsetFactory(staff=priya, ends_on=date(2024, 1, 7))
    with refused("staff_champion_of_something"):
        OffsetFactory(staff=priya, topic="")


def test_learning_takes_a_while_a_reflection_has_words_and_a_band_is_a_pay_band(priya):
    with refused("staff_cpd_takes_a_while"):
        CpdFactory(staff=priya, minutes=4)
    with refused("staff_reflection_has_words"):
        ReflectionFactory(staff=priya, text="")
    with refused("staff_band_is_a_pay_band"):
        StaffMember.objects.filter(pk=priya.pk).update(band=1)


def test_what_was_signed_or_held_is_never_rewritten_or_deleted(priya):
    """By competency_never_rewritten, induction_step_is_fixed and credential_never_deleted."""
    held = CredentialFactory(staff=priya)
    SignOffFactory(staff=priya)
    InductionStepFactory(staff=priya)

    for change in (
        lambda: CompetencySignOff.objects.update(seen_on=date(2026, 5, 1)),
        lambda: CompetencySignOff.objects.all().delete(),
        lambda: InductionStep.objects.update(done_on=date(2026, 5, 1)),
        lambda: Credential.objects.filter(pk=held.pk).delete(),
    ):
        with refused("pgtrigger: Cannot"):
            change()
