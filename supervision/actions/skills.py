"""What becomes of one day of a skills group: moved, not held, held and signed, corrected."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction

from audit import trail
from audit.events import Event
from clinical import competences
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.working_days import Purpose, is_working_day, local, moment
from staff.models import StaffMember
from supervision.models import (
    Attended,
    HowPractised,
    SkillsAttendance,
    SkillsGroup,
    SkillsKind,
    SkillsPractice,
    SkillsSession,
)
from supervision.skills.rows import day_of, refuse_settled

_FURTHEST_MOVED = timedelta(days=28)
_NOBODY_CAME = "Nobody came: say below that it was not held, and why."


@dataclass(frozen=True, slots=True)
class Came:
    """Whether somebody came, and how their work was looked at; empty where it was not."""

    person_id: int
    attended: Attended
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is signed: how long it was, who came, what it was about, in which words."""

    minutes: int
    came: tuple[Came, ...]
    competences: tuple[str, ...]
    words: str = ""
    consent_noted: bool = False


@transaction.atomic
def sign_skills(
    *,
    group: SkillsGroup,
    planned_on: date,
    held: Held,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> SkillsSession:
    """Write down and sign what was held: from here on it is fixed. The same form twice is one.

    Raises Refused for anybody but its supervisor, before it began, where somebody else signed first
    or it was noted as not held, for nobody who came, for nothing discussed, for somebody who had no
    place in the group that day, and for real work without the note that the patient agreed.
    """
    session = _locked(group, planned_on, by=by, policy=policy)
    if session.signed_at is not None:
        return _same_or_refused(session, held)
    _refuse_unheld(session, now=now)
    _refuse_attendance(group, planned_on, held)
    _refuse_content(group, held, on=local(session.starts_at).date())
    session.minutes = held.minutes
    session.competences, session.words = list(held.competences), held.words.strip()
    session.save()
    _write_who_came(session, held, by=by, now=now)
    # Last: nothing is added to what is signed.
    session.signed_at, session.signed_by = now, by
    session.save(update_fields=["signed_at", "signed_by"])
    trail.record(
        Event.SKILLS_SIGNED,
        by=by,
        at=now,
        about=session,
        changes={"came": ("", _count_came(held)), "minutes": ("", held.minutes)},
    )
    return session


@transaction.atomic
def move_skills(
    *,
    group: SkillsGroup,
    planned_on: date,
    to: date,
    at: time,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> SkillsSession:
    """Hold a planned session on another day, or at another time; one that was missed is made up so.

    Raises Refused for anybody but its supervisor, for a day more than four weeks off or one on
    which the service is closed, once it is signed, and once it was noted as not held.
    """
    session = _locked(group, planned_on, by=by, policy=policy)
    refuse_settled(session)
    if not is_working_day(to, policy.calendar):
        raise Refused("The service is closed that day. Choose another one.", field="to")
    if abs(to - planned_on) > _FURTHEST_MOVED:
        raise Refused("Choose a day within four weeks of the planned one.", field="to")
    if not policy.opens <= f"{at:%H:%M}" < policy.closes:
        raise Refused(f"The service is open {policy.opens} to {policy.closes}.", field="at")
    starts_at = moment(to, f"{at:%H:%M}", purpose=Purpose.NOT_BEFORE)
    if session.pk and session.starts_at == starts_at:
        return session
    was = session.starts_at
    session.starts_at, session.moved_at, session.moved_by = starts_at, now, by
    session.save()
    trail.record(
        Event.SKILLS_MOVED,
        by=by,
        at=now,
        about=session,
        changes={"starts_at": (was.isoformat(), starts_at.isoformat())},
    )
    return session


@transaction.atomic
def say_skills_not_held(
    *,
    group: SkillsGroup,
    planned_on: date,
    why: str,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> SkillsSession:
    """Record that a session was, or will be, not held, and why. The same reason twice is one.

    Raises Refused for anybody but its supervisor, for no reason, once it is signed, and where
    another reason stands.
    """
    session, why = _locked(group, planned_on, by=by, policy=policy), " ".join(why.split())
    if session.not_held_at is not None and session.not_held_why == why:
        return session
    refuse_settled(session)
    if not why:
        raise Refused("Say why it is not held.", field="why")
    session.not_held_at, session.not_held_by, session.not_held_why = now, by, why
    session.save()
    trail.record(
        Event.SKILLS_MOVED,
        by=by,
        at=now,
        about=session,
        changes={"not_held_at": ("", now.isoformat())},
    )
    return session


@transaction.atomic
def correct_attendance(
    *,
    session: SkillsSession,
    person: StaffMember,
    attended: Attended,
    minutes: int | None,
    why: str,
    by: StaffMember,
    now: datetime,
) -> SkillsAttendance:
    """Put right whether somebody came, or for how long: a row beside the one that stands, with the
    reason. The same correction twice is one.

    Raises Refused for anybody but its supervisor, for somebody it says nothing about, for what
    stands there already, without minutes of who came, and without a reason.
    """
    SkillsSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if session.supervisor_id != by.pk:
        raise Refused("Only whoever signed this session corrects it.")
    stands = session.attendance.filter(person=person, amended_by__isnull=True).first()
    if stands is None:
        raise Refused("This session says nothing about them.", field="person")
    minutes, why = (minutes if attended == Attended.ATTENDED else None), " ".join(why.split())
    if (stands.attended, stands.minutes, stands.why) == (attended, minutes, why) and why:
        return stands
    _refuse_correction(stands, attended, minutes, why)
    row = SkillsAttendance.objects.create(
        session=session,
        person=person,
        attended=attended,
        minutes=minutes,
        by=by,
        at=now,
        amends=stands,
        why=why,
    )
    trail.record(
        Event.SKILLS_CORRECTED,
        by=by,
        at=now,
        about=session,
        changes={
            "attended": (stands.attended, attended),
            "minutes": (stands.minutes, minutes),
        },
    )
    return row


def _refuse_correction(
    stands: SkillsAttendance, attended: Attended, minutes: int | None, why: str
) -> None:
    if (stands.attended, stands.minutes) == (attended, minutes):
        raise Refused("This is what stands there already.", field="attended")
    if attended == Attended.ATTENDED and not minutes:
        raise Refused("Give the minutes they were there.", field="minutes")
    if not why:
        raise Refused("Say why it is put right.", field="why")


def _locked(
    group: SkillsGroup, planned_on: date, *, by: StaffMember, policy: Policy
) -> SkillsSession:
    session = day_of(group, planned_on, policy=policy)
    if session.supervisor_id != by.pk:
        raise Refused("Only whoever leads this session plans and signs it.")
    return session


def _refuse_unheld(session: SkillsSession, *, now: datetime) -> None:
    if session.not_held_at is not None:
        raise Refused("This session was noted as not held.")
    if session.starts_at > now:
        raise Refused("This session is still to come. Move it if it was held earlier.")


def _same_or_refused(session: SkillsSession, held: Held) -> SkillsSession:
    rows = session.attendance.filter(amends__isnull=True).values_list("person_id", "attended")
    if dict(rows) == {one.person_id: one.attended for one in held.came}:
        return session
    raise Refused("This session is signed already. Correct it below.")


def _refuse_attendance(group: SkillsGroup, planned_on: date, held: Held) -> None:
    places = set(group.members.on(planned_on).values_list("person_id", flat=True))
    if {one.person_id for one in held.came} != places:
        raise Refused("Who is in the group has changed. Look at the list again, then sign.")
    if not _count_came(held):
        raise Refused(_NOBODY_CAME)


def _refuse_content(group: SkillsGroup, held: Held, *, on: date) -> None:
    supervising = group.kind == SkillsKind.OF_SUPERVISORS
    listed = {one.code for one in competences.listed(on, supervising=supervising)}
    if not set(held.competences) <= listed:
        raise Refused("Choose from the list shown.", field="competences")
    if not held.competences:
        raise Refused("Choose at least one thing that was discussed.", field="competences")
    for one in held.came:
        if one.how and one.attended != Attended.ATTENDED:
            raise Refused(
                "Work is looked at with whoever came. Take it out, or say that they came.",
                field=f"how_{one.person_id}",
            )
    if _is_real(held.came) and not held.consent_noted:
        raise Refused(
            "Note that the patient agreed, or take the recording out.", field="consent_noted"
        )


def _is_real(came: Iterable[Came]) -> bool:
    return any(one.how in {HowPractised.RECORDING, HowPractised.LIVE} for one in came)


def _count_came(held: Held) -> int:
    return sum(one.attended == Attended.ATTENDED for one in held.came)


def _write_who_came(session: SkillsSession, held: Held, *, by: StaffMember, now: datetime) -> None:
    SkillsAttendance.objects.bulk_create(
        SkillsAttendance(
            session=session,
            person_id=one.person_id,
            attended=one.attended,
            minutes=held.minutes if one.attended == Attended.ATTENDED else None,
            by=by,
            at=now,
        )
        for one in held.came
    )
    SkillsPractice.objects.bulk_create(
        SkillsPractice(
            session=session,
            person_id=one.person_id,
            how=one.how,
            consent_noted=held.consent_noted and one.how != HowPractised.ROLE_PLAY,
        )
        for one in held.came
        if one.how
    )
