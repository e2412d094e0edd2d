"""Saying on the page that two records are one person, confirming it, and taking them apart."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from referrals import merging
from referrals.models import Merge, NhsNumberChoice, Patient, Referral
from tests.factories import caseload, referrals

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def twice(priya, north):
    """Rowan on Priya's caseload, and once more among those who wait, with another number."""
    ours, theirs = caseload.in_treatment(priya, north), referrals.waiting(north)
    Patient.objects.update(family_name="Ashworth")
    return Referral.objects.get(pk=ours.pk), Referral.objects.get(pk=theirs.pk)


def _typed(theirs, **answers):
    return {
        "other": theirs.reference,
        "keep": "this",
        "nhs_number": "KEPT",
        "why": "Same name, birth date and phone",
    } | answers


def test_one_proposes_another_confirms_and_either_takes_them_apart(client, twice, sam, leah):
    ours, theirs = twice
    propose = reverse("papers:same_person", args=(ours.reference,))
    client.force_login(sam)
    shown = client.get(propose).content.decode()
    without = client.post(propose, _typed(theirs, nhs_number="SAME", why=""))
    client.post(propose, _typed(theirs))
    merge = Merge.objects.get()
    mine = client.get(reverse("merge", args=(merge.key,))).content.decode()

    assert "Same birth date" in shown
    assert "Say which one is right, or neither." in without.content.decode()
    assert "A second person confirms it." in mine
    assert "bring them together" not in mine

    client.force_login(leah)
    assert "1 pair of records waits" in client.get(reverse("unread_documents")).content.decode()
    client.post(reverse("merge_confirm", args=(merge.key,)))
    assert set(Referral.objects.values_list("patient", flat=True)) == {ours.patient_id}

    apart = reverse("merge_undo", args=(merge.key,))
    assert client.post(apart, {"why": ""}).status_code == 422
    client.post(apart, {"why": "Twins"})
    assert Referral.objects.get(pk=theirs.pk).patient_id == theirs.patient_id


def test_declined_nothing_changes_and_it_may_be_proposed_again(client, twice, sam, leah, now):
    ours, theirs = twice
    facts = {
        "kept": ours.patient,
        "other": theirs.patient,
        "nhs_number": NhsNumberChoice.NEITHER,
        "why": "Same name",
        "by": sam,
        "now": now,
    }
    first = merging.propose(**facts)
    client.force_login(leah)

    client.post(reverse("merge_decline", args=(first.key,)))

    assert Referral.objects.get(pk=theirs.pk).patient == theirs.patient
    assert merging.propose(**facts) != first


def test_a_record_outside_ones_reach_is_neither_named_nor_opened(
    client, tom, south, twice, sam, leah, now
):
    ours, _ = twice
    hers = caseload.in_treatment(tom, south)
    Patient.objects.filter(pk=hers.patient_id).update(family_name="Ashworth")
    merge = merging.propose(
        kept=ours.patient,
        other=hers.patient,
        nhs_number=NhsNumberChoice.NEITHER,
        why="Same name",
        by=leah,
        now=now,
    )
    client.force_login(sam)

    page = client.get(reverse("papers:same_person", args=(ours.reference,))).content.decode()

    assert hers.reference not in page
    assert "1 more look alike that you may not open" in page
    assert client.get(reverse("merge", args=(merge.key,))).status_code == 404
    assert client.post(reverse("merge_confirm", args=(merge.key,))).status_code == 404


def test_the_list_costs_the_same_however_many_wait(client, north, sam, leah, now):
    client.force_login(leah)
    client.get(reverse("merges"))
    costs = []
    for count in (3, 9):
        for _ in range(count):
            kept, other = (referrals.waiting(north).patient for _ in range(2))
            merging.propose(
                kept=kept,
                other=other,
                nhs_number=NhsNumberChoice.NEITHER,
                why="Same",
                by=sam,
                now=now,
            )
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("merges"))
        costs.append(len(asked))

    assert costs[0] == costs[1]
