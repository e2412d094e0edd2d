"""The first five minutes of a meeting, and its last two, as its two people see them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from caseload.models import CareContact, ContactKind, ContactState
from caseload.models.contact import ATTENDED
from clinical import wording
from clinical.policy import Policy
from clinical.working_days import local_date, moment
from referrals.models import Referral
from staff.agreed import effective
from staff.models import StaffMember
from staff.standing import Standing
from supervision.models import CheckInPart, CheckInWords, SupervisionSession
from supervision.practitioner import improved
from supervision.practitioner.improved import Improved

_ASSESSMENTS = (ContactKind.ASSESSMENT, ContactKind.ASSESSMENT_AND_TREATMENT)
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Said:
    """What stands under one heading, and who wrote it when."""

    label: str
    text: str
    by: str


@dataclass(frozen=True, slots=True)
class CheckInPage:
    """`load` and `improved` stand there until the meeting is signed: they are as of this minute.

    `earlier` is what the person supervised wrote while the meeting was to be with somebody else.
    """

    reference: str
    who: str
    full_name: str
    when: str
    is_own: bool
    is_fixed: bool
    load: tuple[str, ...]
    improved: tuple[Improved, ...]
    improved_since: str
    said: tuple[Said, ...]
    earlier: tuple[Said, ...]


def words_of(session: SupervisionSession) -> dict[str, CheckInWords]:
    """The pair's words by part. One query."""
    rows = CheckInWords.objects.filter(session=session).select_related("updated_by")
    return {row.part: row for row in rows if row.supervisor_id == session.supervisor_id}


def read(
    session: SupervisionSession,
    words: dict[str, CheckInWords],
    *,
    reader: StaffMember,
    now: datetime,
    policy: Policy,
) -> CheckInPage:
    """The page around the words, for one of the two."""
    is_fixed = session.signed_at is not None or session.not_held_at is not None
    person, standing = session.supervisee, reader.standing
    is_live = not is_fixed and standing is not None
    is_own = reader.pk == session.supervisee_id
    return CheckInPage(
        reference=session.reference,
        who=person.given_name,
        full_name=person.full_name,
        when=_when(session),
        is_own=is_own,
        is_fixed=is_fixed,
        load=_load(session) if is_live else (),
        improved=_improved(session, standing, now=now, policy=policy) if is_live else (),
        improved_since=wording.sentence_date(improved.since(now)),
        said=tuple(_said(words[part]) for part in CheckInPart if part in words),
        earlier=_earlier(session) if is_own else (),
    )


def _improved(
    session: SupervisionSession, standing: Standing | None, *, now: datetime, policy: Policy
) -> tuple[Improved, ...]:
    if standing is None:
        return ()
    return improved.read(session.supervisee_id, standing=standing, now=now, policy=policy)


def caseload_words(people: int, *, agreed: int | None) -> str:
    """`64 people on the caseload, 70 agreed: room for 6.` A number, and no judgement of it."""
    carried = f"{wording.count(people, 'person', 'people')} on the caseload"
    if agreed is None:
        return f"{carried}. No number has been agreed."
    if people == agreed:
        return f"{carried}, which is the agreed number."
    left = agreed - people
    how = f"room for {left}" if left > 0 else f"{-left} more than agreed"
    return f"{carried}, {agreed} agreed: {how}."


def week_words(*, monday: date, held: int, booked: int, assessments: int) -> str:
    """`The week from 8 June: 9 sessions held, 12 still in the diary, 3 of them assessments.`"""
    days = f"The week from {wording.sentence_date(monday)}"
    if not held + booked:
        return f"{days}: no sessions."
    sessions = wording.count(held, "session")
    return (
        f"{days}: {sessions} held, {booked} still in the diary, "
        f"{assessments} of them {'an assessment' if assessments == 1 else 'assessments'}."
    )


def _load(session: SupervisionSession) -> tuple[str, ...]:
    """Two queries: the caseload now, and the week of the meeting."""
    day = local_date(session.starts_at)
    monday = day - timedelta(days=day.weekday())
    held = Q(state=ContactState.LOGGED, attendance__in=ATTENDED)
    booked = Q(state=ContactState.BOOKED)
    week = CareContact.objects.filter(
        held | booked,
        pwp=session.supervisee_id,
        starts_at__gte=moment(monday, "00:00"),
        starts_at__lt=moment(monday + _A_WEEK, "00:00"),
    ).aggregate(
        held=Count("pk", filter=held),
        booked=Count("pk", filter=booked),
        assessments=Count("pk", filter=Q(kind__in=_ASSESSMENTS)),
    )
    people = Referral.objects.carried_by(session.supervisee_id).count()
    return (
        caseload_words(people, agreed=effective(session.supervisee, on=day).number),
        week_words(monday=monday, **week),
    )


def _earlier(session: SupervisionSession) -> tuple[Said, ...]:
    rows = (
        CheckInWords.objects.filter(session=session, updated_by=session.supervisee_id)
        .exclude(supervisor=session.supervisor_id)
        .exclude(text="")
        .select_related("updated_by")
        .order_by("pk")
    )
    return tuple(_said(row) for row in rows)


def _said(row: CheckInWords) -> Said:
    by = f"{row.updated_by.full_name}, {wording.sentence_time(row.updated_at)}"
    return Said(CheckInPart(row.part).label, row.text, by)


def _when(session: SupervisionSession) -> str:
    ends_at = session.starts_at + timedelta(minutes=session.minutes)
    day = wording.long_date(local_date(session.starts_at))
    times = f"{wording.clock(session.starts_at)} to {wording.clock(ends_at)}"
    return f"{day}, {times}, with {session.supervisor.full_name}"
