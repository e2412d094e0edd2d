"""A referral that staff type: received whole and once; what mentions harm has an owner at once."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from audit.models import AuditEntry
from caseload.actions import incoming
from caseload.incoming.entry import Known
from caseload.models import CameBy, CaseFlag, MentionsHarm, RiskAction, TypedReferral
from clinical import nhs_number
from clinical.errors import Refused
from clinical.policy import DEFAULT
from referrals import details, matching
from referrals.models import (
    AlikeOutcome,
    Consent,
    ConsentKind,
    LookAlike,
    Patient,
    Referral,
    ReferringOrganisation,
    StatedNeeds,
    TimelineNote,
)
from referrals.registering import Agreed
from tests.caseload.letters import letter
from tests.factories import referrals
from tests.factories.referrals import PatientFactory

pytestmark = pytest.mark.django_db
NUMBER = nhs_number.synthetic(660_001)


@pytest.fixture
def receive(ada, duty, north, now):
    def typed(entry=None, **facts):
        usual = {"form_key": uuid.uuid4(), "by": ada, "now": now, "policy": DEFAULT}
        return incoming.receive_typed(entry=entry or letter(), **usual | facts)

    return typed


@pytest.fixture
def known(north):
    person = PatientFactory(
        given_name="Amira",
        family_name="Khan",
        date_of_birth=date(1988, 3, 12),
        phone="07700 900001",
    )
    return referrals.ended(north, patient=person).patient


def test_a_letter_is_a_referral_with_everything_it_says(receive, ada, now):
    referral = receive(letter(nhs_number=NUMBER))

    patient = Patient.objects.get(pk=referral.patient_id)
    assert (patient.nhs_number, patient.text_ok, patient.needs) == (NUMBER, True, "Hard of hearing")
    assert (referral.source, referral.received_on, referral.status) == (
        "GP",
        date(2026, 6, 8),
        "RECEIVED",
    )
    assert StatedNeeds.objects.get(referral=referral).hearing
    assert Consent.objects.get(patient=patient).method == "IN_WRITING"
    assert referral.next_steps.get(done_at=None).kind == "TRIAGE"
    assert referral.timeline_notes.get().text == "Dr Patel, Mill Lane Surgery. Typed by Ada Lewis."
    assert not CaseFlag.objects.filter(referral=referral, reason="risk").exists()
    assert ReferringOrganisation.objects.get().name == "Mill Lane Surgery"
    assert AuditEntry.objects.filter(event="REFERRAL_RECEIVED", staff_id=ada.pk).count() == 1


@pytest.mark.parametrize(
    ("entry", "evidence"),
    [
        (letter(mentions_harm=MentionsHarm.YES), "says that it mentions harm"),
        (letter(mentions_harm=MentionsHarm.CANNOT_TELL), "cannot tell"),
        (letter(problem="She has taken an overdose before."), "words in it suggest harm"),
        (letter(say_who="her abusive partner must not know"), "words in it suggest harm"),
    ],
)
def test_a_letter_that_mentions_harm_has_an_owner_before_it_is_saved(
    receive, duty, entry, evidence
):
    referral = receive(entry)

    action = RiskAction.objects.get(referral=referral)
    assert action.owner_id == duty.pk
    assert evidence in TypedReferral.objects.get().signal.evidence
    referral.refresh_from_db()
    assert referral.risk_open_since is not None


def test_where_nobody_can_own_it_nothing_is_stored(receive, monkeypatch):
    def nobody(**facts):
        raise Refused("Nobody works here to own this.")

    monkeypatch.setattr(incoming.referred, "hear_harm", nobody)

    with pytest.raises(Refused):
        receive(letter(mentions_harm=MentionsHarm.YES))

    assert not Referral.objects.exists()
    assert not Patient.objects.exists()


def test_the_same_form_twice_is_one_referral_and_other_words_are_refused(receive):
    key = uuid.uuid4()

    first, second = receive(form_key=key), receive(form_key=key)
    with pytest.raises(Refused, match="saved already"):
        receive(letter(problem="Something else"), form_key=key)

    assert first == second
    assert Referral.objects.count() == 1


def test_the_same_person_again_is_a_new_referral_on_the_record_that_is_there(receive, known):
    entry = letter(known=Known(known.pk, known.version), email="", phone="07700 900456")

    referral = receive(entry)

    known.refresh_from_db()
    assert referral.patient_id == known.pk
    assert known.referrals.count() == 2
    assert (known.phone, known.text_ok, known.gp) == ("07700 900456", True, "Mill Lane Surgery")
    assert not LookAlike.objects.exists()
    assert AuditEntry.objects.filter(event="PATIENT_DETAILS_CHANGED").count() == 1


@pytest.mark.parametrize(("came_by", "may_text"), [(CameBy.LETTER, False), (CameBy.PHONE, True)])
def test_a_yes_in_a_letter_takes_back_no_no_of_theirs(receive, known, now, came_by, may_text):
    """Somebody else wrote it; on the phone they say so themselves."""
    before = now - timedelta(days=1)
    Patient.objects.filter(pk=known.pk).update(text_ok=True)
    details.stop_messages(patient_id=known.pk, texts=True, emails=False, by=None, now=before)
    known.refresh_from_db()

    receive(letter(known=Known(known.pk, known.version), came_by=came_by))

    known.refresh_from_db()
    latest = Consent.objects.filter(patient=known, kind="TEXT").order_by("at", "pk").last()
    assert (known.text_ok, latest.is_given) == (may_text, may_text)


def test_details_that_changed_meanwhile_are_not_overwritten_unseen(receive, known):
    with pytest.raises(Refused, match="changed their details"):
        receive(letter(known=Known(known.pk, known.version + 1)))

    assert known.referrals.count() == 1


def test_an_nhs_number_of_somebody_else_is_refused(receive, known, north):
    other = referrals.waiting(north).patient

    with pytest.raises(Refused, match="has this NHS number"):
        receive(letter(nhs_number=known.nhs_number))
    with pytest.raises(Refused, match="another person"):
        receive(letter(nhs_number=known.nhs_number, known=Known(other.pk, 1)))


def test_a_number_that_stayed_on_a_merged_record_is_of_the_person_it_leads_to(receive, known):
    PatientFactory(nhs_number=NUMBER, merged_into=known)
    own = known.nhs_number

    (found,) = matching.possible_duplicates(matching.Typed(nhs_number=NUMBER), on=date(2026, 6, 9))
    receive(letter(nhs_number=NUMBER, known=Known(known.pk, known.version)))

    known.refresh_from_db()
    assert (found.patient_id, found.has_same_number) == (known.pk, True)
    assert (known.referrals.count(), known.nhs_number) == (2, own)


def test_somebody_alike_who_is_somebody_else_is_kept_as_a_warning_on_both(receive, known):
    referral = receive(letter(others=(known.pk,)))

    pair = LookAlike.objects.get()
    known.refresh_from_db()
    new = Patient.objects.get(pk=referral.patient_id)
    assert (pair.patient_id, pair.other_id, pair.outcome) == (
        new.pk,
        known.pk,
        AlikeOutcome.SOMEBODY_ELSE,
    )
    assert (new.alike, new.may_be_known, known.alike, known.may_be_known) == (1, 0, 1, 0)


def test_somebody_alike_of_whom_nothing_was_said_waits_to_be_settled(receive, known):
    referral = receive()

    assert Patient.objects.get(pk=referral.patient_id).may_be_known == 1


@pytest.mark.parametrize(
    ("came_by", "due"),
    [
        (CameBy.LETTER, datetime(2026, 6, 15, 16, 0, tzinfo=UTC)),
        (CameBy.PHONE, datetime(2026, 6, 13, 22, 59, tzinfo=UTC)),
        (CameBy.AT_THE_DESK, datetime(2026, 6, 13, 22, 59, tzinfo=UTC)),
    ],
)
def test_on_a_saturday_what_was_spoken_is_due_the_same_day_and_a_letter_when_we_open(
    receive, came_by, due
):
    saturday_evening = datetime(2026, 6, 13, 18, 0, tzinfo=UTC)

    receive(letter(came_by=came_by, mentions_harm=MentionsHarm.YES), now=saturday_evening)

    assert RiskAction.objects.get().due_by == due


def test_who_cannot_see_how_to_reach_somebody_overwrites_nothing_and_loses_nothing(receive, known):
    Patient.objects.filter(pk=known.pk).update(phone="07700 900001", voicemail_ok=True)
    blind = Known(known.pk, known.version, may_change=False)
    no = Agreed(ConsentKind.VOICEMAIL, is_given=False, words="Can we leave a voicemail?")

    referral = receive(letter(known=blind, phone="07700 900456", agreed=(*letter().agreed, no)))

    known.refresh_from_db()
    assert (known.phone, known.text_ok, known.voicemail_ok) == ("07700 900001", False, False)
    note = TimelineNote.objects.get(referral=referral, kind="CONTACT")
    assert "Phone: 07700 900456" in note.text
