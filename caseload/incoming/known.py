"""Somebody on record, chosen as the person a letter is about: who they are, what is filled in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.core import signing

from caseload.incoming.entry import Known
from clinical import nhs_number, wording
from referrals.matching import Candidate
from referrals.models import Patient, Referral
from referrals.visibility import grants
from staff.models import StaffMember
from staff.roles import Permission

_SALT = "caseload.incoming.known"
_FILLED = ("phone", "email", "address", "postcode", "best_time", "say_who", "gp", "language")


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """What the form shows of them instead of the fields that are on record."""

    token: str
    known: Known
    name: str
    born: str
    nhs_number: str
    contact_rule: str
    open_state: str
    reference: str


def sign(candidate: Candidate) -> str:
    """Names this candidate on the way through the browser; nobody else can be put in its place."""
    return signing.dumps([candidate.patient_id, candidate.version], salt=_SALT)


def chosen(token: str, *, reader: StaffMember, on: date) -> Known | None:
    """Who was chosen; None where nobody was, the token is not ours, or their record has come to
    lead to another, which is offered instead.
    """
    try:
        patient_id, version = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    known = Known(patient_id, version)
    if not Patient.objects.filter(pk=patient_id, merged_into__isnull=True).exists():
        return None
    return replace(known, may_change=_may_read(_latest(known), reader, on=on))


def read(known: Known, *, token: str, reader: StaffMember, on: date) -> KnownPerson:
    """Identity for everybody who may type; how to reach them for who may read that. Two queries."""
    patient = Patient.objects.get(pk=known.patient_id)
    latest = _latest(known)
    may_read = _may_read(latest, reader, on=on)
    voicemail = "voicemail yes" if patient.voicemail_ok else "no voicemail"
    texts = "texts yes" if patient.text_ok else "no texts"
    return KnownPerson(
        token=token,
        known=known,
        name=wording.banner_name(patient.family_name, patient.given_name, patient.title),
        born=wording.birth_date(patient.date_of_birth),
        nhs_number=nhs_number.spaced(patient.nhs_number) if patient.nhs_number else "",
        contact_rule=f"On record: {voicemail}, {texts}." if may_read else "",
        open_state=_open(latest, on=on),
        reference=latest.reference,
    )


def on_record(known: Known, *, reader: StaffMember, on: date) -> Mapping[str, str]:
    """What is filled in of their details, for who may read them on the record."""
    if not _may_read(_latest(known), reader, on=on):
        return {}
    patient = Patient.objects.get(pk=known.patient_id)
    return {name: getattr(patient, name) for name in _FILLED}


def _latest(known: Known) -> Referral:
    return (
        Referral.objects.filter(patient=known.patient_id)
        .select_related("carried_by")
        .order_by("-ended_on", "-received_on", "-pk")[0]
    )


def _may_read(latest: Referral, reader: StaffMember, *, on: date) -> bool:
    standing = reader.standing
    return standing is not None and Permission.VIEW_CONTACT_DETAILS in grants(
        latest, standing, on=on
    )


def _open(latest: Referral, *, on: date) -> str:
    """`since 2 June, with Priya Nair`; empty where nothing is open."""
    if not latest.is_open:
        return ""
    whose = f", with {latest.carried_by}" if latest.carried_by else ""
    return f"since {wording.sentence_date(latest.received_on, on)}{whose}"
