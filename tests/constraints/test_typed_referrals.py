"""The rules of typed referrals and of people who look alike, each broken once."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import InternalError, transaction

from caseload.models import TypedReferral
from portal.models import BegunReferral
from referrals.models import LookAlike, ReferringOrganisation
from tests.constraints.breaking import Break, ids, refused
from tests.factories.referrals import PatientFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(referral, ada, now):
    return SimpleNamespace(referral=referral, other=PatientFactory(), by=ada, now=now)


def _typed(w, **facts):
    row = {
        "referral": w.referral,
        "form_key": uuid4(),
        "digest": "x",
        "came_by": "LETTER",
        "problem": "Low since the winter",
        "mentions_harm": "NO",
        "words_mention_harm": False,
        "was_known": False,
        "typed_at": w.now,
        "typed_by": w.by,
    }
    return TypedReferral.objects.create(**row | facts)


def _alike(w, **facts):
    row = {"patient": w.referral.patient, "other": w.other, "why": "Same name.", "found_at": w.now}
    return LookAlike.objects.create(**row | facts)


def _begun(w, **facts):
    row = {
        "token_hash": uuid4().hex,
        "organisation": "Jobcentre",
        "language": "en",
        "begun_at": w.now,
        "begun_by": w.by,
        "expires_at": w.now,
    }
    return BegunReferral.objects.create(**row | facts)


def _both_ways(w):
    _alike(w)
    _alike(w, patient=w.other, other=w.referral.patient)


def _organisation_twice(w):
    for _ in range(2):
        ReferringOrganisation.objects.create(name="Mill Lane", is_surgery=True, first_at=w.now)


BREAKS = (
    Break("caseload_worrying_letter_has_its_signal", "a yes without its signal",
          lambda w: _typed(w, mentions_harm="YES")),
    Break("caseload_worrying_letter_has_its_signal", "nobody can tell, and no signal",
          lambda w: _typed(w, mentions_harm="CANNOT_TELL")),
    Break("caseload_worrying_letter_has_its_signal", "words of harm without a signal",
          lambda w: _typed(w, words_mention_harm=True)),
    Break("caseload_typed_referral_says_something", "nothing is said",
          lambda w: _typed(w, problem="")),
    Break("referrals_two_people_look_alike_once", "the same two the other way round", _both_ways),
    Break("referrals_nobody_looks_like_themselves", "one record twice",
          lambda w: _alike(w, other=w.referral.patient)),
    Break("referrals_look_alike_settled_by_somebody", "settled by nobody",
          lambda w: _alike(w, outcome="SOMEBODY_ELSE", settled_at=w.now)),
    Break("portal_opened_beginning_keeps_no_words", "words stay behind",
          lambda w: _begun(w, opened_at=w.now, answers={"about-you": {}})),
    Break("portal_beginning_is_locked_in_time", "a sixth try",
          lambda w: _begun(w, wrong_birth_dates=6)),
    Break("referrals_one_organisation_of_a_name", "a surgery twice", _organisation_twice),
)  # fmt: skip


@pytest.mark.parametrize("broken", BREAKS, ids=ids)
def test_the_database_refuses(broken, world):
    refused(broken, world)


def test_what_was_typed_is_never_rewritten(world):
    row = TypedReferral.objects.filter(pk=_typed(world).pk)

    with pytest.raises(InternalError, match="typed_referral_never_rewritten"), transaction.atomic():
        row.update(problem="Another")
    with pytest.raises(InternalError, match="typed_referral_never_rewritten"), transaction.atomic():
        row.delete()
