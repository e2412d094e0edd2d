"""How a person may be reached and what they agreed to: verbs that change both together.

What a record says of voicemail, texts, emails, letters and the GP is what the person said last.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.db import transaction
from django.db.models import F

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from policy.wording_checks import refuse_unknown_language
from referrals import places
from referrals.conflict import newer
from referrals.models import (
    Consent,
    ConsentFollowed,
    ConsentKind,
    ConsentMethod,
    Patient,
    Referral,
)
from staff.models import StaffMember

# Which detail of a record follows which consent, and what is asked in the words of the form.
FOLLOWS: Mapping[ConsentKind, str] = MappingProxyType(
    {
        ConsentKind.VOICEMAIL: "voicemail_ok",
        ConsentKind.TEXT: "text_ok",
        ConsentKind.EMAIL: "email_ok",
        ConsentKind.LETTER: "letter_ok",
        ConsentKind.SHARE_WITH_GP: "share_with_gp",
    }
)
_KIND_OF = {name: kind for kind, name in FOLLOWS.items()}
# What staff ask; offered as a beginning, and kept as it was said.
QUESTIONS: Mapping[ConsentKind, str] = MappingProxyType(
    {
        ConsentKind.RECORD: "May we contact you, and keep a record?",
        ConsentKind.TREATMENT: "Do you agree to the treatment we talked about?",
        ConsentKind.SHARE_WITH_GP: "May we write to your GP?",
        ConsentKind.VOICEMAIL: "May we leave a voicemail?",
        ConsentKind.TEXT: "May we send you text messages?",
        ConsentKind.EMAIL: "May we send you emails?",
        ConsentKind.LETTER: "May we send letters to your home?",
        ConsentKind.REMOTE: "Is it all right to meet by phone, by video or on the web?",
        ConsentKind.SHARE_WITH_OTHERS: "May we share with the people or services we named?",
        ConsentKind.RESEARCH: "May what you tell us be used for research or training?",
    }
)


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """How to reach a person safely."""

    phone: str
    email: str
    address: str
    postcode: str
    voicemail_ok: bool
    text_ok: bool
    email_ok: bool
    letter_ok: bool
    best_time: str
    say_who: str
    needs: str
    gp: str
    share_with_gp: bool
    language: str
    full_name_ok: bool


@dataclass(frozen=True, slots=True)
class WorkAndMedication:
    """What is asked of a person at assessment and again, beside the version of them shown."""

    employment: str
    medication: str
    shown: int


@dataclass(frozen=True, slots=True)
class ConsentEntry:
    """One yes or no, how it was said, and the words."""

    kind: ConsentKind
    is_given: bool
    method: ConsentMethod
    words: str


@transaction.atomic
def change_contact_details(
    *, referral: Referral, entry: ContactDetails, version: int, by: StaffMember, now: datetime
) -> None:
    """Save how to reach the person over the version that was shown; what changes of that by which
    they may be reached is a consent of its own.

    Raises Refused for a language nobody can be answered in, Conflict when a newer one is there.
    """
    refuse_unknown_language(entry.language)
    patient = Patient.objects.get(pk=referral.patient_id)
    names = ContactDetails.__dataclass_fields__
    before = {name: getattr(patient, name) for name in names}
    after = {name: getattr(entry, name) for name in names}
    saved = Patient.objects.filter(pk=patient.pk, version=version).update(
        **after, version=F("version") + 1, updated_at=now, updated_by=by
    )
    if saved != 1:
        raise newer(Patient.objects.select_related("updated_by").get(pk=patient.pk), names)
    if before["postcode"] != after["postcode"]:
        places.refresh([patient.pk])
    keep_what_follows(
        patient_id=patient.pk,
        changed={n: after[n] for n in _KIND_OF if before[n] != after[n]},
        method=ConsentFollowed.CONTACT_DETAILS,
        by=by,
        now=now,
    )
    trail.record(
        Event.PATIENT_DETAILS_CHANGED,
        by=by,
        at=now,
        about=patient,
        patient_id=patient.pk,
        referral_id=referral.pk,
        changes={n: (before[n], after[n]) for n in names if before[n] != after[n]},
    )


@transaction.atomic
def change_work_and_medication(
    *, referral: Referral, entry: WorkAndMedication, by: StaffMember, now: datetime
) -> None:
    """Save them over the version of the person that was shown. Where both stand as they are given,
    nothing is saved, whatever else was changed meanwhile.

    Raises Conflict when somebody changed the person meanwhile.
    """
    held = Patient.objects.select_for_update(of=("self",)).select_related("updated_by")
    patient = held.get(pk=referral.patient_id)
    given = {"employment": entry.employment, "medication": entry.medication}
    changes = {n: (getattr(patient, n), v) for n, v in given.items() if getattr(patient, n) != v}
    if not changes:
        return
    if patient.version != entry.shown:
        raise newer(patient, given)
    Patient.objects.filter(pk=patient.pk).update(
        **given, version=F("version") + 1, updated_at=now, updated_by=by
    )
    trail.record(
        Event.PATIENT_DETAILS_CHANGED,
        by=by,
        at=now,
        about=patient,
        patient_id=patient.pk,
        referral_id=referral.pk,
        changes=changes,
    )


@transaction.atomic
def record_consent(
    *, referral: Referral, entry: ConsentEntry, by: StaffMember, now: datetime
) -> Consent:
    """Keep what somebody said; a no takes back a yes, and both stay. What the record says of
    voicemail, texts, emails, letters and the GP follows at once, and so does what still waits to be
    sent, which asks again as it leaves.

    Raises Refused without words, and for another answer in the same moment.
    """
    words = entry.words.strip()
    if not words:
        raise Refused("Write the words that were asked, or theirs.", field="words")
    patient = Patient.objects.select_for_update().get(pk=referral.patient_id)
    kept, is_new = Consent.objects.get_or_create(
        patient=patient,
        kind=entry.kind,
        at=now,
        defaults={
            "is_given": entry.is_given,
            "method": entry.method,
            "words": words,
            "by": by,
        },
    )
    if not is_new:
        if kept.is_given != entry.is_given:
            raise Refused("Somebody recorded another answer just now. Look at it again.")
        return kept
    changes = dict(_followed(patient, entry, by=by, now=now))
    trail.record(
        Event.CONSENT_RECORDED,
        by=by,
        at=now,
        about=kept,
        patient_id=patient.pk,
        referral_id=referral.pk,
        changes={"kind": ("", entry.kind.value), "is_given": (None, entry.is_given)} | changes,
    )
    return kept


@transaction.atomic
def stop_messages(*, patient_id: int, texts: bool, emails: bool, by: None, now: datetime) -> None:
    """The person asks for no more texts, or emails: from now on there are none. Twice is once."""
    asked = {"text_ok": texts, "email_ok": emails}
    for name in (name for name, stop in asked.items() if stop):
        stopped = Patient.objects.filter(pk=patient_id, **{name: True}).update(
            **{name: False}, version=F("version") + 1, updated_at=now, updated_by=by
        )
        if stopped:
            keep_what_follows(
                patient_id=patient_id,
                changed={name: False},
                method=ConsentFollowed.REPLY,
                by=by,
                now=now,
            )
            trail.record(
                Event.MESSAGE_OPT_OUT,
                by=by,
                at=now,
                patient_id=patient_id,
                changes={name: (True, False)},
            )


def keep_what_follows(
    *,
    patient_id: int,
    changed: Mapping[str, bool],
    method: ConsentFollowed,
    by: StaffMember | None,
    now: datetime,
) -> None:
    """Details that another verb changed, as consents: the latest of each says what the record says.
    That verb stands on the trail.
    """
    Consent.objects.bulk_create(
        [
            Consent(
                patient_id=patient_id,
                kind=_KIND_OF[name],
                is_given=is_given,
                method=method,
                words=QUESTIONS[_KIND_OF[name]],
                at=now,
                by=by,
            )
            for name, is_given in changed.items()
        ],
        ignore_conflicts=True,  # said twice in one moment, it is one answer
    )


def _followed(
    patient: Patient, entry: ConsentEntry, *, by: StaffMember, now: datetime
) -> Iterator[tuple[str, tuple[object, object]]]:
    """The detail that follows this consent, if it is another one now."""
    name = FOLLOWS.get(entry.kind)
    if name is None or getattr(patient, name) == entry.is_given:
        return
    Patient.objects.filter(pk=patient.pk).update(
        **{name: entry.is_given}, version=F("version") + 1, updated_at=now, updated_by=by
    )
    yield name, (not entry.is_given, entry.is_given)
