"""One form sent many times at once is one session; pages saved at once overwrite nobody."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from caseload.actions import contacts, drafts
from caseload.models import CareContact, ContactDraft
from clinical.policy import DEFAULT
from outcomes.models import Sitting
from referrals.conflict import Conflict
from tests.caseload import entries
from tests.factories.caseload import booked_contact

AT_ONCE = 6


def _all_at_once(act):
    gate = Barrier(AT_ONCE)

    def one(place):
        try:
            gate.wait(timeout=10)
            return act(place)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_many_times_at_once_is_one_session(referral, priya, now):
    contact = booked_contact(referral, at=now)
    same = entries.logged(entries.seen(), of=contact, form_key=uuid.uuid4())

    signed = _all_at_once(
        lambda _: (
            contacts.log_session(contact=contact, logged=same, by=priya, now=now, policy=DEFAULT).pk
        )
    )

    assert set(signed) == {contact.pk}
    assert Sitting.objects.filter(form_key=same.form_key).count() == 1


@pytest.mark.django_db(transaction=True)
def test_different_forms_for_one_session_sign_it_once_and_the_rest_see_a_conflict(
    referral, priya, now
):
    contact = booked_contact(referral, at=now)

    def sign(place):
        one = entries.logged(entries.seen(did=f"Version {place}"), of=contact)
        try:
            contacts.log_session(contact=contact, logged=one, by=priya, now=now, policy=DEFAULT)
        except Conflict as conflict:
            return conflict.theirs["did"]
        return "signed"

    outcomes = _all_at_once(sign)

    kept = CareContact.objects.get(pk=contact.pk).did
    assert outcomes.count("signed") == 1
    assert {said for said in outcomes if said != "signed"} == {kept}


@pytest.mark.django_db(transaction=True)
def test_drafts_saved_at_once_over_one_version_let_one_through(referral, priya, now):
    contact = booked_contact(referral, at=now)
    same = {"contact": contact, "missing": "", "by": priya, "now": now, "policy": DEFAULT}
    drafts.save_draft(fields={"did": "Begun"}, version=0, **same)

    def save(place):
        try:
            drafts.save_draft(fields={"did": f"Tab {place}"}, version=1, **same)
        except Conflict:
            return "conflict"
        return f"Tab {place}"

    outcomes = _all_at_once(save)

    assert outcomes.count("conflict") == AT_ONCE - 1
    assert ContactDraft.objects.get().fields["did"] in outcomes
