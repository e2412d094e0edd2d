"""Make a link, let its person in by their birth date, take it back."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import Enum

from django.db import IntegrityError, transaction

from audit import trail
from audit.events import Event
from caseload.models import CareContact, ContactState
from clinical.errors import Refused
from clinical.measures import GAD7_CODE, PHQ9_CODE, WSAS_CODE, anxiety_measure_for
from clinical.policy import Policy
from clinical.problems import Problem
from portal.actions import closing
from portal.links import Standing, hash_of, running, standing, token_of
from portal.models import LinkAnswer, LinkKind, QuestionnaireLink
from portal.questionnaire.steps import loaded_wordings, may_be_asked
from referrals.models import Referral
from staff.models import StaffMember

TRIES = 5
# Without an appointment to end it.
_LASTS = timedelta(days=7)


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
    link = new_link(referral=referral, contact=contact, by=by, now=now)
    try:
        with transaction.atomic():
            link.save(force_insert=True)
    except IntegrityError:  # somebody else made it this second: it is the one
        return running_now.get()
    _record(Event.LINK_MADE, link, by=by, now=now)
    return link


def new_link(
    *,
    referral: Referral,
    contact: CareContact | None,
    by: StaffMember | None,
    now: datetime,
    kind: LinkKind = LinkKind.MEASURES,
    measures: Sequence[str] = (),
) -> QuestionnaireLink:
    """A link that is not stored yet: whoever makes many stores them together."""
    language = referral.patient.language
    link = QuestionnaireLink(
        form_key=uuid.uuid4(),
        kind=kind,
        referral=referral,
        contact=contact,
        measures=list(measures) or measures_for(problem_of(referral), language=language),
        language=language,
        made_at=now,
        made_by=by,
        expires_at=contact.starts_at if contact else now + _LASTS,
    )
    link.token_hash = hash_of(token_of(link))
    return link


def measures_for(
    problem: Problem, *, language: str, loaded: frozenset[str] | None = None
) -> list[str]:
    """PHQ-9 and GAD-7 always; WSAS and the problem's own measure where their words may be shown."""
    words = loaded_wordings(language=language) if loaded is None else loaded
    further = (WSAS_CODE, anxiety_measure_for(problem))
    asked = [PHQ9_CODE, GAD7_CODE, *(code for code in further if may_be_asked(code, loaded=words))]
    return list(dict.fromkeys(asked))


def problem_of(referral: Referral) -> Problem:
    """The latest problem descriptor."""
    name = (
        referral.problems.order_by("-recorded_on", "-id").values_list("problem", flat=True).first()
    )
    return Problem[name] if name in Problem.__members__ else Problem.NOT_RECORDED


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
    if LinkAnswer.objects.filter(link=link, value__isnull=False).exists():
        closing.close(link=link, by=by, now=now, policy=policy)
        return
    link.revoked_at = now
    link.save(update_fields=["revoked_at"])
    _record(Event.LINK_REVOKED, link, by=by, now=now)


def forget_tokens(*, links: Iterable[QuestionnaireLink]) -> int:
    """Make the tokens of links that ended long ago name nothing any more; answers stay."""
    found = list(links)
    for link in found:
        link.token_hash = f"forgotten-{link.pk}"
    return QuestionnaireLink.objects.bulk_update(found, ["token_hash"], batch_size=500)


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
