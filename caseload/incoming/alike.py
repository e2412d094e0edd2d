"""Whom a record resembles, and what somebody has said of each: identity alone, as facts."""

from dataclasses import dataclass
from datetime import datetime

from audit import trail
from audit.events import Event
from clinical import nhs_number, wording
from clinical.working_days import local_date
from referrals import look_alikes
from referrals.models import AlikeOutcome, LookAlike, Patient, Referral
from staff.models import StaffMember


@dataclass(frozen=True, slots=True)
class Resembles:
    """Somebody on record who looks like this person."""

    pair: int
    name: str
    born: str
    nhs_number: str
    why: str
    said: str
    is_settled: bool
    # Of their latest referral; empty where there is none.
    reference: str


def read(referral: Referral, *, by: StaffMember, now: datetime) -> tuple[Resembles, ...]:
    """Everybody this person resembles, those of whom nobody said anything first. Whoever is shown
    is noted on the trail. Two queries.
    """
    pairs = list(look_alikes.of(referral.patient))
    others = {_other(pair, referral).pk: pair for pair in pairs}
    latest = dict(
        Referral.objects.filter(patient__in=others)
        .order_by("patient", "ended_on", "received_on")
        .values_list("patient", "reference")
    )
    trail.record_view(
        Event.LOOK_ALIKES_SHOWN,
        by=by,
        at=now,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
        shown=sorted(others),
    )
    rows = (_row(pair, _other(pair, referral), latest=latest, now=now) for pair in pairs)
    return tuple(sorted(rows, key=lambda row: row.is_settled))


def pair_of(referral: Referral, number: int) -> LookAlike | None:
    """A pair that this record is part of; None for any other."""
    return look_alikes.of(referral.patient).filter(pk=number).first()


def _other(pair: LookAlike, referral: Referral) -> Patient:
    return pair.other if pair.patient_id == referral.patient_id else pair.patient


def _row(pair: LookAlike, other: Patient, *, latest: dict[int, str], now: datetime) -> Resembles:
    number = other.nhs_number or ""
    return Resembles(
        pair=pair.pk,
        name=wording.banner_name(other.family_name, other.given_name, other.title),
        born=wording.birth_date(other.date_of_birth),
        nhs_number=nhs_number.spaced(number) if number else "not known",
        why=pair.why,
        said=_said(pair, now=now),
        is_settled=bool(pair.outcome),
        reference=latest.get(other.pk, ""),
    )


def _said(pair: LookAlike, *, now: datetime) -> str:
    """`Somebody else, said Ada Lewis on 9 June`; empty while nobody said anything."""
    if pair.settled_at is None:
        return ""
    on = local_date(now)
    outcome = AlikeOutcome(pair.outcome).label
    day = wording.sentence_date(local_date(pair.settled_at), on)
    return f"{outcome}, said {pair.settled_by} on {day}"
