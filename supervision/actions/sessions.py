"""Open a meeting and sign it off."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from audit import trail
from audit.events import Event
from clinical.errors import Refused
from clinical.policy import Policy
from clinical.wording import count
from referrals.models import Referral
from staff.models import StaffMember
from supervision.meeting import agenda, waiting
from supervision.meeting.agenda import AgendaPage, Line
from supervision.meeting.locks import held, held_open
from supervision.models import (
    Part,
    SupervisionItem,
    SupervisionQuestion,
    SupervisionSession,
)

_QUESTIONS = 800


@transaction.atomic
def open_session(
    *, session: SupervisionSession, by: StaffMember, now: datetime, policy: Policy
) -> None:
    """Fix the list as it stands this minute: everybody open, once, with their reasons. A second
    opening, by either of two people, changes nothing.

    Raises Refused for anybody but its supervisor, for a meeting noted as not held, and where the
    supervisor may not open the record of somebody on the caseload: the list would leave them out.
    """
    session = held(session, by=by)
    if session.not_held_at is not None:
        raise Refused("This meeting was noted as not held. Plan another one.")
    if session.opened_at is not None:
        return
    page = agenda.live(session, member=by, now=now, policy=policy)
    _refuse_to_leave_out(session, page)
    SupervisionItem.objects.bulk_create(_item(session, line) for line in page.everybody)
    SupervisionQuestion.objects.filter(
        referral_id__in=[line.referral_id for line in page.everybody],
        answered_in__isnull=True,
        taken_back_at__isnull=True,
    ).update(answered_in=session)
    session.opened_at, session.opened_by = now, by
    session.save(update_fields=["opened_at", "opened_by"])
    trail.record(Event.MEETING_OPENED, by=by, at=now, about=session)


@transaction.atomic
def sign_off(*, session: SupervisionSession, by: StaffMember, now: datetime) -> None:
    """Sign the meeting: from here on it is fixed, and amendments are added beside it.

    Raises Refused for anybody but its supervisor, before it was opened, when it is signed already,
    and while a case is neither decided nor left for the next meeting. Whoever the rule moved waits
    there, unless risk has come up since.
    """
    session = held_open(session, by=by)
    _refuse_undecided(session)
    session.signed_at, session.signed_by = now, by
    session.save(update_fields=["signed_at", "signed_by"])
    trail.record(Event.MEETING_SIGNED, by=by, at=now, about=session)


def _refuse_to_leave_out(session: SupervisionSession, page: AgendaPage) -> None:
    """As before a supervision begins, or after it has ended, with somebody of another team."""
    listed = [line.referral_id for line in page.everybody]
    theirs = Referral.objects.carried_by(session.supervisee_id)
    if left_out := theirs.exclude(pk__in=listed).count():
        people = count(left_out, "person", "people")
        raise Refused(
            f"{people} on this caseload would be left out: their records are not open to you. "
            "Whoever supervises them today opens the meeting; the lead sets who does."
        )


def _refuse_undecided(session: SupervisionSession) -> None:
    # Whoever ended or was handed on since the opening is no longer theirs to decide about.
    undecided = SupervisionItem.objects.filter(
        session=session,
        decisions__isnull=True,
        referral__ended_on__isnull=True,
        referral__carried_by_id=session.supervisee_id,
    )
    may_wait = Q(part=Part.MOVED, referral__risk_open_since__isnull=True)
    parts = list(undecided.exclude(may_wait).values_list("part", flat=True))
    if moved := parts.count(Part.MOVED):
        cases = count(moved, "moved case")
        raise Refused(f"Risk has come up since in {cases}: decide today, then sign.")
    if on_agenda := parts.count(Part.AGENDA):
        cases = count(on_agenda, "case")
        raise Refused(f"{cases} on the agenda: decide, or choose “Come back later”, then sign.")
    if waiting.first_with_risk_since(session):
        raise Refused(
            "Risk has come up since with somebody on track: confirm the list, which leads you to "
            "them, decide, then sign."
        )
    if on_track := parts.count(Part.ON_TRACK):
        people = count(on_track, "person", "people")
        raise Refused(f"{people} on track: look at the list and confirm it, then sign.")


def _item(session: SupervisionSession, line: Line) -> SupervisionItem:
    return SupervisionItem(
        session=session,
        referral_id=line.referral_id,
        part=line.part,
        place=line.place,
        group=line.group,
        reasons=[list(reason) for reason in line.reasons],
        seconds=line.seconds,
        look_by=line.look_by,
        question=line.question[:_QUESTIONS],
        note=line.note,
        carries=line.carries,
        numbers=line.numbers,
    )
