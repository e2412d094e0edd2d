"""Two records that are one person: two people say so, everything follows, and it can be undone."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import serializers

from audit.models import AuditEntry
from audit.verify import breaks
from caseload.allocating import pack
from caseload.models import CaseSummary, SafetyPlan
from caseload.safety import plan as the_plan
from clinical.errors import Refused
from portal.models import PatientMessage
from referrals import details, merging, search
from referrals.details import ConsentEntry
from referrals.merge_relations import pointing, relations
from referrals.models import (
    Consent,
    ConsentKind,
    ConsentMethod,
    Merge,
    NhsNumberChoice,
    OnMerge,
    Patient,
    Practice,
    Referral,
)
from tests.factories import caseload, referrals
from tests.factories.portal import PatientMessageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def kept(priya, north):
    """Rowan, whom Priya carries: may be texted."""
    made = caseload.in_treatment(priya, north).patient
    return _now_is(made, text_ok=True, email_ok=True, email="rowan@example.org", gp="")


@pytest.fixture
def other(north):
    """Rowan once more, who waits: with no number, may not be emailed."""
    made = referrals.waiting(north).patient
    return _now_is(made, nhs_number=None, text_ok=True, email_ok=False, gp="Mill Lane Surgery")


def _now_is(patient, **facts):
    Patient.objects.filter(pk=patient.pk).update(**facts)
    return Patient.objects.get(pk=patient.pk)


def _propose(kept, other, *, by, now, number=NhsNumberChoice.SAME):
    return merging.propose(
        kept=kept, other=other, nhs_number=number, why="Same birth date and phone", by=by, now=now
    )


def _merge(kept, other, *, sam, leah, now, number=NhsNumberChoice.SAME):
    merge = _propose(kept, other, by=sam, now=now, number=number)
    merging.confirm(merge=merge, by=leah, now=now)
    return merge


def _everything():
    """All that points to a patient, and the patients, as they stand; without when and by whom. Of
    what is derived, whose it is.
    """
    models = [Patient, *(model for _, model, _ in relations())]
    rows = {}
    for model in models:
        for row in serializers.serialize("python", model._base_manager.order_by("pk")):
            row["fields"].pop("version", None)
            row["fields"].pop("updated_at", None)
            row["fields"].pop("updated_by", None)
            is_derived = model is CaseSummary
            fields = {"patient": row["fields"]["patient"]} if is_derived else row["fields"]
            rows[row["model"], row["pk"]] = fields
    return rows


def test_every_relation_to_a_patient_says_what_becomes_of_it():
    """A later relation that says nothing fails here, and would stop every merge."""
    undecided = [
        one.related_model._meta.label
        for one in pointing()
        if not isinstance(getattr(one.related_model, "on_merge", None), OnMerge)
    ]

    assert undecided == []
    assert {name for name, _, _ in relations()} == {
        "referrals.Referral.patient",
        "caseload.CaseSummary.patient",
        "portal.PatientMessage.patient",
    }


def test_a_relation_that_says_nothing_stops_the_merge(kept, other, sam, leah, now, monkeypatch):
    monkeypatch.delattr(Consent, "on_merge")
    merge = _propose(kept, other, by=sam, now=now)

    with pytest.raises(LookupError, match="Consent does not say"):
        merging.confirm(merge=merge, by=leah, now=now)


def test_everything_is_on_one_record_and_one_person_is_found(kept, other, sam, leah, now):
    message = PatientMessageFactory(referral=other.referrals.get(), patient=other)
    number = kept.nhs_number

    _merge(kept, other, sam=sam, leah=leah, now=now)

    assert set(Referral.objects.values_list("patient", flat=True)) == {kept.pk}
    assert set(CaseSummary.objects.values_list("patient", flat=True)) == {kept.pk}
    assert PatientMessage.objects.get(pk=message.pk).patient == kept
    found = search.find("Rowan Ashworth", standing=leah.standing, on=now.date()).people
    assert [one.patient_id for one in found] == [kept.pk]
    kept.refresh_from_db()
    assert (kept.nhs_number, kept.gp) == (number, "Mill Lane Surgery")


@pytest.mark.parametrize(
    "typed", ["Rowena Oldfield", "oldf", "rowe", "943 476 5919", "Rowan Ashworth", "ashw"]
)
def test_by_the_old_name_and_number_the_person_is_found_where_they_are_kept(
    kept, other, sam, leah, now, typed
):
    other = _now_is(other, given_name="Rowena", family_name="Oldfield", nhs_number="9434765919")
    _merge(kept, other, sam=sam, leah=leah, now=now, number=NhsNumberChoice.KEPT)

    found = search.find(typed, standing=leah.standing, on=now.date()).people

    assert [(one.patient_id, one.name[:8]) for one in found] == [(kept.pk, "ASHWORTH")]


def test_of_two_wishes_the_safer_one_counts_and_is_a_consent(kept, other, sam, leah, now):
    _merge(kept, other, sam=sam, leah=leah, now=now)

    kept.refresh_from_db()
    assert (kept.text_ok, kept.email_ok) == (True, False)
    said = Consent.objects.get(patient=kept)
    assert (said.kind, said.is_given, said.method) == ("EMAIL", False, "MERGED")


@pytest.mark.parametrize(
    ("choice", "stands"),
    [
        (NhsNumberChoice.KEPT, "kept"),
        (NhsNumberChoice.OTHER, "other"),
        (NhsNumberChoice.NEITHER, None),
    ],
)
def test_of_two_numbers_the_one_that_two_people_chose_stands(
    choice, stands, kept, north, sam, leah, now
):
    other = referrals.waiting(north).patient
    numbers = {"kept": kept.nhs_number, "other": other.nhs_number, None: None}
    before = _everything()
    with pytest.raises(Refused, match="different NHS numbers"):
        _propose(kept, other, by=sam, now=now)

    merge = _merge(kept, other, sam=sam, leah=leah, now=now, number=choice)

    assert Patient.objects.get(pk=kept.pk).nhs_number == numbers[stands]
    merging.undo(merge=merge, why="Two people", by=sam, now=now + timedelta(hours=1))
    assert _everything() == before


def test_undoing_restores_everything_and_takes_along_what_came_meanwhile(
    kept, other, sam, leah, now
):
    before = _everything()
    merge = _merge(kept, other, sam=sam, leah=leah, now=now)
    theirs = Referral.objects.get(status="WAITING")
    late = PatientMessageFactory(referral=theirs, patient=kept)

    merging.undo(merge=merge, why="Her twin", by=leah, now=now + timedelta(hours=1))

    after = _everything()
    assert after.pop(("portal.patientmessage", late.pk))["patient"] == other.pk
    assert after == before


def test_who_pays_that_followed_from_the_other_record_leaves_with_it(kept, other, sam, leah, now):
    place = Practice.objects.create(code="Q12345", name="Quay Surgery", commissioner="QQX")
    _now_is(other, practice=place)
    theirs = other.referrals.get()
    ours = kept.referrals.get()

    merge = _merge(kept, other, sam=sam, leah=leah, now=now)
    assert Referral.objects.get(pk=ours.pk).commissioner == "QQX"
    merging.undo(merge=merge, why="Her twin", by=sam, now=now)

    paid = dict(Referral.objects.values_list("pk", "commissioner"))
    assert paid == {ours.pk: "", theirs.pk: "QQX"}


def test_what_somebody_changed_since_is_not_undone(kept, other, sam, leah, now):
    merge = _merge(kept, other, sam=sam, leah=leah, now=now)
    _now_is(kept, gp="Castle Surgery")

    merging.undo(merge=merge, why="Her twin", by=sam, now=now)

    assert Patient.objects.get(pk=kept.pk).gp == "Castle Surgery"


@pytest.mark.parametrize("kind", [ConsentKind.EMAIL, ConsentKind.TEXT])
def test_a_no_that_was_said_while_they_were_one_holds_for_both(kind, kept, other, sam, leah, now):
    """Emails: one of the two said no before; texts: neither had."""
    merge = _merge(kept, other, sam=sam, leah=leah, now=now)
    no = ConsentEntry(kind, is_given=False, method=ConsentMethod.BY_PHONE, words="No more")
    later = now + timedelta(hours=1)
    referral = Referral.objects.get(status="WAITING")
    details.record_consent(referral=referral, entry=no, by=sam, now=later)

    merging.undo(merge=merge, why="Her twin", by=sam, now=now + timedelta(hours=2))

    name = details.FOLLOWS[kind]
    assert [getattr(Patient.objects.get(pk=one.pk), name) for one in (kept, other)] == [False] * 2


def test_another_record_that_still_leads_here_keeps_the_safer_wish(
    kept, other, north, sam, leah, now
):
    third = _now_is(referrals.waiting(north).patient, nhs_number=None, email_ok=False)
    first = _merge(kept, other, sam=sam, leah=leah, now=now)
    _merge(kept, third, sam=sam, leah=leah, now=now)

    merging.undo(merge=first, why="Her twin", by=sam, now=now)

    assert Patient.objects.get(pk=kept.pk).email_ok is False


def test_the_newest_safety_plan_counts_whichever_record_it_was_written_on(
    kept, other, sam, leah, priya, now
):
    for days, (patient, number) in enumerate(((kept, 1), (kept, 2), (other, 1))):
        SafetyPlan.objects.create(
            patient=patient,
            referral=patient.referrals.get(),
            number=number,
            form_key=uuid4(),
            coping=f"Plan {days}",
            review_on=now.date() + timedelta(days=20),
            at=now - timedelta(days=5 - days),
            by=priya,
        )

    _merge(kept, other, sam=sam, leah=leah, now=now)

    current = the_plan.current(kept.pk)
    assert current is not None
    assert current.coping == "Plan 2"
    assert the_plan.highest_number(kept.pk) == 2
    assert len(the_plan.versions(kept.pk, on=now.date())) == 3
    packed = pack.of_caseload(priya.pk, standing=priya.standing, now=now).people
    assert [part.words for one in packed for part in one.plan] == ["Plan 2"]


def test_both_chains_of_the_trail_name_the_other_and_stay_whole(kept, other, sam, leah, now):
    merge = _merge(kept, other, sam=sam, leah=leah, now=now)
    merging.undo(merge=merge, why="Her twin", by=leah, now=now)

    for event in ("MERGE_PROPOSED", "RECORDS_MERGED", "MERGE_UNDONE"):
        said = {one.patient_id: one.changes for one in AuditEntry.objects.filter(event=event)}
        assert said[kept.pk]["merged_from"] == [None, other.pk]
        assert said[other.pk]["merged_into"] == [None, kept.pk]
    assert not list(breaks())


def test_a_second_person_confirms_and_once(kept, other, sam, leah, now):
    merge = _propose(kept, other, by=sam, now=now)

    with pytest.raises(Refused, match="A second person"):
        merging.confirm(merge=merge, by=sam, now=now)
    merging.confirm(merge=merge, by=leah, now=now)
    with pytest.raises(Refused, match="settled this meanwhile"):
        merging.confirm(merge=merge, by=leah, now=now)
    with pytest.raises(Refused, match="settled this meanwhile"):
        merging.decline(merge=merge, by=leah, now=now)


def test_what_cannot_be_one_person_is_refused(kept, other, north, sam, leah, now):
    with pytest.raises(Refused, match="the same record"):
        _propose(kept, kept, by=sam, now=now)
    _propose(kept, other, by=sam, now=now)
    with pytest.raises(Refused, match="proposed before"):
        _propose(other, kept, by=leah, now=now)
    merging.confirm(merge=Merge.objects.get(), by=leah, now=now)
    third = _now_is(referrals.waiting(north).patient, nhs_number=None)
    with pytest.raises(Refused, match="Other records lead"):
        _propose(third, kept, by=sam, now=now)
    with pytest.raises(Refused, match="leads to another"):
        _propose(third, other, by=sam, now=now)
