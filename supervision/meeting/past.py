"""The agenda of a meeting as it stood at a past moment, made again from stored rows."""

from dataclasses import dataclass
from datetime import datetime

from clinical.errors import Refused
from clinical.wording import sentence_time
from clinical.working_days import local_date
from policy.current import policy_on
from staff.models import StaffMember
from staff.roles import Role
from staff.standing import Standing
from supervision.meeting import agenda
from supervision.meeting.agenda import AgendaPage
from supervision.meeting.known import as_known
from supervision.models import KeptRow, SupervisionSession


@dataclass(frozen=True, slots=True)
class Stood:
    """A meeting and its list at one moment: live, or as it was opened and decided by then."""

    at: datetime
    session: SupervisionSession
    page: AgendaPage


def as_at(session: SupervisionSession, moment: datetime, *, now: datetime) -> Stood:
    """The list as whoever carried the cases would have read it at this moment, by the rules of
    this release. Five queries.

    Raises Refused for a moment that lies ahead, and for one before the meeting was made.
    """
    refuse_unknown(session, moment, now=now)
    with as_known(moment, pwp_id=session.supervisee_id, opened=True):
        then = SupervisionSession.objects.select_related("supervisor", "supervisee").get(
            pk=session.pk
        )
        policy = policy_on(local_date(moment))
    carrier = _carrier(then, at=moment)
    with as_known(moment, pwp_id=session.supervisee_id, opened=then.opened_at is not None):
        page = agenda.read(then, member=carrier, now=moment, policy=policy)
    return Stood(at=moment, session=then, page=page)


def kept_since(session: SupervisionSession) -> datetime | None:
    """From when on the meeting can be shown as it stood: since it was made, or since such rows are
    kept.
    """
    rows = KeptRow.objects.filter(relation=SupervisionSession._meta.db_table, row_id=session.pk)  # noqa: SLF001 - public
    return rows.order_by("pk").values_list("at", flat=True).first()


def refuse_unknown(session: SupervisionSession, moment: datetime, *, now: datetime) -> None:
    """Raises Refused for a moment of which nothing is known."""
    if moment > now:
        raise Refused("Choose a moment that has passed.", field="at")
    since = kept_since(session)
    if since is None or moment < since:
        begun = "" if since is None else f" It can be shown from {_words(since, now)} on."
        raise Refused(f"Nothing is kept of this meeting from before then.{begun}", field="at")


def _words(moment: datetime, now: datetime) -> str:
    return sentence_time(moment, local_date(now))


def _carrier(session: SupervisionSession, *, at: datetime) -> StaffMember:
    """Who carries the cases, with the right to their own: nobody on the caseload is left out."""
    member = session.supervisee
    member.standing = Standing(
        staff_id=member.pk,
        on=local_date(at),
        roles_in=frozenset({(Role.PWP, 0)}),
        supervisee_ids=frozenset(),
        covered_ids=frozenset(),
        is_on_duty=False,
        oldest_heartbeat=None,
    )
    return member
