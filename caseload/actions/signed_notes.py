"""What follows a signed note: a correction beside it, its withdrawal from the wrong record, filing
it on the right one.
"""

import uuid
from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from audit import trail
from audit.events import Event
from caseload import flagging, work_asked
from caseload.actions import heard, risk, session_risk
from caseload.models import (
    Attendance,
    CallAttempt,
    CareContact,
    ContactState,
    Correction,
    RiskReview,
    RiskSignal,
    SignalSource,
)
from caseload.risk_signals import Signal
from clinical.errors import Refused
from clinical.harm_words import mention_of_harm
from clinical.policy import Policy
from clinical.risk import is_signal, item_nine_words
from outcomes import actions as outcome_actions
from outcomes.actions import Answered, RecordedSitting
from outcomes.models import Mode
from referrals.changes import held
from referrals.models import Referral
from staff.models import StaffMember

# What a note says, copied when it is filed on the right record.
_NOTE = (
    "kind",
    "medium",
    "starts_at",
    "ends_at",
    "booked_at",
    "is_planned",
    "format",
    "group_participants",
    "group_facilitators",
    "attendance",
    "minutes",
    "identity_checked",
    "location",
    "private_to_talk",
    "questionnaires_not_done",
    "risk_asked",
    "plan_done",
    "interventions",
    "therapies",
    "did",
    "plan",
    "supervision_question",
    "extras",
    "extras_note",
    "follow_up",
    "ending_proposed",
    "own_view",
    "proposed",
)


@transaction.atomic
def correct(
    *,
    contact: CareContact,
    text: str,
    form_key: uuid.UUID,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> Correction:
    """Add words to a signed note; those that mention harm are a signal. The same form again returns
    the first correction.

    Raises Refused for other words under a form key that was used, and for a note that has been
    withdrawn: they would be lost unseen.
    """
    contact = _hold(contact)
    if not contact.is_signed:
        raise Refused("This note is not signed yet: change it directly.")
    if not text.strip():
        raise Refused("Write what is to be corrected.", field="text")
    if contact.state == ContactState.WITHDRAWN and not _came_before(form_key):
        raise Refused(
            "This note has been withdrawn. Load the page again to see what took its place."
        )
    correction, made = Correction.objects.get_or_create(
        form_key=form_key, defaults={"contact": contact, "text": text.strip(), "at": now, "by": by}
    )
    if made:
        heard.hear_typed(
            referral=contact.referral,
            words=text,
            of_what="A correction to a note",
            by=by,
            now=now,
            policy=policy,
        )
        _record(Event.SESSION_CORRECTED, contact, by=by, now=now)
    elif (correction.contact_id, correction.text) != (contact.pk, text.strip()):
        raise Refused("This form was used already. Load the page again.")
    return correction


@transaction.atomic
def withdraw(
    *,
    contact: CareContact,
    reason: str,
    may_withdraw_any: bool,
    by: StaffMember,
    now: datetime,
) -> None:
    """Take a note off the wrong person's record. It stays stored, readable to the privacy officer;
    its flags stay.

    Raises Refused unless the author does it, or somebody who may withdraw any note, with a reason.
    """
    contact = _hold(contact)
    if not may_withdraw_any and contact.signed_by_id != by.pk:
        raise Refused("Only its author or a senior can withdraw a note.")
    if not reason.strip():
        raise Refused("Say why the note is withdrawn.", field="reason")
    with held(now=now) as waiting:
        withdrawn = CareContact.objects.filter(pk=contact.pk, state=ContactState.LOGGED).update(
            state=ContactState.WITHDRAWN,
            withdrawn_at=now,
            withdrawn_by=by,
            withdrawn_reason=reason.strip(),
        )
        if withdrawn != 1:
            raise Refused("This note is not signed, or has been withdrawn already.")
        # What came by link was said by this person, whoever the note is about.
        if contact.sitting is not None and contact.sitting.mode != Mode.BY_LINK:
            outcome_actions.withdraw_sitting(sitting=contact.sitting, now=now)
        work_asked.withdraw(contact, now=now)
        waiting.add(contact.referral_id)
    _record(Event.SESSION_WITHDRAWN, contact, by=by, now=now)


@transaction.atomic
def file_again(
    *,
    contact: CareContact,
    referral: Referral,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> CareContact:
    """Put a withdrawn note on the right person's record, signed by its author, with its scores,
    risk section and flags.
    """
    referral = Referral.objects.lock(referral.pk)
    contact = CareContact.objects.select_for_update().get(pk=contact.pk)
    _refuse_wrong_target(contact, referral)
    with held() as waiting, trail.written_last():
        sitting = _sitting_again(contact, referral=referral, by=by, now=now, policy=policy)
        filed = CareContact.objects.create(
            **{name: getattr(contact, name) for name in _NOTE},
            referral=referral,
            pwp_id=contact.pwp_id,
            state=ContactState.LOGGED,
            sitting=None if sitting is None else sitting.sitting,
            form_key=uuid.uuid4(),
            signed_at=contact.signed_at,
            signed_by=contact.signed_by,
            updated_at=now,
        )
        CareContact.objects.filter(pk=contact.pk).update(filed_again_as=filed)
        _beside_the_note_again(contact, filed=filed)
        work_asked.file_again(contact, filed=filed, by=by, now=now)
        for signal in _signals_again(contact, filed=filed, sitting=sitting):
            risk.raise_flag(
                referral=referral, signal=signal, response=None, by=by, now=now, policy=policy
            )
        waiting.clear()
        flagging.refresh([referral.pk], now=now, policy=policy)
        _record(Event.SESSION_LOGGED, filed, by=by, now=now)
    return filed


def _hold(contact: CareContact) -> CareContact:
    """The note as it stands now, held until the transaction ends. Its referral is held first, as by
    whoever takes files in: each waits for the other, and neither loses what the other writes.
    """
    referral = Referral.objects.lock(contact.referral_id)
    current = CareContact.objects.select_for_update(of=("self",)).get(pk=contact.pk)
    current.referral = referral
    return current


def _came_before(form_key: uuid.UUID) -> bool:
    return Correction.objects.filter(form_key=form_key).exists()


def _refuse_wrong_target(contact: CareContact, referral: Referral) -> None:
    if contact.state != ContactState.WITHDRAWN:
        raise Refused("Withdraw the note first.")
    if contact.filed_again_as_id is not None:
        raise Refused("This note has been filed on another record already.")
    if not referral.is_open:
        raise Refused(
            "That referral has ended: nothing more can be written on it.", field="reference"
        )
    if referral.pk == contact.referral_id:
        raise Refused("That is the record it was withdrawn from.", field="reference")


def _sitting_again(
    contact: CareContact, *, referral: Referral, by: StaffMember, now: datetime, policy: Policy
) -> RecordedSitting | None:
    """The same answers, recorded for the right person."""
    before = contact.sitting
    if before is None or before.mode == Mode.BY_LINK:
        return None
    return outcome_actions.record_sitting(
        referral=referral,
        form_key=uuid.uuid4(),
        taken_at=before.taken_at,
        mode=Mode(before.mode),
        answered=[
            Answered(
                score.measure,
                tuple(score.answers),
                score.work_not_applicable,
                None if score.answers else score.value,
            )
            for score in before.scores.filter(superseded_at__isnull=True).order_by("id")
        ],
        by=by,
        now=now,
        policy=policy,
    )


def _signals_again(
    contact: CareContact, *, filed: CareContact, sitting: RecordedSitting | None
) -> Iterator[Signal]:
    """What was a signal on the wrong record is one on the right record too."""
    score = session_risk.phq9_of(sitting)
    if score is not None and score.item_nine is not None and is_signal(score.item_nine):
        words = item_nine_words(score.item_nine, None)
        yield Signal(SignalSource.SCORE, words, score=score, contact=filed)
    review = RiskReview.objects.filter(contact=contact).first()
    if review is not None:
        had_signal = RiskSignal.objects.filter(review=review).exists()
        copy = _review_again(review, filed=filed)
        if had_signal:
            words = "Risk section of a note that was filed on another record first"
            yield Signal(SignalSource.RISK_SECTION, words, review=copy, contact=filed)
    if RiskSignal.objects.filter(contact=contact, source=SignalSource.MISSED_SESSION).exists():
        words = f"Session missed ({Attendance(contact.attendance).label.lower()})"
        yield Signal(SignalSource.MISSED_SESSION, words, contact=filed)
    if any(mention_of_harm(one.text) is not None for one in contact.corrections.all()):
        words = "A correction to a note that was filed on another record first"
        yield Signal(SignalSource.CALL, words, contact=filed)


def _beside_the_note_again(contact: CareContact, *, filed: CareContact) -> None:
    """Corrections and call attempts belong to the note: without them it says something else."""
    CallAttempt.objects.bulk_create(
        CallAttempt(contact=filed, at=one.at, outcome=one.outcome, by_id=one.by_id)
        for one in contact.attempts.order_by("at", "id")
    )
    Correction.objects.bulk_create(
        Correction(contact=filed, text=one.text, form_key=uuid.uuid4(), at=one.at, by_id=one.by_id)
        for one in contact.corrections.order_by("at", "id")
    )


def _review_again(review: RiskReview, *, filed: CareContact) -> RiskReview:
    review.pk, review.contact, review.referral = None, filed, filed.referral
    review.save(force_insert=True)
    return review


def _record(event: Event, contact: CareContact, *, by: StaffMember, now: datetime) -> None:
    trail.record(
        event,
        by=by,
        at=now,
        about=contact,
        patient_id=contact.referral.patient_id,
        referral_id=contact.referral_id,
    )
