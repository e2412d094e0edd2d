"""A form sent twice is one result. Other words on a form that was used are never lost unseen."""

import uuid
from dataclasses import replace

import pytest

from caseload.actions import contacts, reminders, signed_notes
from caseload.models import CareContact, Correction, Reminder
from clinical.errors import Refused
from clinical.policy import DEFAULT
from outcomes.models import Sitting
from referrals.conflict import Conflict
from tests.caseload import entries
from tests.factories.caseload import booked_contact


@pytest.fixture
def sign(priya, now):
    def once(contact, one):
        return contacts.log_session(contact=contact, logged=one, by=priya, now=now, policy=DEFAULT)

    return once


@pytest.mark.parametrize(
    "entry", [entries.seen(), entries.seen_with_risk(), entries.seen(measures=())]
)
def test_the_same_words_again_are_the_first_result(contact, sign, entry):
    one = entries.logged(entry, of=contact)

    assert sign(contact, one) == sign(contact, one)


@pytest.mark.parametrize(
    "other",
    [
        {"did": "Something else."},
        {"measures": (replace(entries.seen().measures[0], answers=(2,) * 8 + (0,)),)},
        {"interventions": ()},
    ],
)
def test_other_words_on_a_form_that_was_signed_are_a_conflict(contact, sign, other):
    one = entries.logged(entries.seen(), of=contact)
    sign(contact, one)

    with pytest.raises(Conflict):
        sign(contact, replace(one, entry=replace(entries.seen(), **other)))

    assert CareContact.objects.get(pk=contact.pk).did == "Went through the activity diary."


def test_the_form_of_one_session_signs_no_other(contact, sign, referral, now):
    one = entries.logged(entries.seen(), of=contact)
    sign(contact, one)
    other = booked_contact(referral, at=now.replace(hour=15))

    with pytest.raises(Refused, match="Load the page again"):
        sign(other, replace(one, contact_version=other.version))

    assert not CareContact.objects.get(pk=other.pk).is_signed
    assert Sitting.objects.filter(referral=referral, form_key=one.form_key).count() == 1


@pytest.mark.parametrize("text", ["Something else.", "She meant Thursday."])
def test_a_correction_under_a_used_key_is_refused_unless_it_is_the_same(
    contact, sign, referral, priya, now, text
):
    key = uuid.uuid4()
    contact = sign(contact, entries.logged(entries.seen(), of=contact))
    other = booked_contact(referral, at=now.replace(hour=15))
    other = sign(other, entries.logged(entries.seen(), of=other))
    signed_notes.correct(
        contact=contact, text="She meant Thursday.", form_key=key, by=priya, now=now, policy=DEFAULT
    )
    second = contact if text == "Something else." else other

    with pytest.raises(Refused, match="Load the page again"):
        signed_notes.correct(
            contact=second, text=text, form_key=key, by=priya, now=now, policy=DEFAULT
        )

    assert Correction.objects.count() == 1


def test_a_reminder_under_a_used_key_is_refused_unless_it_is_the_same(priya, today, now):
    def remind(text):
        return reminders.set_reminder(
            text=text, due_on=today, owner=priya, referral=None, form_key=key, by=priya, now=now
        )

    key = uuid.uuid4()
    first = remind("Ask about sleep")

    assert remind(" Ask about sleep ") == first
    with pytest.raises(Refused, match="Load the page again"):
        remind("Ring the GP")
    assert Reminder.objects.count() == 1
