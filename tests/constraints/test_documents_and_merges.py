"""The rules of letters and of records that are one person, each broken once."""

from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import InternalError, transaction

from caseload.models import (
    Document,
    DocumentContent,
    DocumentReading,
    DocumentWithdrawal,
)
from referrals.models import Merge, MergeStep, Patient
from tests.constraints.breaking import Break, ids, refused
from tests.factories import documents
from tests.factories.referrals import PatientFactory, ReferralFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(referral, priya, sam, now):
    return SimpleNamespace(referral=referral, priya=priya, sam=sam, now=now, other=PatientFactory())


def _document(w, **facts):
    row = {
        "form_key": uuid4(),
        "referral": w.referral,
        "kind": "GP_LETTER",
        "dated_on": w.now.date(),
        "file_kind": "PDF",
        "size": 1,
        "mentions_harm": "NO",
        "attached_at": w.now,
        "attached_by": w.priya,
    }
    return Document.objects.create(**row | facts)


def _content(w):
    return DocumentContent.objects.create(document=_document(w), content=documents.PDF)


def _reading(w, document=None):
    return DocumentReading.objects.create(document=document or _document(w), by=w.priya, at=w.now)


def _withdrawal(w, why="Another Rowan"):
    return DocumentWithdrawal.objects.create(document=_document(w), by=w.priya, at=w.now, why=why)


def _twice(w):
    document = _document(w)
    _reading(w, document)
    _reading(w, document)


def _merge(w, **facts):
    row = {
        "kept": w.referral.patient,
        "other": w.other,
        "nhs_number": "SAME",
        "why": "One birth date",
        "proposed_at": w.now,
        "proposed_by": w.priya,
    }
    return Merge.objects.create(**row | facts)


def _step(w, merge=None):
    return MergeStep.objects.create(
        merge=merge or _merge(w), relation="referrals.Referral.patient", rows=[1]
    )


def _steps(w):
    merge = _merge(w)
    _step(w, merge)
    _step(w, merge)


RULES = [
    Break(
        "caseload_worrying_document_has_its_signal",
        "harm, and no signal",
        lambda w: _document(w, mentions_harm="CANNOT_TELL"),
    ),
    Break("caseload_document_holds_bytes", "nothing in it", lambda w: _document(w, size=0)),
    Break("caseload_one_reading_per_reader", "read twice by one", _twice),
    Break(
        "caseload_withdrawn_document_says_why",
        "taken off for nothing",
        lambda w: _withdrawal(w, why=""),
    ),
    Break(
        "referrals_record_is_not_merged_into_itself",
        "a record that leads to itself",
        lambda w: Patient.objects.filter(pk=w.other.pk).update(merged_into=w.other),
    ),
    Break(
        "referrals_merge_is_of_two_records",
        "one record",
        lambda w: _merge(w, other=w.referral.patient),
    ),
    Break("referrals_merge_says_why", "for nothing", lambda w: _merge(w, why="")),
    Break(
        "referrals_merge_is_confirmed_by_another",
        "by whoever proposed it",
        lambda w: _merge(w, confirmed_at=w.now, confirmed_by=w.priya),
    ),
    Break(
        "referrals_merge_has_person_and_time",
        "declined by nobody",
        lambda w: _merge(w, declined_at=w.now),
    ),
    Break(
        "referrals_merge_confirmed_or_declined",
        "both at once",
        lambda w: _merge(
            w,
            confirmed_at=w.now,
            confirmed_by=w.sam,
            declined_at=w.now,
            declined_by=w.sam,
        ),
    ),
    Break(
        "referrals_undone_merge_was_confirmed",
        "what never was",
        lambda w: _merge(w, undone_at=w.now, undone_by=w.sam, undone_why="Twins"),
    ),
    Break(
        "referrals_one_standing_merge_of_a_record",
        "two at once",
        lambda w: (_merge(w), _merge(w, kept=PatientFactory())),
    ),
    Break("referrals_one_step_per_relation", "one relation twice", _steps),
]


@pytest.mark.parametrize("broken", RULES, ids=ids)
def test_the_database_refuses(broken, world):
    refused(broken, world)


@pytest.mark.parametrize(
    ("trigger", "make", "change"),
    [
        ("document_never_rewritten", _document, {"kind": "OTHER"}),
        ("document_content_never_rewritten", _content, {"content": b"other"}),
        ("reading_never_rewritten", _reading, {"by": 0}),
        ("document_withdrawal_never_rewritten", _withdrawal, {"why": "Nothing"}),
        ("merge_step_never_rewritten", _step, {"rows": []}),
    ],
)
def test_what_was_kept_is_never_rewritten(trigger, make, change, world):
    made = make(world)
    row = type(made).objects.filter(pk=made.pk)

    with pytest.raises(InternalError, match=f"{trigger}|annot update"), transaction.atomic():
        row.update(**change)
    with pytest.raises(InternalError, match=r"annot (update or )?delete"):
        row._raw_delete("default")


@pytest.mark.parametrize(
    ("trigger", "make"), [("document_never_deleted", _document), ("merge_never_deleted", _merge)]
)
def test_it_is_never_deleted(trigger, make, world):
    made = make(world)

    with pytest.raises(InternalError, match=f"{trigger}|annot delete"):
        type(made).objects.filter(pk=made.pk)._raw_delete("default")


def test_a_document_is_settled_once(world):
    one = _document(world)
    rows = Document.objects.filter(pk=one.pk)
    rows.update(settled_at=world.now)

    with pytest.raises(InternalError, match="document_never_rewritten"):
        rows.update(settled_at=None)


def test_no_referral_hangs_from_a_record_that_leads_elsewhere(world):
    Patient.objects.filter(pk=world.other.pk).update(merged_into=world.referral.patient)

    with pytest.raises(InternalError, match="referral_hangs_from_a_kept_record"):
        ReferralFactory(patient=world.other)
