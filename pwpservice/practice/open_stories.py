"""Referrals that are open and on somebody's caseload: told backwards from today."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from clinical.wording import age
from clinical.working_days import local_date, working_day_on_or_before
from pwpservice.practice import languages, people, scenes, scores, threads
from pwpservice.practice.cast import Role
from pwpservice.practice.clock import local_moment
from pwpservice.practice.following import next_step
from pwpservice.practice.meetings import WEEKS_BACK, held_week, was_held
from pwpservice.practice.meetings import day as meeting_day
from pwpservice.practice.open_days import OpenDays, Part
from pwpservice.practice.outlines import wait_for_treatment
from pwpservice.practice.problems import draw_known_problem
from pwpservice.practice.records import AllocationRecord, Note, Person, Step, Story, Visit
from pwpservice.practice.scenes import Progress, Scene
from pwpservice.practice.telling import Teller
from pwpservice.practice.threads import REVIEW_EVERY, Setting
from pwpservice.practice.voice import Voice
from referrals.models import ReferralSource, Status

_DAY = timedelta(days=1)


def open_story(rng: Random, setting: Setting, number: int, part: Part) -> Story:
    """One open referral."""
    return _Opening(rng, setting, number, part).story()


class _Opening:
    """Puts one open story together."""

    def __init__(self, rng: Random, setting: Setting, number: int, part: Part) -> None:
        self._rng = rng
        self._setting = setting
        self._part = part
        self._role = part.role
        self._person = _person(rng, number, part.role, setting.today)
        self._voice = Voice(rng, age=age(self._person.born, setting.today))
        self._medium = part.role.medium if part.role else threads.draw_medium(rng)
        self._problem = part.role.problem if part.role else draw_known_problem(rng)
        self._progress = self._drawn_progress()
        self._team = setting.staff[part.carrier].teams[0]
        self._teller = Teller(
            rng,
            setting.keys,
            self._voice,
            problem=self._problem,
            medium=self._medium,
            where=self._person.address,
        )

    def story(self) -> Story:
        rng, setting, carrier = self._rng, self._setting, self._part.carrier
        placed = OpenDays(rng, setting, self._part, self._progress).placed()
        first_day = local_date(placed[0].starts_at)
        received_on, allocated = self._beginning(first_day)
        source = threads.draw_source(rng, received_on)
        received = threads.received_at(rng, received_on, source)
        visits = self._teller.tell(placed, booked_at=allocated, goes_on=True, until=setting.now)
        writer = self._teller.writer
        assessed = next((v for v in visits if v.was_attended), None)
        assessed_on = local_date(assessed.starts_at) if assessed else None
        meetings = self._meetings(assessed_on, visits)
        first = threads.first_treatment(visits)
        has_problem = assessed is not None
        return Story(
            person=self._person,
            reference=setting.keys.reference(),
            team=self._team,
            carrier=carrier,
            source=source,
            received_on=received_on,
            status=Status.IN_TREATMENT if first else Status.ALLOCATED,
            problem=self._problem if has_problem else None,
            problem_on=assessed_on,
            problem_statement=writer.statement if has_problem else "",
            goals=writer.goals() if has_problem else "",
            treatment=writer.treatment if has_problem else "",
            medium=self._medium,
            planned_sessions=self._progress.planned,
            allocation=self._allocation(allocated, meetings),
            steps=self._steps(received, allocated, visits),
            notes=threads.until(setting.now, self._notes(source, received, visits, meetings)),
            visits=tuple(visits),
            next_step=next_step(
                rng, visits, scene=self._part.scene, carrier=carrier, now=setting.now
            ),
            updated_at=max((v.signed_at for v in visits if v.signed_at), default=allocated),
            scene=self._part.scene.name,
        )

    def _drawn_progress(self) -> Progress:
        role, scene = self._role, self._part.scene
        effect = self._setting.staff[self._part.carrier].effect
        if role and role.pairs:
            treated = max(len(role.scored) - 1, 0)
            return Progress(treated, 6, role.scored, role.coming)
        if scene is Scene.NEW_BOOKED:
            return Progress(0, 6, (), scores.first(self._rng, self._problem))
        return scenes.progress(self._rng, scene, self._problem, pwp_effect=effect)

    def _beginning(self, first_day: date) -> tuple[date, datetime]:
        """When it was received, and when the carrier got it."""
        rng, today = self._rng, self._setting.today
        wait = max(wait_for_treatment(rng) - 6, 5)
        received_on = min(first_day, today) - timedelta(days=wait)
        wanted = first_day - timedelta(days=rng.randint(2, 7))
        earliest, latest = received_on + _DAY, min(first_day, today) - _DAY
        day = min(max(wanted, earliest), latest)
        working = working_day_on_or_before(day)
        return received_on, local_moment(max(working, earliest), "10:15")

    def _allocation(self, allocated: datetime, meetings: list[date]) -> AllocationRecord:
        return AllocationRecord(
            starts_at=allocated,
            ends_at=None,
            by=self._setting.senior_of_team(self._team),
            last_discussed_on=meetings[-1] if meetings else None,
            review_due_on=meetings[-1] + REVIEW_EVERY if meetings else None,
        )

    def _steps(
        self, received: datetime, allocated: datetime, visits: list[Visit]
    ) -> tuple[Step, ...]:
        return tuple(
            threads.steps_until(
                self._setting,
                received=received,
                team=self._team,
                allocated=allocated,
                visits=visits,
                ended=None,
                carrier=self._part.carrier,
            )
        )

    def _meetings(self, assessed_on: date | None, visits: list[Visit]) -> list[date]:
        """Days on which the case was discussed, oldest first."""
        if assessed_on is None:
            return []
        latest = self._latest_meeting()
        if self._part.scene is not Scene.REVIEW:
            latest = max(latest, self._heard_of_risk(visits) or latest)
        days = []
        while latest >= assessed_on:
            days.append(latest)
            latest = working_day_on_or_before(latest - REVIEW_EVERY)
        return days[::-1]

    def _latest_meeting(self) -> date:
        """On this PWP's weekday for supervision; long ago where the review is due."""
        today = self._setting.today
        weeks = 3 if self._part.scene is not Scene.REVIEW else 5
        first = 0 if self._part.scene is not Scene.REVIEW else 4
        carrier = self._part.carrier
        week = held_week(today, carrier, week=self._rng.randrange(first, weeks))
        return meeting_day(today, carrier, week=week)

    def _heard_of_risk(self, visits: list[Visit]) -> date | None:
        """The first meeting held after the latest session in which risk came up, if one was."""
        risky = [local_date(visit.starts_at) for visit in visits if visit.risk]
        today, carrier = self._setting.today, self._part.carrier
        held = sorted(
            meeting_day(today, carrier, week=week)
            for week in range(WEEKS_BACK)
            if was_held(today, carrier, week=week)
        )
        return next((day for day in held if risky and day > max(risky)), None)

    def _notes(
        self, source: ReferralSource, received: datetime, visits: list[Visit], meetings: list[date]
    ) -> Iterator[Note]:
        rng, setting, carrier = self._rng, self._setting, self._part.carrier
        yield threads.received_note(rng, source, received, setting.place_of("admin"))
        yield from threads.letter_after(visits, self._person, carrier)
        yield from threads.followed_up(rng, self._voice, visits, carrier)
        yield from threads.discussions(
            rng,
            self._voice,
            meetings,
            supervisor=setting.supervisor_of(carrier),
            stuck=self._part.scene in (Scene.NOT_IMPROVING, Scene.WORSE),
        )


def _person(rng: Random, number: int, role: Role | None, on: date) -> Person:
    person = people.person(rng, number, on=on)
    if role is None:
        return person
    born = person.born.replace(year=on.year - role.age, month=1, day=person.born.day % 28 + 1)
    cast = replace(
        person,
        given_name=role.given_name,
        family_name=role.family_name,
        title=role.title,
        gender=role.gender,
        born=born,
        needs=role.needs,
        phone=f"07700 900{142 + len(role.family_name) * 7}",
        email="",
        email_ok=False,
    )
    return replace(cast, language=languages.read_best(cast))
