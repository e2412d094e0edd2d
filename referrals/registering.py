"""A person who comes for the first time: who they are, what they agreed to, need and answered.

Parts of receiving a referral; the verb that calls them is one transaction and stands on the trail.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db.models import Count

from policy.wordings import LANGUAGES
from referrals.models import (
    Consent,
    ConsentKind,
    ConsentMethod,
    EqualityAnswers,
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
    """Write down who somebody is."""
    return Patient.objects.create(**asdict(entry), needs=needs.words, updated_at=now, updated_by=by)


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
    StatedNeeds.objects.create(referral=referral, at=now, **asdict(needs))
    EqualityAnswers.objects.create(referral=referral, at=now, **equality)


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
