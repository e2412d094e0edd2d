"""The rules of places, equality answers, work and long-term conditions, each broken once."""

from types import SimpleNamespace

import pytest
from django.db import InternalError, transaction

from referrals.models import (
    Commissioner,
    EmploymentStatus,
    EqualityAnswers,
    LongTermCondition,
    Patient,
    PlacesEdition,
    Postcode,
    Practice,
)
from tests.constraints.breaking import Break, ids, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(referral, now, ada):
    return SimpleNamespace(referral=referral, now=now, ada=ada)


def _work(w, **facts):
    row = {"referral": w.referral, "asked_on": w.now.date(), "status": "RETIRED", "at": w.now}
    return EmploymentStatus.objects.create(**row | facts)


def _condition(w, **facts):
    row = {"referral": w.referral, "condition": "ASTHMA", "recorded_at": w.now}
    return LongTermCondition.objects.create(**row | facts)


def _edition(w):
    PlacesEdition.objects.create(kind="PRACTICES", edition=w.now.date(), rows=1, loaded_at=w.now)


def _decile(w, decile):
    Patient.objects.filter(pk=w.referral.patient_id).update(deprivation_decile=decile)


RULES = [
    Break(
        "referrals_commissioner_has_code_and_name",
        "small letters",
        lambda _: Commissioner.objects.create(code="qz1", name="Northbrook"),
    ),
    Break(
        "referrals_practice_has_code_and_name",
        "no name",
        lambda _: Practice.objects.create(code="QZ9001", name=""),
    ),
    Break(
        "referrals_decile_is_one_to_ten",
        "eleventh",
        lambda _: Postcode.objects.create(postcode="ZZ11AA", decile=11),
    ),
    Break(
        "referrals_postcode_is_without_space",
        "with its space",
        lambda _: Postcode.objects.create(postcode="ZZ1 1AA", decile=1),
    ),
    Break("referrals_each_edition_of_places_once", "twice", lambda w: (_edition(w), _edition(w))),
    Break("referrals_patient_decile_is_one_to_ten", "none is 0", lambda w: _decile(w, 0)),
    Break(
        "referrals_work_asked_once_a_day",
        "twice",
        lambda w: (_work(w), _work(w, status="LOOKING")),
    ),
    Break(
        "referrals_hours_only_of_who_works", "of the retired", lambda w: _work(w, hours="FROM_30")
    ),
    Break("referrals_each_condition_once", "twice", lambda w: (_condition(w), _condition(w))),
    Break(
        "referrals_removed_condition_has_person_and_time",
        "by nobody",
        lambda w: _condition(w, removed_at=w.now),
    ),
    Break(
        "referrals_kinds_only_of_a_disability",
        "of none",
        lambda w: EqualityAnswers.objects.create(
            referral=w.referral, disability="NO", disability_kinds=["SIGHT"], at=w.now
        ),
    ),
]


@pytest.mark.parametrize("broken", RULES, ids=ids)
def test_the_database_refuses(broken, world):
    refused(broken, world)


@pytest.mark.parametrize(
    ("trigger", "make"), [("work_never_deleted", _work), ("condition_never_deleted", _condition)]
)
def test_what_was_recorded_is_never_deleted(trigger, make, world):
    made = make(world)

    with pytest.raises(InternalError, match=trigger), transaction.atomic():
        type(made).objects.filter(pk=made.pk).delete()
