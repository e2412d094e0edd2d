"""The proposals a reader may see, one of them with both records, and who may be one with somebody.

Each of the two records must be one that the reader may open: of others not even a name is shown.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse

from caseload.merges.sides import Fact, facts, referrals_of
from clinical import wording
from clinical.working_days import local_date
from referrals.matching import Candidate, Typed, possible_duplicates
from referrals.models import Merge, NhsNumberChoice, Patient, Referral
from staff.models import StaffMember
from staff.roles import Permission
from staff.standing import Standing

# Undone later than this, through the page by its address; it stays possible for good.
_SHOWN_FOR = timedelta(days=90)
MOST = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One proposal in the list."""

    patient_ids: tuple[int, int]
    name: str
    state: str
    path: str


@dataclass(frozen=True, slots=True)
class Both:
    """One proposal with its two records."""

    key: uuid.UUID
    kept: str
    facts: tuple[Fact, ...]
    kept_referrals: tuple[str, ...]
    other_referrals: tuple[str, ...]
    why: str
    number: str
    state: str
    may_settle: bool
    waits_for_another: bool
    may_undo: bool
    record_path: str
    patient_ids: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Likely:
    """Records that may be of one person with this one; how many more the reader may not open."""

    people: tuple[Candidate, ...]
    unseen: int


def listed(*, standing: Standing, now: datetime) -> tuple[Row, ...]:
    """What waits for a second person, the oldest first; then what was brought together lately. One
    query.
    """
    on = local_date(now)
    recent = Q(confirmed_at__gte=now - _SHOWN_FOR, undone_at__isnull=True)
    rows = (
        _seen(standing)
        .filter(_WAITS | recent)
        .select_related("kept", "other", "proposed_by", "confirmed_by")
    )
    waits_first = F("confirmed_at").desc(nulls_first=True)
    return tuple(_row(one, on=on) for one in rows.order_by(waits_first, "proposed_at", "pk")[:MOST])


def waiting(*, standing: Standing) -> int:
    """How many wait for a second person that this reader could be."""
    return _seen(standing).filter(_WAITS).exclude(proposed_by=standing.staff_id).count()


def find(key: uuid.UUID, *, standing: Standing) -> Merge | None:
    """A proposal, if both records are the reader's to open."""
    people = ("kept", "other", "proposed_by", "confirmed_by", "declined_by", "undone_by")
    return _seen(standing).filter(key=key).select_related(*people).first()


def both(merge: Merge, *, reader: StaffMember, now: datetime) -> Both:
    """The two records beside each other. One query; another for the way to the record."""
    on = local_date(now)
    rows = Referral.objects.filter(patient__in=[merge.kept_id, merge.other_id])
    referrals = list(rows.select_related("carried_by").order_by("-received_on", "-pk"))
    is_open = merge.confirmed_at is None and merge.declined_at is None
    stands = merge.confirmed_at is not None and merge.undone_at is None
    return Both(
        key=merge.key,
        kept=merge.kept.full_name,
        facts=facts(merge.kept, merge.other),
        kept_referrals=referrals_of(merge.kept, referrals, on=on),
        other_referrals=referrals_of(merge.other, referrals, on=on),
        why=merge.why,
        number=_number(merge),
        state=_state(merge, on=on),
        may_settle=is_open and merge.proposed_by_id != reader.pk,
        waits_for_another=is_open and merge.proposed_by_id == reader.pk,
        may_undo=stands,
        record_path=_path(merge.kept_id, referrals),
        patient_ids=(merge.kept_id, merge.other_id),
    )


def likely(referral: Referral, *, standing: Standing, now: datetime) -> Likely:
    """Who may be one person with this one, the likest first. Two queries."""
    patient, on = referral.patient, local_date(now)
    entry = Typed(
        given_name=patient.given_name,
        family_name=patient.family_name,
        date_of_birth=patient.date_of_birth,
        nhs_number=patient.nhs_number or "",
        phone=patient.phone,
        postcode=patient.postcode,
    )
    found = possible_duplicates(entry, on=on, but=(patient.pk,))
    seen = set(
        _visible(standing)
        .filter(patient__in=[one.patient_id for one in found])
        .values_list("patient", flat=True)
    )
    people = tuple(one for one in found if one.patient_id in seen)
    return Likely(people=people, unseen=len(found) - len(people))


def of_reference(reference: str, *, people: Sequence[Candidate]) -> Patient:
    """Whom one of the shown references leads to."""
    chosen = next(one for one in people if one.reference == reference)
    return Patient.objects.get(pk=chosen.patient_id)


_WAITS = Q(confirmed_at__isnull=True, declined_at__isnull=True)


def _visible(standing: Standing) -> QuerySet[Referral]:
    return Referral.objects.visible_to(standing, on=standing.on, needs=Permission.MERGE_RECORDS)


def _seen(standing: Standing) -> QuerySet[Merge]:
    """Of both records at least one referral is the reader's to open; once confirmed, the other has
    none left.
    """
    kept, other = (
        Exists(_visible(standing).filter(patient=OuterRef(name))) for name in ("kept", "other")
    )
    gone = Q(confirmed_at__isnull=False, undone_at__isnull=True)
    return Merge.objects.filter(kept).filter(other | gone)


def _row(one: Merge, *, on: date) -> Row:
    kept = one.kept
    return Row(
        patient_ids=(one.kept_id, one.other_id),
        name=wording.banner_name(kept.family_name, kept.given_name, kept.title),
        state=_state(one, on=on),
        path=reverse("merge", args=(one.key,)),
    )


def _state(one: Merge, *, on: date) -> str:
    """The last thing that happened, and who did it."""
    happened = (
        ("Taken apart again by", one.undone_at, one.undone_by),
        ("Found not to be one person by", one.declined_at, one.declined_by),
        ("Brought together by", one.confirmed_at, one.confirmed_by),
        ("Proposed by", one.proposed_at, one.proposed_by),
    )
    words, at, by = next((said, at, by) for said, at, by in happened if at is not None and by)
    return f"{words} {by.full_name}, {wording.sentence_time(at, on)}"


def _number(merge: Merge) -> str:
    choice = NhsNumberChoice(merge.nhs_number)
    return "" if choice is NhsNumberChoice.SAME else f"NHS number: {choice.label.lower()}"


def _path(patient_id: int, referrals: list[Referral]) -> str:
    """To the record that is kept, by its newest referral that is open, else its newest."""
    ours = [one for one in referrals if one.patient_id == patient_id]
    first = next((one for one in ours if one.is_open), ours[0] if ours else None)
    return "" if first is None else reverse("caseload:record", args=(first.reference,))
