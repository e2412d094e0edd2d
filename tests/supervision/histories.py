"""Weeks of a supervisor and a PWP, step by step, each at its own moment: what changes an agenda."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from caseload import sweep
from caseload.models import CareContact
from clinical.errors import Refused
from clinical.working_days import local_date
from policy.current import policy_on
from policy.models import ClosedDay
from referrals.models import Referral
from staff.models import Absence, Cover, Grade, StaffMember
from supervision.actions import carrying, decisions, moving, questions, sessions, turns
from supervision.actions.decisions import Decided
from supervision.models import (
    DecisionCode,
    SupervisionAction,
    SupervisionItem,
    SupervisionQuestion,
    SupervisionSession,
)
from supervision.planning.jobs import make_meetings_ahead
from tests import personas
from tests.factories import caseload
from tests.factories.policy import ClosedDayFactory, PolicyChangeFactory
from tests.factories.staff import AbsenceFactory, CoverFactory
from tests.supervision.meeting_pages import named
from tests.supervision.steps_of_care import STEPS_OF_CARE, NothingToDoError, carried, first

_NO_BREAK = timedelta(minutes=1)


@dataclass
class Weeks:
    """Priya's cases and meetings. `now` moves on with every step, and the database is told."""

    priya: StaffMember
    sam: StaffMember
    nia: StaffMember
    dana: StaffMember
    north: Any
    now: datetime
    cases: list[Referral] = field(default_factory=list)
    steps: int = 0
    _booked: int = 0

    @property
    def policy(self):
        return policy_on(local_date(self.now))

    @property
    def facts(self):
        return {"now": self.now, "policy": self.policy}

    def goes_on(self, by: timedelta) -> None:
        self.now += by
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('step2.moment', %s, true)", [self.now.isoformat()])

    def begin(self, how_many: int) -> None:
        """Cases three weeks old, the meetings of six weeks, and a first night."""
        self.goes_on(_NO_BREAK)
        since = self.now - timedelta(days=20)
        for number in range(how_many):
            patient = named(f"Case{number}", "Ann")
            self.cases.append(
                caseload.in_treatment(self.priya, self.north, since=since, patient=patient)
            )
        make_meetings_ahead(**self.facts)
        sweep.sweep_flags(**self.facts)
        self.goes_on(_NO_BREAK)

    def step(self, kind: str, *, case: int, number: int, after: timedelta) -> bool:
        """Do it after this time; False where the rules say no."""
        self.goes_on(after)
        self.steps += 1
        self.sam = personas.standing_now(self.sam, now=self.now)
        try:
            with transaction.atomic():
                STEPS[kind](self, self.cases[case % len(self.cases)], number)
        except (Refused, IntegrityError, NothingToDoError):
            return False
        finally:
            self.goes_on(_NO_BREAK)
        return True

    @property
    def meetings(self):
        return SupervisionSession.objects.filter(supervisee=self.priya).order_by("planned_on")

    def running(self) -> SupervisionSession:
        return first(self.meetings.filter(opened_at__isnull=False, signed_at__isnull=True))

    def withdrawn_questions(self) -> list[tuple[int, str]]:
        """What notes asked that were withdrawn since, and of whom: filed again, the same stands
        with somebody else.
        """
        gone = CareContact.objects.filter(state="WITHDRAWN").exclude(supervision_question="")
        return list(gone.values_list("referral_id", "supervision_question"))

    def free_time(self) -> datetime:
        """No two bookings of a walk overlap, with one another or with what was held."""
        self._booked += 1
        day = (self.now + timedelta(days=1 + self._booked % 17)).replace(hour=20, minute=0)
        return day.astimezone(UTC) + timedelta(minutes=31 * (self._booked // 17))


def _asked(w, referral, number):
    asked = {"referral": carried(referral), "text": f"Question {w.steps}?", "now": w.now}
    questions.ask(by=w.sam if number % 2 else w.priya, **asked)


def _taken_back(w, referral, _number):
    waiting = SupervisionQuestion.objects.filter(
        referral=referral, answered_in__isnull=True, taken_back_at__isnull=True
    )
    question = first(waiting)
    questions.take_back(question=question, by=question.by, now=w.now)


def _opened(w, _referral, _number):
    coming = w.meetings.filter(opened_at__isnull=True, signed_at__isnull=True)
    sessions.open_session(session=first(coming), by=w.sam, **w.facts)


def _decided(w, _referral, number):
    running = w.running()
    item = first(
        SupervisionItem.objects.filter(session=running, decisions__isnull=True).order_by("place")
    )
    today = local_date(w.now)
    code = [
        DecisionCode.CONTINUE,
        DecisionCode.CHANGE,
        DecisionCode.COME_BACK_LATER,
        DecisionCode.EXTEND,
        DecisionCode.RISK_ACTION,
    ][number % 5]
    more: dict[str, Any] = {"what": "Two more on shifts."}
    if code is DecisionCode.EXTEND:
        more["sessions"] = 1 + number % 3
    if code in (DecisionCode.CHANGE, DecisionCode.RISK_ACTION):
        more |= {"owner": w.priya, "due_on": today + timedelta(days=1)}
    decided = Decided(code, review_on=today + timedelta(days=7 + number % 14), **more)
    decisions.record_decision(
        session=running, place=item.place, decided=decided, by=w.sam, **w.facts
    )


def _action_done(w, referral, _number):
    mine = SupervisionAction.objects.filter(
        decision__item__referral=referral, done_at__isnull=True
    ).select_related("decision__item__referral")
    decisions.complete_action(
        action=first(mine.order_by("pk")), outcome="Done.", by=w.priya, now=w.now
    )


def _on_track(w, _referral, _number):
    decisions.confirm_on_track(session=w.running(), by=w.sam, now=w.now)


def _carried_over(w, _referral, _number):
    carrying.carry_over(session=w.running(), by=w.sam, **w.facts)


def _signed(w, _referral, _number):
    sessions.sign_off(session=w.running(), by=w.sam, now=w.now)


def _turned(w, _referral, number):
    turn = turns.take_first if number % 2 else turns.take_later
    turn(session=w.running(), place=1 + number % 4, by=w.sam, now=w.now)


def _meeting_moved(w, _referral, number):
    coming = first(w.meetings.filter(opened_at__isnull=True, starts_at__gt=w.now))
    at = coming.starts_at + timedelta(days=1 + number % 2, hours=1 + number % 3)
    moving.move_meeting(session=coming, starts_at=at, by=w.sam, **w.facts)


def _leave(w, _referral, number):
    who = w.sam if number % 2 else w.priya
    starts = local_date(w.now) + timedelta(days=number % 10)
    AbsenceFactory(staff=who, starts_on=starts, ends_on=starts + timedelta(days=number % 9))


def _leave_changed(w, _referral, number):
    planned = first(Absence.objects.order_by("-pk"))
    if number % 2:
        planned.delete()
    else:
        Absence.objects.filter(pk=planned.pk).update(ends_on=planned.starts_on)


def _covered(w, _referral, number):
    if number % 3 == 0:
        first(Cover.objects.order_by("pk")).delete()
        return
    starts = local_date(w.now) + timedelta(days=number % 5)
    until = starts + timedelta(days=10)
    CoverFactory(covered=w.sam, coverer=w.dana, starts_on=starts, ends_on=until)


def _rule_changed(w, _referral, number):
    rule, value = [
        ("review_every_days", "21"),
        ("contact_overdue_after_days", "14"),
        ("agenda_review_seconds", "600"),
        ("review_every_days", "28"),
        ("agenda_new_seconds", "900"),
    ][number % 5]
    since = local_date(w.now) + timedelta(days=number % 4 - 1)
    PolicyChangeFactory(
        rule=rule, value=value, valid_from=since, approved_at=w.now, approved_by=w.sam
    )


def _closed(w, _referral, number):
    stands = ClosedDay.objects.filter(withdrawn_at__isnull=True).first()
    if stands is not None:
        ClosedDay.objects.filter(pk=stands.pk).update(withdrawn_at=w.now, withdrawn_by=w.sam)
        return
    ahead = w.meetings.filter(starts_at__gt=w.now).values_list("planned_on", flat=True)
    days = list(ahead[:3])
    if days:
        ClosedDayFactory(on=days[number % len(days)], set_at=w.now, set_by=w.sam)


def _graded(w, _referral, _number):
    grade = StaffMember.objects.values_list("grade", flat=True).get(pk=w.priya.pk)
    other = Grade.PWP if grade == Grade.TRAINEE_PWP else Grade.TRAINEE_PWP
    StaffMember.objects.filter(pk=w.priya.pk).update(grade=other)


def _night(w, _referral, _number):
    make_meetings_ahead(**w.facts)
    sweep.sweep_flags(**w.facts)
    sweep.check_summaries(**w.facts)


STEPS = STEPS_OF_CARE | {
    "asked": _asked,
    "taken back": _taken_back,
    "opened": _opened,
    "decided": _decided,
    "action done": _action_done,
    "on track": _on_track,
    "carried over": _carried_over,
    "signed": _signed,
    "turned": _turned,
    "meeting moved": _meeting_moved,
    "leave": _leave,
    "leave changed": _leave_changed,
    "covered": _covered,
    "rule changed": _rule_changed,
    "closed": _closed,
    "graded": _graded,
    "night": _night,
}
