"""Referrals on nobody's caseload yet: just received, or waiting for a PWP."""

from datetime import date, timedelta
from random import Random

from clinical.working_days import add_working_days
from pwpservice.practice import people, threads
from pwpservice.practice.clock import local_moment
from pwpservice.practice.records import Next, Story
from pwpservice.practice.team import TEAMS
from pwpservice.practice.threads import Setting
from referrals.models import NextStepKind, ReferralSource

_SHORTEST_WAIT, _LONGEST_WAIT = 5, 76
# Of those who await triage, one was overlooked; the others came today or on the last working day,
# some of these from their GP.
_OVERLOOKED, _OVERLOOKED_FOR = 0, 6
_FROM_GP = (1, 4)
# Who is still waiting has waited this much longer than the shortest, in the mean (clinical.md 7.4).
_MEAN_WAIT = 15


def waiting_story(rng: Random, setting: Setting, number: int, *, place: int) -> Story:
    """One referral that waits for triage or for allocation: each third one for triage."""
    turn, others = divmod(place, 3)
    awaits_triage = not others
    received_on = (
        _lately(turn, on=setting.today)
        if awaits_triage
        else setting.today - timedelta(days=_waited(rng))
    )
    source = threads.draw_source(rng, received_on)
    if awaits_triage and turn % _FROM_GP[1] == _FROM_GP[0]:
        source = ReferralSource.GP
    received = min(threads.received_at(rng, received_on, source), setting.now)
    team = number % len(TEAMS)
    steps = threads.steps_until(
        setting, received=received, team=team, allocated=None, visits=(), ended=None
    )
    kept = tuple(steps)[: 1 if awaits_triage else 2]
    days, kind, what = (
        (1, NextStepKind.TRIAGE, "Triage")
        if awaits_triage
        else (28, NextStepKind.ALLOCATE, "Allocate")
    )
    due = local_moment(add_working_days(received_on, days), "17:00")
    return Story(
        person=people.person(rng, number, on=setting.today),
        reference=setting.keys.reference(),
        team=team,
        carrier=None,
        source=source,
        received_on=received_on,
        status=kept[-1].to,
        medium=threads.draw_medium(rng),
        steps=kept,
        notes=(threads.received_note(rng, source, received, setting.place_of("admin")),),
        next_step=Next(kind, what, setting.senior_of_team(team), due),
        updated_at=kept[-1].at,
        scene="WAITING",
    )


def _lately(turn: int, *, on: date) -> date:
    if turn == _OVERLOOKED:
        return on - timedelta(days=_OVERLOOKED_FOR)
    return add_working_days(on, -1) if turn % 2 else on


def _waited(rng: Random) -> int:
    """Most a few weeks, some longer than six."""
    return min(_SHORTEST_WAIT + round(rng.expovariate(1 / _MEAN_WAIT)), _LONGEST_WAIT)
