"""A meeting on paper: every case of the agenda as it is presented, with room to write by hand."""

from dataclasses import dataclass
from datetime import datetime

from clinical import wording
from clinical.policy import Policy
from clinical.working_days import local_date
from referrals.models import Referral
from referrals.visibility import grants
from staff.models import StaffMember
from staff.standing import Standing
from supervision.meeting import room
from supervision.meeting.agenda import AgendaPage, Line
from supervision.meeting.card import Card, cards
from supervision.meeting.list_rows import Row
from supervision.models import SupervisionSession

_A_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Case:
    """One case in the order of the agenda; without a card where the reader may not open it."""

    place: int
    group: str
    name: str
    why: str
    minutes: str
    decided: str
    card: Card | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """The pages: what stands at the head of each, the cases, then who moves and who is on track."""

    reference: str
    title: str
    when: str
    planned: str
    printed: str
    cases: tuple[Case, ...]
    moved: tuple[Row, ...]
    moved_to: str
    on_track: tuple[Row, ...]
    shown: tuple[int, ...]


def read(
    session: SupervisionSession,
    page: AgendaPage,
    *,
    reader: StaffMember,
    standing: Standing,
    now: datetime,
    policy: Policy,
) -> Pack:
    """The list as given, each case with what this reader may open of it. Six queries, however
    many cases there are.
    """
    drawn = _cards(session, page, standing=standing, now=now, policy=policy)
    around = room.room(session, page, reader=reader, current=0, now=now, policy=policy)
    rows = {row.place: row for group in around.groups for row in group.rows}
    on = local_date(now)
    return Pack(
        reference=session.reference,
        title=f"Supervision of {session.supervisee.full_name}",
        when=around.when,
        planned=around.standing,
        printed=f"{reader.full_name}, {wording.sentence_date(on)} {on.year} at "
        f"{wording.clock(now)}",
        cases=tuple(_case(line, rows[line.place], drawn) for line in page.lines),
        moved=around.moved,
        moved_to=around.moved_to,
        on_track=around.on_track,
        shown=tuple(line.patient_id for line in page.lines if line.referral_id in drawn),
    )


def _cards(
    session: SupervisionSession,
    page: AgendaPage,
    *,
    standing: Standing,
    now: datetime,
    policy: Policy,
) -> dict[int, Card]:
    """A card for each case whose record the reader may open now: some were handed on, or ended."""
    lines = {line.referral_id: line for line in page.lines}
    visible = Referral.objects.visible_to(standing, on=standing.on).filter(pk__in=sorted(lines))
    cases = [
        (one, lines[one.pk], grants(one, standing, on=standing.on))
        for one in visible.select_related("patient", "team", "carried_by")
    ]
    return cards(cases, session=session, standing=standing, now=now, policy=policy)


def _case(line: Line, row: Row, drawn: dict[int, Card]) -> Case:
    return Case(
        place=line.place,
        group=line.group,
        name=row.name,
        why=row.why,
        minutes=f"{round(line.seconds / _A_MINUTE, 1):g} min",
        decided=line.decided,
        card=drawn.get(line.referral_id),
    )
