"""Each consent with its date, method and words; withdrawn it stays, and the record follows."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clinical.errors import Refused
from portal import sending
from portal.models import PatientMessage
from referrals import details
from referrals.details import FOLLOWS, QUESTIONS, ConsentEntry
from referrals.models import Consent, ConsentKind, ConsentMethod, Patient
from tests.factories.portal import PatientMessageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def _say(referral, kind, *, by, now, yes=True):
    entry = ConsentEntry(kind, yes, ConsentMethod.BY_PHONE, QUESTIONS[kind])
    return details.record_consent(referral=referral, entry=entry, by=by, now=now)


@pytest.mark.parametrize(("kind", "detail"), FOLLOWS.items())
def test_the_record_says_what_was_said_last_and_both_answers_stay(
    kind, detail, referral, priya, now
):
    for minute, yes in enumerate((True, False, True, False)):
        _say(referral, kind, by=priya, now=now + timedelta(minutes=minute), yes=yes)
        assert getattr(Patient.objects.get(), detail) is yes

    answers = Consent.objects.filter(kind=kind).order_by("at").values_list("is_given", flat=True)
    assert list(answers) == [True, False, True, False]


def test_withdrawing_text_stops_what_stands_in_the_outbox(referral, priya, now):
    Patient.objects.update(text_ok=True, email_ok=False, phone="07700 900123")
    message = PatientMessageFactory(referral=referral, patient=referral.patient)
    _say(referral, ConsentKind.TEXT, by=priya, now=now, yes=False)

    sending.send_message(message_id=message.pk, key=str(message.key), now=now, tries=1)()

    assert PatientMessage.objects.get().state == "NOT_SENT"


def test_what_changes_with_the_contact_details_and_by_reply_is_a_consent_too(
    client, referral, priya, now
):
    client.force_login(priya)
    page = reverse("caseload:contact_change", args=(referral.reference,))
    typed = {"version": referral.patient.version, "language": "en", "text_ok": "on"}

    client.post(page, typed | {"say_who": "Jo from the library"})
    details.stop_messages(
        patient_id=referral.patient_id,
        texts=True,
        emails=False,
        by=None,
        now=now + timedelta(hours=1),
    )

    assert Patient.objects.get().say_who == "Jo from the library"
    kept = Consent.objects.filter(kind="TEXT").order_by("at")
    assert [(one.is_given, one.method) for one in kept] == [
        (True, "CONTACT_DETAILS"),
        (False, "REPLY"),
    ]


def test_another_answer_in_the_same_moment_is_refused_and_the_same_is_one(referral, priya, now):
    first = _say(referral, ConsentKind.TEXT, by=priya, now=now)

    assert _say(referral, ConsentKind.TEXT, by=priya, now=now) == first
    with pytest.raises(Refused, match="another answer just now"):
        _say(referral, ConsentKind.TEXT, by=priya, now=now, yes=False)


def test_staff_write_an_answer_down_and_take_it_back_on_the_page(client, referral, ada):
    client.force_login(ada)
    form = reverse("papers:consent_record", args=(referral.reference,))

    asked = client.get(form, {"kind": "VOICEMAIL"}).content.decode()
    empty = client.post(form, {"kind": "VOICEMAIL", "words": "", "method": "BY_PHONE"})
    client.post(
        form,
        {"kind": "VOICEMAIL", "words": "May we?", "method": "BY_PHONE", "is_given": "no"},
    )

    assert QUESTIONS[ConsentKind.VOICEMAIL] in asked
    assert "Say whether they agree." in empty.content.decode()
    page = client.get(reverse("papers:consents", args=(referral.reference,))).content.decode()
    assert "“May we?”" in page


def test_an_administrator_does_not_read_the_words_of_what_is_clinical(
    client, referral, ada, priya, now
):
    entry = ConsentEntry(
        ConsentKind.SHARE_WITH_OTHERS, True, ConsentMethod.BY_PHONE, "Her sister, about the plan"
    )
    details.record_consent(referral=referral, entry=entry, by=priya, now=now)
    page = reverse("papers:consents", args=(referral.reference,))
    seen = {}
    for person in (ada, priya):
        client.force_login(person)
        seen[person] = "Her sister" in client.get(page).content.decode()

    assert seen == {ada: False, priya: True}
