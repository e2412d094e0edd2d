"""Appointments: book them, try to reach somebody, log the session that took place or the one that
did not.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from audit import trail
from audit.events import Event
from caseload import delivery, flagging, next_steps, signing, work_asked
from caseload.actions import linked_answers, missed_sessions, risk, session_risk
from caseload.counting import treats
from caseload.entries import Booking, LoggedSession, MissedEntry, SeenEntry
from caseload.models import (
    CallAttempt,
    CareContact,
    ContactKind,
    ContactState,
)
from clinical.errors import Refused
from clinical.policy import Policy
from outcomes import actions as outcome_actions
from outcomes.actions import RecordedSitting
from outcomes.models import Mode
from referrals import actions as referral_actions
from referrals.changes import held
from referrals.conflict import Conflict
from referrals.models import Medium, Referral, Status
from referrals.prepared import PreparedRow
from staff.actions import clear_for_first_booking
from staff.models import StaffMember

_CONTACT_FOR_UPDATE = PreparedRow(
    lambda pk: CareContact.objects.filter(pk=pk),
    stand_in=-987_654_321,
    related=("referral", "referral__patient"),
    locks=("caseload_carecontact", "referrals_referral"),
)
_MODES = {Medium.IN_PERSON: Mode.IN_PERSON}


@transaction.atomic
def book(
    *,
    referral: Referral,
    kind: ContactKind,
    booking: Booking,
    pwp_id: int,
    by: StaffMember,
    now: datetime,
) -> CareContact:
    """Put an appointment in the diary. Raises Refused when that time is taken or the referral has
    ended, and for somebody whose induction and training are not complete before a first booking.
    """
    clear_for_first_booking(pwp_id=pwp_id, by=by, now=now)
    return _put_in_diary(
        referral=referral, kind=kind, booking=booking, pwp_id=pwp_id, by=by, now=now
    )


def _put_in_diary(
    *,
    referral: Referral,
    kind: ContactKind,
    booking: Booking,
    pwp_id: int,
    by: StaffMember,
    now: datetime,
) -> CareContact:
    referral = Referral.objects.lock(referral.pk)
    if not referral.is_open:
        raise Refused("This referral has ended: nothing can be booked.")
    with held(now=now) as waiting:
        contact = _booked(referral=referral, kind=kind, booking=booking, pwp_id=pwp_id, now=now)
        waiting.add(referral.pk)
        soonest = next_steps.soonest_booking(referral=referral, now=now) or contact
        next_steps.await_booking(referral=referral, booking=soonest, by=by, now=now)
    trail.record(
        Event.CONTACT_BOOKED,
        by=by,
        at=now,
        about=contact,
        patient_id=referral.patient_id,
        referral_id=referral.pk,
    )
    return contact


@transaction.atomic
def start_unbooked(
    *, referral: Referral, medium: Medium, minutes: int, by: StaffMember, now: datetime
) -> CareContact:
    """Begin a session that nobody booked, an unplanned contact: it stands in the diary from this
    minute. It takes place already, so it can be written whatever the PWP's induction lacks.
    """
    kind = ContactKind.TREATMENT
    if not CareContact.objects.filter(referral=referral, state=ContactState.LOGGED).exists():
        kind = ContactKind.ASSESSMENT
    start = now.replace(second=0, microsecond=0)
    return _put_in_diary(
        referral=referral,
        kind=kind,
        booking=Booking(starts_at=start, minutes=minutes, medium=medium, is_planned=False),
        pwp_id=by.pk,
        by=by,
        now=now,
    )


@transaction.atomic
def log_attempt(
    *, contact: CareContact, outcome: str, by: StaffMember, now: datetime
) -> CallAttempt:
    """Write one try at reaching somebody: `10:31 no answer`."""
    if contact.is_signed:
        raise Refused("This note is signed: nothing more is logged on it.")
    attempt = CallAttempt.objects.create(contact=contact, at=now, outcome=outcome, by=by)
    trail.record(
        Event.CALL_ATTEMPTED,
        by=by,
        at=now,
        about=attempt,
        patient_id=contact.referral.patient_id,
        referral_id=contact.referral_id,
    )
    return attempt


@transaction.atomic
def log_session(
    *,
    contact: CareContact,
    logged: LoggedSession,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> CareContact:
    """Sign a session: scores, note, risk, next appointment and next step, all or nothing.

    The same form again returns the first result. Raises Refused for what the rules forbid,
    Conflict when a newer version of this contact is there, or the form was signed with other words.
    """
    with held() as waiting, trail.written_last():
        contact = _locked(contact.pk)
        if _is_repeat(contact, logged):
            return contact
        _refuse_if_not_open(contact, version=logged.contact_version, by=by)
        _log(contact, logged, by=by, now=now, policy=policy)
        waiting.clear()
        flagging.refresh([contact.referral_id], now=now, policy=policy)
        trail.record(
            Event.SESSION_LOGGED,
            by=by,
            at=now,
            about=contact,
            patient_id=contact.referral.patient_id,
            referral_id=contact.referral_id,
            changes={"attendance": ("", contact.attendance)},
        )
    return contact


def _log(
    contact: CareContact,
    logged: LoggedSession,
    *,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> None:
    try:
        if isinstance(logged.entry, SeenEntry):
            _log_seen(contact, logged, logged.entry, by=by, now=now, policy=policy)
        else:
            _log_missed(contact, logged, logged.entry, by=by, now=now, policy=policy)
    except IntegrityError as clash:
        if "form_key" not in str(clash):
            raise
        raise Refused(
            "This form was used for another session. Load the page again and sign."
        ) from clash
    if contact.referral.risk_open_since is not None:
        risk.confirm_provisional_flag(contact=contact)


def _is_repeat(contact: CareContact, logged: LoggedSession) -> bool:
    """The same form with the same words. Other words on a form that was signed are not the first
    result: whoever sent them must hear that they were not saved (hazard H12).
    """
    if contact.form_key != logged.form_key:
        return False
    entry = logged.entry
    if isinstance(entry, MissedEntry):
        said = missed_sessions.facts_of(entry)
    else:
        given = entry.delivery.facts() if entry.delivery else {}
        said = _seen_facts(entry, None) | {"sitting": contact.sitting} | given
        if not linked_answers.were_signed(contact.sitting, entry):
            return False
        if not work_asked.was_signed(contact, entry):
            return False
    return all(getattr(contact, name) == value for name, value in said.items())


def _log_seen(
    contact: CareContact,
    logged: LoggedSession,
    entry: SeenEntry,
    *,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> None:
    sitting = _record_measures(contact, logged, entry, by=by, now=now, policy=policy)
    session_risk.refuse_unless_asked(entry=entry, sitting=sitting)
    given = entry.delivery or delivery.usual(contact, treatment=contact.referral.treatment)
    _sign(contact, logged, _seen_facts(entry, sitting) | given.facts(), by=by, now=now)
    session_risk.respond(
        contact=contact, entry=entry, sitting=sitting, by=by, now=now, policy=policy
    )
    work_asked.keep(contact, entry, by=by, now=now)
    _move_into_treatment(contact, by=by, now=now)
    booking = _book_next(contact, entry.next_booking, by=by, now=now)
    if booking is None and not entry.ending_proposed:
        booking = next_steps.soonest_booking(referral=contact.referral, now=now)
    next_steps.derive(
        referral=contact.referral,
        booking=booking,
        ending=entry.ending_proposed,
        by=by,
        now=now,
        policy=policy,
    )


def _log_missed(
    contact: CareContact,
    logged: LoggedSession,
    entry: MissedEntry,
    *,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> None:
    missed_sessions.refuse_unless_followed_up(contact=contact, entry=entry)
    _sign(contact, logged, missed_sessions.facts_of(entry), by=by, now=now)
    booking = _book_next(contact, entry.next_booking, by=by, now=now)
    missed_sessions.respond(contact=contact, entry=entry, by=by, now=now, policy=policy)
    next_steps.derive(
        referral=contact.referral,
        booking=booking,
        ending=False,
        by=by,
        now=now,
        policy=policy,
        missed=True,
    )


def _locked(pk: int) -> CareContact:
    contact = _CONTACT_FOR_UPDATE.first(pk)
    if contact is None:
        raise CareContact.DoesNotExist
    return contact


def _refuse_if_not_open(contact: CareContact, *, version: int, by: StaffMember) -> None:
    if not contact.referral.is_open:
        raise Refused("This referral has ended: nothing more can be written on it.")
    if contact.is_signed:
        raise Conflict(
            theirs_by="You" if contact.signed_by_id == by.pk else str(contact.signed_by),
            theirs_at=contact.updated_at,
            theirs={"did": contact.did, "plan": contact.plan},
        )
    if contact.version != version:
        raise Conflict(
            theirs_by="Somebody", theirs_at=contact.updated_at, theirs={"plan": contact.plan}
        )
    if contact.state != ContactState.BOOKED:
        raise Refused(
            "This appointment is no longer in the diary. Start an unbooked session instead."
        )


def _record_measures(
    contact: CareContact,
    logged: LoggedSession,
    entry: SeenEntry,
    *,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> RecordedSitting | None:
    if contact.sitting_id is not None:
        return linked_answers.take_over(contact=contact, entry=entry, by=by, now=now, policy=policy)
    if not entry.measures:
        return None
    return outcome_actions.record_sitting(
        referral=contact.referral,
        form_key=logged.form_key,
        taken_at=min(contact.starts_at, now),
        mode=_MODES.get(Medium(contact.medium), Mode.ON_CALL),
        answered=[one.answered for one in entry.measures],
        by=by,
        now=now,
        policy=policy,
    )


def _seen_facts(entry: SeenEntry, sitting: RecordedSitting | None) -> dict[str, object]:
    opening = entry.opening
    return {
        "attendance": entry.attendance,
        "minutes": entry.minutes,
        "identity_checked": None if opening is None else opening.identity_checked,
        "location": "" if opening is None else opening.location,
        "private_to_talk": None if opening is None else opening.private_to_talk,
        "sitting": None if sitting is None else sitting.sitting,
        "questionnaires_not_done": entry.questionnaires_not_done,
        "risk_asked": entry.risk_asked,
        "plan_done": entry.plan_done or "",
        "interventions": [one.value for one in entry.interventions],
        "did": entry.did,
        "plan": entry.plan,
        "supervision_question": entry.supervision_question,
        "extras": entry.extras,
        "extras_note": entry.extras_note,
        "ending_proposed": entry.ending_proposed,
        "own_view": entry.own_view,
        "proposed": entry.proposed or "",
    }


def _sign(
    contact: CareContact,
    logged: LoggedSession,
    facts: dict[str, object],
    *,
    by: StaffMember,
    now: datetime,
) -> None:
    is_signed = signing.sign(
        contact,
        facts=facts,
        version=logged.contact_version,
        form_key=logged.form_key,
        by=by,
        now=now,
    )
    if not is_signed:
        raise Conflict(theirs_by="Somebody", theirs_at=contact.updated_at)


def _book_next(
    contact: CareContact, booking: Booking | None, *, by: StaffMember, now: datetime
) -> CareContact | None:
    if booking is None:
        return None
    if by.awaits_first_booking and by.pk == contact.pwp_id:
        clear_for_first_booking(pwp_id=by.pk, by=by, now=now)
    kind = ContactKind(contact.kind)
    if contact.was_attended and kind is not ContactKind.EMPLOYMENT_SUPPORT:
        kind = ContactKind.TREATMENT
    return _booked(
        referral=contact.referral, kind=kind, booking=booking, pwp_id=contact.pwp_id, now=now
    )


def _booked(
    *, referral: Referral, kind: ContactKind, booking: Booking, pwp_id: int, now: datetime
) -> CareContact:
    """The database refuses two bookings at once; say so beside the field."""
    try:
        with transaction.atomic():
            return CareContact.objects.create(
                referral=referral,
                pwp_id=pwp_id,
                kind=kind,
                medium=booking.medium,
                starts_at=booking.starts_at,
                ends_at=booking.starts_at + timedelta(minutes=booking.minutes),
                booked_at=now,
                is_planned=booking.is_planned,
                updated_at=now,
            )
    except IntegrityError as clash:
        if "caseload_no_double_booking" not in str(clash):
            raise
        raise Refused("That time has just been taken. Choose another.", field="next") from clash


def _move_into_treatment(contact: CareContact, *, by: StaffMember, now: datetime) -> None:
    is_session = treats(kind=contact.kind, therapies=contact.therapies)
    if is_session and contact.referral.status == Status.ALLOCATED:
        referral_actions.move(referral=contact.referral, to=Status.IN_TREATMENT, by=by, now=now)
