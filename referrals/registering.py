"""A person who comes for the first time: who they are, what they agreed to, need and answered.

Parts of receiving a referral; the verb that calls them is one transaction and stands on the trail.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db.models import Count, F

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from policy.wordings import LANGUAGES
from referrals import equality as equality_answers
from referrals import look_alikes, places
from referrals.conflict import CHANGED_MEANWHILE
from referrals.models import (
    Consent,
    ConsentKind,
    ConsentMethod,
    Patient,
    Referral,
    StatedNeeds,
)
from staff.models import StaffMember, Team

_LONGEST_NEEDS = 200


@dataclass(frozen=True, slots=True)
class NewPatient:
    """Who somebody is, and how to reach them safely."""

    given_name: str
    family_name: str
    date_of_birth: date
    postcode: str
    phone: str
    email: str
    voicemail_ok: bool
    text_ok: bool
    email_ok: bool
    best_time: str
    say_who: str
    gp: str
    share_with_gp: bool
    language: str
    nhs_number: str | None = None
    title: str = ""
    address: str = ""
    letter_ok: bool = False


@dataclass(frozen=True, slots=True)
class Needs:
    """What somebody needs to be able to take part."""

    language: str
    interpreter: bool = False
    hearing: bool = False
    sight: bool = False
    mobility: bool = False
    reading: bool = False
    other: str = ""

    @property
    def words(self) -> str:
        """As the banner of a record says them."""
        said = (
            (self.interpreter, f"interpreter, {LANGUAGES.get(self.language, self.language)}"),
            (self.hearing, "hard of hearing"),
            (self.sight, "sight"),
            (self.mobility, "getting about"),
            (self.reading, "help with reading"),
            (bool(self.other), self.other),
        )
        found = ", ".join(words for is_needed, words in said if is_needed)
        return f"{found[:1].upper()}{found[1:]}"[:_LONGEST_NEEDS]


@dataclass(frozen=True, slots=True)
class Agreed:
    """One yes or no, and the words that were asked."""

    kind: ConsentKind
    is_given: bool
    words: str


def new_patient(
    *, entry: NewPatient, needs: Needs, by: StaffMember | None, now: datetime
) -> Patient:
    """Write down who somebody is, and whom of those on record they may be."""
    patient = Patient.objects.create(
        **asdict(entry),
        practice=places.named(entry.gp),
        needs=needs.words,
        updated_at=now,
        updated_by=by,
    )
    look_alikes.note(patient, now=now)
    return patient


def keep_consents(
    *,
    patient: Patient,
    agreed: Sequence[Agreed],
    method: ConsentMethod,
    by: StaffMember | None,
    now: datetime,
) -> None:
    """Each with its date, its method and its words; a later one counts, none is rewritten."""
    Consent.objects.bulk_create(
        Consent(
            patient=patient,
            kind=one.kind,
            is_given=one.is_given,
            method=method,
            words=one.words,
            at=now,
            by=by,
        )
        for one in agreed
    )


def keep_what_was_said(
    *, referral: Referral, needs: Needs, equality: Mapping[str, str], now: datetime
) -> None:
    """Needs as ticked, and the equality questions as answered."""
    keep_needs(referral=referral, needs=needs, now=now)
    equality_answers.keep(referral=referral, given=equality, by=None, now=now)


def keep_needs(*, referral: Referral, needs: Needs, now: datetime) -> None:
    """Needs as ticked, or as whoever referred says."""
    StatedNeeds.objects.create(referral=referral, at=now, **asdict(needs))


def say_anew(
    *,
    referral: Referral,
    details: Mapping[str, str | bool],
    version: int,
    by: StaffMember,
    now: datetime,
) -> None:
    """Details of somebody on record, as a new referral says them.

    Raises Refused when they are no longer those that were shown.
    """
    patient = referral.patient
    changes = {
        name: (getattr(patient, name), said)
        for name, said in details.items()
        if getattr(patient, name) != said
    }
    if not changes:
        return
    saved = Patient.objects.filter(pk=patient.pk, version=version).update(
        **{name: said for name, (_, said) in changes.items()},
        version=F("version") + 1,
        updated_at=now,
        updated_by=by,
    )
    if saved != 1:
        raise Refused(CHANGED_MEANWHILE)
    if "postcode" in changes:
        places.refresh([patient.pk])
    trail.record(
        Event.PATIENT_DETAILS_CHANGED,
        by=by,
        at=now,
        about=patient,
        patient_id=patient.pk,
        referral_id=referral.pk,
        changes=changes,
    )


def receiving_team() -> Team | None:
    """The team with the fewest people on nobody's caseload; allocating may change it."""
    counts = dict(
        Referral.objects.open()
        .filter(carried_by__isnull=True)
        .values_list("team")
        .annotate(people=Count("pk"))
    )
    teams = Team.objects.filter(is_active=True).order_by("pk")
    return min(teams, key=lambda team: (counts.get(team.pk, 0), team.pk), default=None)
