"""People and referrals that come in from an old system, many at once: written with COPY, under
every constraint and trigger, each in a state that the rest of the house knows what to do with.

Parts of moving a service in (see `caseload.actions.moved_in`), which stands on the trail.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from audit.copying import copy
from clinical.working_days import moment
from referrals import bulk_circumstances, equality, places
from referrals.bulk_circumstances import Circumstances
from referrals.models import (
    NextStep,
    NextStepKind,
    Patient,
    Referral,
    ReferralStep,
    Status,
    TimelineKind,
    TimelineNote,
)

CAME_IN = "Came in from the old system"
# Until the names come (they are in no national file), a person is called by their number there.
GIVEN_NAME = "Patient"
_NINE, _NOON = "09:00", "12:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry:
    """Who somebody is, as far as an old system's files say."""

    number: str
    nhs_number: str | None
    date_of_birth: date
    postcode: str
    gender: str
    language: str
    practice: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralEntry:
    """One referral. `number` is what the old system calls it, `is_seen` whether anybody was seen on
    it there; open, it waits for somebody here.
    """

    patient_id: int
    number: str
    source: str
    received_on: date
    commissioner: str
    medium: str
    is_seen: bool
    ended_on: date | None = None
    end_code: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who looks after an open referral that comes in, and by when: it is triaged, where nobody was
    seen on it, or else allocated.
    """

    owner_id: int | None
    triage_by: datetime
    allocate_by: datetime


@transaction.atomic
def bring_in_people(*, people: Sequence[PersonEntry], now: datetime) -> list[int]:
    """A record for each, under the number of the old system until somebody loads names; nobody may
    be messaged. Their ids, in this order. Whom they resemble is noted for a person to settle.
    """
    places.make_unlisted({one.practice for one in people if one.practice})
    made = copy(Patient, (_patient(one, now=now) for one in people))
    ids = [one.pk for one in made]
    bulk_circumstances.note_look_alikes(ids, now=now)
    return ids


def without_number(person: PersonEntry) -> PersonEntry:
    """The same without an NHS number: it is somebody else's on record."""
    return replace(person, nhs_number=None)


@transaction.atomic
def change_people(*, changes: Mapping[int, Mapping[str, Any]], now: datetime) -> None:
    """Details that the old system says anew, of which whoever calls has seen that nobody edited
    them here. That somebody edited others of the record stays known.
    """
    places.make_unlisted({one["practice_id"] for one in changes.values() if one.get("practice_id")})
    for patient_id, said in changes.items():
        Patient.objects.filter(pk=patient_id).update(
            **said, version=F("version") + 1, updated_at=now
        )


@transaction.atomic
def bring_in(
    *,
    referrals: Sequence[ReferralEntry],
    team_id: int,
    waiting: Waiting,
    by_id: int | None,
    now: datetime,
) -> list[int]:
    """Each referral with its history; their ids, in this order. One that is open is on nobody's
    caseload and has its next step.
    """
    made = copy(Referral, (_referral(one, team_id=team_id, now=now) for one in referrals))
    told = list(zip(referrals, (one.pk for one in made), strict=True))
    copy(ReferralStep, [step for one, pk in told for step in _steps(one, pk, by_id, now)])
    copy(NextStep, (_next(one, pk, waiting, now=now) for one, pk in told if not one.ended_on))
    copy(TimelineNote, (_line(one, pk, by_id, now) for one, pk in told))
    return [pk for _, pk in told]


@transaction.atomic
def add_circumstances(
    *, circumstances: Mapping[int, Circumstances], by_id: int | None, now: datetime
) -> Mapping[int, int]:
    """Problems, conditions, work, pauses and answers that these referrals do not have yet. The ids
    of the answers, by referral.
    """
    return bulk_circumstances.write(circumstances, by_id=by_id, now=now)


@transaction.atomic
def change_referrals(*, changes: Mapping[int, Mapping[str, Any]], now: datetime) -> None:
    """Facts of referrals that the old system says anew; no ending, no opening again."""
    for referral_id, said in changes.items():
        Referral.objects.filter(pk=referral_id).update(
            **said, version=F("version") + 1, updated_at=now
        )


@transaction.atomic
def end_referrals(
    *, endings: Mapping[int, tuple[date, str]], by_id: int | None, now: datetime
) -> list[int]:
    """End these as the old system did. One about which risk is open is left as it is, whoever asks
    (safety S-R6), as is one that somebody here carries, has carried or has triaged; the ids of
    those that ended.
    """
    moved_here = ReferralStep.objects.filter(referral=OuterRef("pk")).exclude(why=CAME_IN)
    open_here = Referral.objects.select_for_update(of=("self",)).filter(
        ~Exists(moved_here),
        pk__in=endings,
        ended_on__isnull=True,
        risk_open_since__isnull=True,
        carried_by=None,
        triaged_as="",
    )
    ended = []
    for referral in open_here.order_by("pk"):
        on, code = endings[referral.pk]
        Referral.objects.filter(pk=referral.pk).update(
            status=Status.ENDED,
            ended_on=on,
            end_code=code,
            version=F("version") + 1,
            updated_at=now,
            updated_by=None,
        )
        ReferralStep.objects.create(
            referral=referral,
            from_status=referral.status,
            to_status=Status.ENDED,
            at=now,
            by_id=by_id,
            why=CAME_IN,
        )
        NextStep.objects.filter(referral=referral, done_at__isnull=True).update(done_at=now)
        ended.append(referral.pk)
    return ended


def came_in(*, ended: bool = False) -> Exists:
    """Of a query of referrals: whether each came in from an old system, or ended there. Nobody is
    sent anything for what happened there.
    """
    steps = ReferralStep.objects.filter(referral=OuterRef("pk"), why=CAME_IN)
    return Exists(steps.filter(to_status=Status.ENDED) if ended else steps)


def derive(*, patients: Collection[int]) -> None:
    """What follows for these people from all that was written: places and the latest answers."""
    places.refresh(patients)
    equality.refresh(patients)


def _patient(one: PersonEntry, *, now: datetime) -> Patient:
    return Patient(
        nhs_number=one.nhs_number,
        given_name=GIVEN_NAME,
        family_name=one.number,
        date_of_birth=one.date_of_birth,
        postcode=one.postcode,
        gender=one.gender,
        language=one.language,
        practice_id=one.practice,
        updated_at=now,
    )


def _referral(one: ReferralEntry, *, team_id: int, now: datetime) -> Referral:
    return Referral(
        patient_id=one.patient_id,
        team_id=team_id,
        source=one.source,
        received_on=one.received_on,
        commissioner=one.commissioner,
        status=_status(one),
        usual_medium=one.medium,
        ended_on=one.ended_on,
        end_code=one.end_code,
        updated_at=now,
    )


def _status(one: ReferralEntry) -> Status:
    if one.ended_on is not None:
        return Status.ENDED
    return Status.WAITING if one.is_seen else Status.RECEIVED


def _steps(
    one: ReferralEntry, referral_id: int, by_id: int | None, now: datetime
) -> list[ReferralStep]:
    """Received on its day; then where it stands, and since when that is known."""
    at = moment(one.received_on, _NINE)
    first = ReferralStep(referral_id=referral_id, to_status=Status.RECEIVED, at=at, why=CAME_IN)
    steps = [first]
    status = _status(one)
    if status is not Status.RECEIVED:
        then = now if one.ended_on is None else max(at, moment(one.ended_on, _NOON))
        steps.append(
            ReferralStep(
                referral_id=referral_id,
                from_status=Status.RECEIVED,
                to_status=status,
                at=then,
                by_id=by_id if one.ended_on is None else None,
                why=CAME_IN,
            )
        )
    return steps


def _next(one: ReferralEntry, referral_id: int, waiting: Waiting, *, now: datetime) -> NextStep:
    kind, due_by = (
        (NextStepKind.ALLOCATE, waiting.allocate_by)
        if one.is_seen
        else (NextStepKind.TRIAGE, waiting.triage_by)
    )
    return NextStep(
        referral_id=referral_id,
        kind=kind,
        what=kind.label,
        owner_id=waiting.owner_id,
        due_by=due_by,
        set_at=now,
    )


def _line(one: ReferralEntry, referral_id: int, by_id: int | None, now: datetime) -> TimelineNote:
    return TimelineNote(
        referral_id=referral_id,
        kind=TimelineKind.REFERRAL,
        title=CAME_IN,
        text=f"Its number there is {one.number}.",
        at=now,
        by_id=by_id,
    )
