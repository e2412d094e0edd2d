"""Make a link, let its person in by their birth date, take it back."""

from datetime import date, datetime
from enum import Enum

from django.db import IntegrityError, transaction

from audit import trail
from audit.events import Event
from caseload.actions import noted_by_messages
from caseload.models import CareContact, ContactState
from clinical.errors import Refused
from clinical.policy import Policy
from portal.actions import closing, messages
from portal.links import Standing, running, standing
from portal.models import SAID, LinkAnswer, LinkKind, MessageKind, QuestionnaireLink
from portal.new_links import measures_for, new_link, problem_of
from portal.questionnaire.steps import loaded_wordings
from referrals.models import Referral
from staff.models import StaffMember

TRIES = 5


class Entry(Enum):
    """What came of a birth date."""

    LET_IN = "let in"
    WRONG = "wrong"
    LOCKED = "locked"


@transaction.atomic
def make_link(
    *,
    referral: Referral,
    contact: CareContact | None,
    by: StaffMember | None,
    now: datetime,
    policy: Policy,
) -> QuestionnaireLink:
    """A link for the questionnaires before this appointment; one that runs already is that one.

    Raises Refused where nothing can be asked: the referral has ended, the session has begun, or
    the answers are back.
    """
    _refuse_unless_open(referral, contact, now=now)
    running_now = running().filter(referral=referral, contact=contact, kind=LinkKind.MEASURES)
    before = running_now.last()
    if before is not None:
        if standing(before, now=now) is Standing.LIVE:
            return before
        end_early(link=before, by=by, now=now, policy=policy)
    language = referral.patient.language
    loaded = loaded_wordings(languages=[language])
    link = new_link(
        kind=LinkKind.MEASURES,
        referral_id=referral.pk,
        contact=contact,
        measures=measures_for(
            problem_of(referral),
            kind=contact.kind if contact else None,
            language=language,
            loaded=loaded,
        ),
        language=language,
        by=by,
        now=now,
    )
    try:
        with transaction.atomic():
            link.save(force_insert=True)
    except IntegrityError:  # somebody else made it this second: it is the one
        return running_now.get()
    _record(Event.LINK_MADE, link, by=by, now=now)
    return link


@transaction.atomic
def send_now(
    *,
    referral: Referral,
    contact: CareContact | None,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> QuestionnaireLink:
    """Make the link, or take the one that runs, and queue its message; a second press asks again.

    Raises Refused where nothing can be asked, nobody may be messaged, or it went out twice.
    """
    link = make_link(referral=referral, contact=contact, by=by, now=now, policy=policy)
    for kind in (MessageKind.QUESTIONNAIRE, MessageKind.NUDGE):
        if messages.queue(kind=kind, referral=referral, link=link, by=by, now=now, policy=policy):
            return link
    raise Refused("It was sent twice for this appointment. Read the link out, or ask on the call.")


@transaction.atomic
def hand_out(
    *,
    referral: Referral,
    contact: CareContact | None,
    by: StaffMember,
    now: datetime,
    policy: Policy,
) -> QuestionnaireLink:
    """Make the link for staff to read out or copy: it is out from now on. Raises as make_link."""
    link = make_link(referral=referral, contact=contact, by=by, now=now, policy=policy)
    if contact is not None:
        noted_by_messages.note_questionnaire_sent(contact_ids=[contact.pk], now=now)
    return link


@transaction.atomic
def let_in(
    *, link: QuestionnaireLink, birth_date: date, by: StaffMember | None, now: datetime
) -> Entry:
    """Compare a birth date. The fifth wrong one locks the link; a right one starts counting anew.

    Raises Refused when the link has ended.
    """
    link = _locked(link)
    if standing(link, now=now) is Standing.LOCKED:
        return Entry.LOCKED
    if standing(link, now=now) is not Standing.LIVE:
        raise Refused("This link has ended.")
    if birth_date != link.referral.patient.date_of_birth:
        return _wrong(link, by=by, now=now)
    link.wrong_birth_dates = 0
    link.opened_at = link.opened_at or now
    link.save(update_fields=["wrong_birth_dates", "opened_at"])
    _record(Event.LINK_OPENED, link, by=by, now=now)
    return Entry.LET_IN


def _wrong(link: QuestionnaireLink, *, by: StaffMember | None, now: datetime) -> Entry:
    link.wrong_birth_dates += 1
    if link.wrong_birth_dates >= TRIES:
        link.locked_at = now
    link.save(update_fields=["wrong_birth_dates", "locked_at"])
    _record(Event.LINK_REFUSED, link, by=by, now=now)
    return Entry.WRONG if link.locked_at is None else Entry.LOCKED


@transaction.atomic
def end_early(
    *, link: QuestionnaireLink, by: StaffMember | None, now: datetime, policy: Policy
) -> None:
    """Take a link back. What was answered by then is recorded: nothing a person said is lost."""
    link = _locked(link)
    if link.finished_at is not None or link.revoked_at is not None:
        return
    if LinkAnswer.objects.filter(SAID, link=link).exists():
        closing.close(link=link, by=by, now=now, policy=policy)
        return
    link.revoked_at = now
    link.save(update_fields=["revoked_at"])
    _record(Event.LINK_REVOKED, link, by=by, now=now)


def _refuse_unless_open(referral: Referral, contact: CareContact | None, *, now: datetime) -> None:
    if not referral.is_open:
        raise Refused("This referral has ended: nothing more is asked by link.")
    if contact is None:
        return
    if contact.state != ContactState.BOOKED or contact.starts_at <= now:
        raise Refused("This session has begun or is no longer in the diary: ask on the call.")
    if contact.sitting_id is not None:
        raise Refused("The answers for this session are back already.")


def _locked(link: QuestionnaireLink) -> QuestionnaireLink:
    return (
        QuestionnaireLink.objects.select_for_update(of=("self",))
        .select_related("referral__patient", "contact__pwp")
        .get(pk=link.pk)
    )


def _record(
    event: Event, link: QuestionnaireLink, *, by: StaffMember | None, now: datetime
) -> None:
    trail.record(
        event,
        by=by,
        at=now,
        about=link,
        patient_id=link.referral.patient_id,
        referral_id=link.referral_id,
    )
