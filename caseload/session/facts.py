"""What the session form must know of its contact: which parts are asked, which times offered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from caseload import delivery, slots
from caseload.delivery import Delivery
from caseload.models import Attendance, Intervention
from caseload.models.contact import ATTENDED, MISSED
from caseload.session.by_link import ByLink
from caseload.session.source import Entered, Source
from caseload.slots import Diary
from clinical.change import Change, change
from clinical.measures import GAD7, PHQ9, Measure, Total, anxiety_measure_for
from clinical.policy import Policy
from clinical.risk import ring_the_same_day
from clinical.thresholds import measures_under
from clinical.wording import sentence_date
from clinical.working_days import local_date
from referrals.models import Medium, Referral

_BY_VOICE = (Medium.PHONE, Medium.VIDEO)
# Which part of the page follows from attendance.
PATHS: Mapping[str, str] = {
    **dict.fromkeys(ATTENDED, "seen"),
    **dict.fromkeys((*MISSED, Attendance.NOT_KNOWN), "missed"),
    Attendance.SERVICE_CANCELLED: "cancelled",
}


@dataclass(frozen=True)
class Offers:
    """Free times that one key can book; None where there is none. Sought when they are shown."""

    diary: Diary
    starts_at: datetime
    now: datetime

    @cached_property
    def same(self) -> datetime | None:
        """The same weekday and time."""
        return slots.same_slot(self.diary, after=self.starts_at, not_before=self.now)

    @cached_property
    def other(self) -> datetime | None:
        """On another day near it."""
        after = max(self.starts_at, self.now)
        return slots.other_slot(self.diary, after=after, than=self.same)

    @cached_property
    def today(self) -> datetime | None:
        """Later today."""
        return slots.later_today(self.diary, now=self.now)


@dataclass(frozen=True, slots=True)
class Scale:
    """What one measure came to before today; None where it was never answered."""

    measure: Measure
    first: int | None
    best: int | None
    previous: int | None
    last_answers: tuple[int | None, ...]

    def is_worse(self, total: Total | None) -> bool:
        """Reliably worse than the first score or than the best so far."""
        return total is not None and any(
            change(measure=self.measure, first=before, last=total) is Change.WORSENED
            for before in (self.first, self.best)
            if before is not None
        )


@dataclass(frozen=True, slots=True)
class SessionFacts:
    """Everything about the contact that decides what is asked and what is needed before signing."""

    medium: Medium
    booked_minutes: int
    next_minutes: int
    starts_at: datetime
    asks_opening: bool
    has_last_plan: bool
    why_ring_today: str
    missed_in_a_row: int
    attempts: int
    may_text: bool
    scales: tuple[Scale, Scale]
    own_measure: Measure | None
    by_link: ByLink | None
    offers: Offers
    delivery: Delivery
    defaults: Entered
    now: datetime
    policy: Policy


def facts_of(source: Source, *, referral: Referral, now: datetime, policy: Policy) -> SessionFacts:
    """The facts of one contact, at this moment, under the rules in force."""
    contact = source.contact
    medium = Medium(contact.medium)
    scales = (scale(source, PHQ9), scale(source, GAD7))
    diary = Diary(booked=source.booked, policy=policy, minutes=policy.session_minutes)
    given = _usual(source, referral)
    location = ", ".join(filter(None, (referral.patient.address, referral.patient.postcode)))
    return SessionFacts(
        medium=medium,
        booked_minutes=contact.booked_minutes,
        next_minutes=policy.session_minutes,
        starts_at=contact.starts_at,
        asks_opening=medium in _BY_VOICE,
        has_last_plan=bool(source.last_time and source.last_time.plan),
        why_ring_today=_why_ring_today(source, referral, on=local_date(now)),
        missed_in_a_row=_missed_in_a_row(source),
        attempts=len(source.attempts),
        may_text=referral.patient.text_ok,
        scales=scales,
        own_measure=_own_measure(source, policy=policy),
        by_link=source.by_link,
        offers=Offers(diary=diary, starts_at=contact.starts_at, now=now),
        delivery=given,
        defaults=_defaults(source, given, location=location),
        now=now,
        policy=policy,
    )


def _own_measure(source: Source, *, policy: Policy) -> Measure | None:
    """The measure that the problem calls for beside GAD-7, unless it came by link."""
    code = anxiety_measure_for(source.problem)
    came = source.by_link.answers if source.by_link else {}
    return None if code == GAD7.code or code in came else measures_under(policy)[code]


def scale(source: Source, measure: Measure) -> Scale:
    """The scores of one measure before this contact."""
    totals = source.totals(measure.code)
    return Scale(
        measure=measure,
        first=totals[0] if totals else None,
        best=min(totals, default=None),
        previous=totals[-1] if totals else None,
        last_answers=source.last_answers(measure.code) or (None,) * len(measure.items),
    )


def _why_ring_today(source: Source, referral: Referral, *, on: date) -> str:
    """After a miss: why silence from this person is not routine, in words; empty where it is."""
    if referral.risk_open_since is not None:
        return "There is an open risk plan"
    answer, answered_on = source.last_item_nine, source.last_item_nine_on
    if answered_on is None or not ring_the_same_day(risk_is_open=False, last_item_nine=answer):
        return ""
    return f"Item 9 was {answer} at the last contact, {sentence_date(answered_on, on)}"


def _missed_in_a_row(source: Source) -> int:
    found = 0
    for one in reversed(source.earlier):
        if one.attendance not in MISSED:
            break
        found += 1
    return found


def _usual(source: Source, referral: Referral) -> Delivery:
    """By what the treatment is called, or, as long as it is not, by what was used last time."""
    last = source.last_time
    used = ", ".join(Intervention(one).label for one in last.interventions) if last else ""
    return delivery.usual(
        source.contact,
        treatment=referral.treatment or used,
        before=last.therapies if last else (),
    )


def _defaults(source: Source, given: Delivery, *, location: str) -> Entered:
    """What is carried forward: a person confirms, they do not retype. Answers never are."""
    last = source.last_time
    return {
        "opening_location": location,
        "minutes": str(source.contact.booked_minutes),
        "interventions": list(last.interventions) if last else [],
        "therapy": given.therapy.name if given.therapy else "",
        "format": given.seen_as.value,
        "planned": "yes" if given.is_planned else "no",
        "plan": last.plan if last else "",
        "extras": "NOT_ASKED",
    }
