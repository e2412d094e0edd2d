"""What changes a referral: receive, move on, change details, set the next step, end."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Self

from django.db import connection, transaction
from django.db.models import F

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from clinical.problems import Problem
from referrals import places
from referrals.changes import changed
from referrals.conflict import newer
from referrals.details import WorkAndMedication, change_work_and_medication
from referrals.models import (
    EndCode,
    NextStep,
    NextStepKind,
    Patient,
    ProblemDescriptor,
    Referral,
    ReferralStep,
    Status,
    TimelineKind,
    TimelineNote,
    TriageDecision,
)
from referrals.models.referral import MOVES
from staff.models import StaffMember, Team

# The unique index on the open next step decides: one is there, or this is it.
# Status and step in one statement: no step without its move, no move without its step.
_MOVE = """
WITH moved AS (
    UPDATE referrals_referral SET status = %(to)s, version = version + 1, updated_at = %(at)s,
        updated_by_id = %(by)s, ended_on = coalesce(%(ended_on)s, ended_on),
        end_code = coalesce(%(end_code)s, end_code)
    WHERE id = %(id)s AND status = %(before)s
    RETURNING id
)
INSERT INTO referrals_referralstep (referral_id, from_status, to_status, at, by_id, why)
SELECT id, %(before)s, %(to)s, %(at)s, %(by)s, %(why)s FROM moved
"""
_PUT_NEXT_STEP = """
INSERT INTO referrals_nextstep (referral_id, kind, what, owner_id, due_by, set_at, set_by_id)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (referral_id) WHERE done_at IS NULL DO UPDATE SET
    kind = EXCLUDED.kind, what = EXCLUDED.what, owner_id = EXCLUDED.owner_id,
    due_by = EXCLUDED.due_by, set_at = EXCLUDED.set_at,
    set_by_id = EXCLUDED.set_by_id
"""


@dataclass(frozen=True, slots=True)
class NextStepEntry:
    """What happens next, who does it, by when."""

    kind: NextStepKind
    what: str
    owner_id: int | None
    due_by: datetime


@dataclass(frozen=True, slots=True)
class TreatmentSummary:
    """The record's "Now" panel: what is worked on, and what was told at assessment."""

    problem_statement: str
    since_when: str
    earlier_episodes: str
    alcohol_and_drugs: str
    physical_health: str
    goals: str
    treatment: str
    planned_sessions: int

    @classmethod
    def of(cls, referral: Referral) -> Self:
        """As the referral has it now."""
        return cls(**{name: getattr(referral, name) for name in cls.__dataclass_fields__})


@transaction.atomic
def receive(
    *,
    patient: Patient,
    team: Team,
    source: str,
    received_on: date,
    next_step: NextStepEntry,
    by: StaffMember | None,
    now: datetime,
) -> Referral:
    """Open a referral with its first status and its first next step."""
    referral = Referral.objects.create(
        patient=patient,
        team=team,
        source=source,
        received_on=received_on,
        updated_at=now,
        updated_by=by,
    )
    places.refresh([patient.pk])
    ReferralStep.objects.create(referral=referral, to_status=referral.status, at=now, by=by)
    set_next_step(referral=referral, entry=next_step, by=by, now=now)
    changed([referral.pk], now=now)
    trail.record(
        Event.REFERRAL_RECEIVED,
        by=by,
        at=now,
        about=referral,
        patient_id=patient.pk,
        referral_id=referral.pk,
    )
    return referral


@transaction.atomic
def move(
    *, referral: Referral, to: Status, by: StaffMember | None, now: datetime, why: str = ""
) -> None:
    """Change an open referral's status along the table of allowed moves; `end` ends it.

    Raises Refused for any other move, and when somebody else moved it meanwhile.
    """
    before = Status(referral.status)
    if to is Status.ENDED:
        raise Refused("A referral is ended with a reason and a date.")
    _step(referral, to, by=by, now=now, why=why)
    changed([referral.pk], now=now)
    trail.record(
        Event.REFERRAL_MOVED,
        by=by,
        at=now,
        about=referral,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
        changes={"status": (before.value, to.value)},
    )


@transaction.atomic
def end(
    *, referral: Referral, code: EndCode, on: date, by: StaffMember, now: datetime, why: str = ""
) -> None:
    """End a referral and its next step. Called by caseload, which closes what stands above.

    Raises Refused while a risk flag is open, and for an ending before the referral was received.
    """
    if Referral.objects.filter(pk=referral.pk, risk_open_since__isnull=False).exists():
        raise Refused("A risk flag is open: close it before ending.")
    if on < referral.received_on:
        raise Refused("A referral ends on the day it was received, or later.", field="on")
    _step(referral, Status.ENDED, by=by, now=now, why=why, ended_on=on, end_code=code)
    NextStep.objects.filter(referral=referral, done_at__isnull=True).update(done_at=now)
    changed([referral.pk], now=now)
    trail.record(
        Event.REFERRAL_ENDED,
        by=by,
        at=now,
        about=referral,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
        changes={"end_code": ("", code.value)},
    )


@transaction.atomic
def set_next_step(
    *, referral: Referral, entry: NextStepEntry, by: StaffMember | None, now: datetime
) -> None:
    """Replace the open next step: there is always exactly one."""
    put_next_step(referral=referral, entry=entry, by=by, now=now)
    trail.record(
        Event.NEXT_STEP_SET,
        by=by,
        at=now,
        about=referral,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
        changes={"kind": ("", entry.kind.value)},
    )


def put_next_step(
    *, referral: Referral, entry: NextStepEntry, by: StaffMember | None, now: datetime
) -> None:
    """The same as part of a larger verb, which stands on the trail itself. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _PUT_NEXT_STEP,
            [
                referral.pk,
                entry.kind.value,
                entry.what,
                entry.owner_id,
                entry.due_by,
                now,
                None if by is None else by.pk,
            ],
        )


@transaction.atomic
def record_problem(
    *, referral: Referral, problem: Problem, on: date, by: StaffMember | None, now: datetime
) -> None:
    """Add a dated problem descriptor; the latest counts. Raises Refused once ended."""
    _refuse_ended(referral)
    descriptor = ProblemDescriptor.objects.create(
        referral=referral, problem=problem.name, recorded_on=on, recorded_by=by
    )
    changed([referral.pk], now=now)
    trail.record(
        Event.PROBLEM_DESCRIPTOR_RECORDED,
        by=by,
        at=now,
        about=descriptor,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
    )


@transaction.atomic
def change_treatment_summary(
    *,
    referral: Referral,
    entry: TreatmentSummary,
    version: int,
    by: StaffMember,
    now: datetime,
    person: WorkAndMedication | None = None,
) -> None:
    """Save the "Now" panel over the version that was shown, and what was asked with it of the
    person.

    Raises Conflict when a newer one of either is there, Refused once ended.
    """
    _refuse_ended(referral)
    if person is not None:
        change_work_and_medication(referral=referral, entry=person, by=by, now=now)
    saved = Referral.objects.filter(pk=referral.pk, version=version).update(
        **asdict(entry),
        version=F("version") + 1,
        updated_at=now,
        updated_by=by,
    )
    if saved != 1:
        theirs = Referral.objects.select_related("updated_by").get(pk=referral.pk)
        raise newer(theirs, TreatmentSummary.__dataclass_fields__)
    changed([referral.pk], now=now)
    trail.record(
        Event.TREATMENT_SUMMARY_CHANGED,
        by=by,
        at=now,
        about=referral,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
        changes={"planned_sessions": (referral.planned_sessions, entry.planned_sessions)},
    )


@transaction.atomic
def set_carrier(
    *, referral: Referral, staff_id: int | None, team_id: int, by: StaffMember | None, now: datetime
) -> None:
    """Note on the referral who carries it; called by caseload, whose allocation is the history."""
    Referral.objects.filter(pk=referral.pk).update(
        carried_by_id=staff_id,
        team_id=team_id,
        version=F("version") + 1,
        updated_at=now,
        updated_by=by,
    )
    referral.carried_by_id = staff_id
    referral.team_id = team_id


def note_open_risk(*, referral_id: int, since: datetime | None) -> None:
    """Note since when a risk flag is open (None: closed), so that the door needs no join."""
    Referral.objects.filter(pk=referral_id).update(risk_open_since=since)


def note_triage(*, referral_id: int, decision: TriageDecision) -> None:
    """Note how a referral was triaged last, so that the queue needs no join; called by caseload."""
    Referral.objects.filter(pk=referral_id).update(triaged_as=decision)


def add_timeline_note(
    *,
    referral: Referral,
    kind: TimelineKind,
    title: str,
    text: str,
    by: StaffMember | None,
    now: datetime,
) -> None:
    """Put one line on the record's timeline; the caller's own action stands on the trail."""
    TimelineNote.objects.create(referral=referral, kind=kind, title=title, text=text, at=now, by=by)


def _step(
    referral: Referral,
    to: Status,
    *,
    by: StaffMember | None,
    now: datetime,
    why: str,
    ended_on: date | None = None,
    end_code: str | None = None,
) -> None:
    """Write status and step together, from the status that the caller saw."""
    before = Status(referral.status)
    if to not in MOVES[before]:
        raise Refused(
            f"A referral that is {before.label.lower()} cannot become {to.label.lower()}."
        )
    by_id = None if by is None else by.pk
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE,
            {
                "ended_on": ended_on,
                "end_code": end_code,
                "id": referral.pk,
                "before": before,
                "to": to,
                "at": now,
                "by": by_id,
                "why": why,
            },
        )
        if cursor.rowcount != 1:
            raise Refused("Somebody else moved this referral on. Look at it again.")
    referral.status = to
    referral.ended_on = ended_on or referral.ended_on
    referral.end_code = end_code or referral.end_code


def _refuse_ended(referral: Referral) -> None:
    if not referral.is_open:
        raise Refused("This referral has ended: nothing more can be written on it.")
