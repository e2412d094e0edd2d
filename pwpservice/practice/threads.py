"""What every story has beside its appointments: status steps, letters, calls, supervision."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from caseload.models import Attendance
from caseload.models.contact import TREATMENT_KINDS
from clinical.wording import clock, sentence_date
from clinical.working_days import is_working_day, local_date, working_day_on_or_after
from pwpservice.practice.clock import local_moment
from pwpservice.practice.diary import Diary
from pwpservice.practice.draws import drawn
from pwpservice.practice.keys import Keys
from pwpservice.practice.records import Note, Person, Step, Visit
from pwpservice.practice.team import TEAMS, Colleague, supervisor_place
from pwpservice.practice.voice import Voice
from pwpservice.practice.words import assessments as words
from referrals.models import Medium, ReferralSource, Status, TimelineKind

REVIEW_EVERY = timedelta(days=28)
# Shares of 2025-26 (clinical.md 4.1) on working days; at weekends people refer themselves.
_SOURCES = (
    (ReferralSource.SELF, 520),
    (ReferralSource.GP, 90),
    (ReferralSource.PRIMARY_CARE, 40),
    (ReferralSource.HOSPITAL, 23),
    (ReferralSource.MATERNITY, 5),
    (ReferralSource.VOLUNTARY, 3),
    (ReferralSource.SOCIAL_CARE, 3),
    (ReferralSource.EMPLOYER, 2),
    (ReferralSource.STEPPED_DOWN, 11),
    (ReferralSource.OTHER_SERVICE, 11),
    (ReferralSource.OTHER, 139),
)
# Shares of attended contacts (clinical.md 4.6), without the unknown.
_MEDIA = (
    (Medium.PHONE, 450),
    (Medium.VIDEO, 325),
    (Medium.IN_PERSON, 205),
    (Medium.TEXT, 20),
)


@dataclass(frozen=True, slots=True)
class Setting:
    """The service that stories happen in."""

    today: date
    now: datetime
    staff: tuple[Colleague, ...]
    diary: Diary
    keys: Keys
    # Of today's sessions, those that were over by then are signed.
    signed_until: datetime

    def place_of(self, username: str) -> int:
        """Where in the list of staff this person stands."""
        return next(at for at, one in enumerate(self.staff) if one.username == username)

    def senior_of_team(self, team: int) -> int:
        """The senior PWP of a team."""
        return self.place_of(("senior", "duty")[team % len(TEAMS)])

    def supervisor_of(self, place: int) -> int:
        """Who supervises this colleague."""
        return supervisor_place(self.staff, place)


def draw_source(rng: Random, day: date) -> ReferralSource:
    """Where a referral of this day comes from."""
    return drawn(rng, _SOURCES) if is_working_day(day) else ReferralSource.SELF


def draw_medium(rng: Random) -> Medium:
    """How somebody usually meets their PWP."""
    return drawn(rng, _MEDIA)


def received_at(rng: Random, day: date, source: ReferralSource) -> datetime:
    """A moment of that day; in office hours, unless somebody refers themselves."""
    hour = rng.randint(7, 22) if source is ReferralSource.SELF else rng.randint(9, 16)
    return local_moment(day, f"{hour:02d}:{rng.randint(0, 59):02d}")


def steps_until(
    setting: Setting,
    *,
    received: datetime,
    team: int,
    allocated: datetime | None,
    visits: Sequence[Visit],
    ended: datetime | None,
    why: str = "",
    carrier: int | None = None,
) -> Iterator[Step]:
    """Each status a referral has had, in order."""
    yield Step(Status.RECEIVED, received, None)
    triaged = local_moment(
        working_day_on_or_after(local_date(received) + timedelta(days=1)), "09:10"
    )
    last = allocated or ended or setting.now
    if triaged < last:
        yield Step(Status.WAITING, triaged, setting.senior_of_team(team))
    if allocated is not None:
        yield Step(Status.ALLOCATED, allocated, setting.senior_of_team(team))
    first = first_treatment(visits)
    if first is not None:
        yield Step(Status.IN_TREATMENT, first.signed_at or first.ends_at, carrier)
    if ended is not None:
        yield Step(Status.ENDED, ended, carrier, why)


def first_treatment(visits: Sequence[Visit]) -> Visit | None:
    """The session with which treatment began."""
    return next((v for v in visits if v.was_attended and v.kind in TREATMENT_KINDS), None)


def received_note(rng: Random, source: ReferralSource, at: datetime, by: int) -> Note:
    """The first line of the timeline."""
    text = words.RECEIVED_WORDS[source].format(about=rng.choice(words.ABOUT))
    return Note(
        TimelineKind.REFERRAL,
        "What they asked for" if source is ReferralSource.SELF else "What the referrer wrote",
        text,
        at,
        None if source is ReferralSource.SELF else by,
    )


def until(now: datetime, notes: Iterable[Note]) -> tuple[Note, ...]:
    """Those that are written by now: a letter goes out on the next working day."""
    return tuple(note for note in notes if note.at <= now)


def letter_after(visits: Sequence[Visit], person: Person, carrier: int) -> Iterator[Note]:
    """The letter to the GP after the first attended appointment."""
    first = next((visit for visit in visits if visit.was_attended), None)
    if first is None or not person.share_with_gp:
        return
    day = working_day_on_or_after(local_date(first.starts_at) + timedelta(days=1))
    copy = f" Copy to {person.given_name}." if person.letter_ok else ""
    yield Note(
        TimelineKind.LETTER,
        "Letter to GP: assessment outcome",
        f"{person.gp}.{copy}",
        local_moment(day, "16:20"),
        carrier,
    )


def ending_letter(person: Person, at: datetime, carrier: int) -> Iterator[Note]:
    """The letter with which treatment ended."""
    if person.share_with_gp:
        yield Note(TimelineKind.LETTER, "Letter to GP: end of treatment", person.gp, at, carrier)


def followed_up(rng: Random, voice: Voice, visits: Sequence[Visit], carrier: int) -> Iterator[Note]:
    """Calls after a missed session that reached the person."""
    for visit in visits:
        missed = visit.attendance is Attendance.DID_NOT_ATTEND
        if missed and visit is not visits[-1] and rng.random() < 0.6:
            at = visit.starts_at + timedelta(minutes=rng.randint(35, 60))
            yield Note(
                TimelineKind.CONTACT,
                "Call after a missed session",
                voice.say(words.SPOKE_AFTER_MISS, clock=clock(at)),
                at,
                carrier,
            )


def discussions(
    rng: Random, voice: Voice, days: Sequence[date], *, supervisor: int, stuck: bool = False
) -> Iterator[Note]:
    """What supervision decided on each of these days."""
    for day in days:
        due = sentence_date(day + REVIEW_EVERY)
        changes = stuck and day == days[-1] and rng.random() < 0.5
        decision = words.CHANGES if changes else words.CONTINUE
        yield Note(
            TimelineKind.SUPERVISION,
            f"Supervision: {'change' if changes else 'continue'}",
            f"{voice.say(decision)} Next review by {due}.",
            local_moment(day, "12:05"),
            supervisor,
        )
