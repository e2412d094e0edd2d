"""Makes the whole practice service as plain records: staff first, then story after story.

The same seed, day and size always give the same records.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from pwpservice.practice import meetings, team
from pwpservice.practice.cast import ROLES, SHORT_DAY, USUAL_DAY, Appearance
from pwpservice.practice.clock import local_moment
from pwpservice.practice.diary import Diary
from pwpservice.practice.ended_stories import ended_story, received_days
from pwpservice.practice.keys import Keys
from pwpservice.practice.open_days import Part
from pwpservice.practice.open_stories import open_story
from pwpservice.practice.records import Story
from pwpservice.practice.scale import Scale, scale_for
from pwpservice.practice.scenes import deal
from pwpservice.practice.team import Colleague
from pwpservice.practice.threads import Setting
from pwpservice.practice.waiting_stories import waiting_story

# However late it is: some of today's sessions are left to be logged.
_LAST_SIGNED = "13:50"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is asked for."""

    referrals: int
    seed: int
    today: date
    now: datetime


class Practice:
    """One practice service, made once, story by story."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self.scale: Scale = scale_for(order.referrals)
        rng = self._rng("staff")
        self.staff: tuple[Colleague, ...] = team.colleagues(rng, len(self.scale.loads))
        diary = Diary(order.today)
        diary.keep_away(team.ON_LEAVE, team.days_of(team.leave(order.today)))
        self._keep_meetings(diary)
        self.setting = Setting(
            today=order.today,
            now=order.now,
            staff=self.staff,
            diary=diary,
            keys=Keys(self._rng("keys")),
            signed_until=min(order.now, local_moment(order.today, _LAST_SIGNED)),
        )

    def stories(self) -> Iterator[Story]:
        """Every referral: the ended ones oldest first, then the open, then those that wait."""
        number = 0
        days = received_days(self._rng("received"), self._order.today, self.scale.ended)
        for day in days:
            yield ended_story(self._rng(f"ended {number}"), self.setting, number, day)
            number += 1
        for part in self._parts():
            yield open_story(self._rng(f"open {number}"), self.setting, number, part)
            number += 1
        for place in range(self.scale.waiting):
            rng = self._rng(f"waiting {number}")
            yield waiting_story(rng, self.setting, number, place=place)
            number += 1

    def _keep_meetings(self, diary: Diary) -> None:
        """The hour of each meeting is kept free by both."""
        for place, one in enumerate(self.staff):
            if one.supervisor:
                weekday = meetings.weekday(self._order.today, place)
                clock = meetings.clock(self.staff, place, today=self._order.today)
                for person in (place, team.supervisor_place(self.staff, place)):
                    diary.keep_hour(person, weekday=weekday, clock=f"{clock:%H:%M}")

    def _rng(self, what: str) -> Random:
        return Random(f"{self._order.seed}/{self._order.today}/{what}")

    def _parts(self) -> Iterator[Part]:
        """Who is on whose caseload, and in which situation."""
        rng = self._rng("parts")
        seniors = (self.setting.place_of("senior"), self.setting.place_of("duty"))
        loads = [*enumerate(self.scale.loads)]
        loads += [(senior, self.scale.senior_load) for senior in seniors]
        for carrier, load in loads:
            yield from self._caseload(rng, carrier, load)

    def _caseload(self, rng: Random, carrier: int, load: int) -> Iterator[Part]:
        dealt = deal(rng, load)
        roles = list(ROLES) if carrier == 0 else []
        day = self._day_of(carrier, load)
        for role in roles:
            if role.scene in dealt:
                dealt.remove(role.scene)
                yield Part(carrier=carrier, scene=role.scene, role=role, at=role.at)
        for appearance in day:
            if appearance.scene in dealt:
                dealt.remove(appearance.scene)
                yield Part(carrier=carrier, scene=appearance.scene, at=appearance.at)
        for scene in dealt:
            yield Part(carrier=carrier, scene=scene)

    def _day_of(self, carrier: int, load: int) -> tuple[Appearance, ...]:
        """Today's appointments: none for the first, whose day is cast, or for who is away."""
        if carrier in (0, team.ON_LEAVE):
            return ()
        return USUAL_DAY if load > 35 else SHORT_DAY
