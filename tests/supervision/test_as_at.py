"""An agenda made again as at a past moment is the one that was read then, row by row."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clinical.working_days import local_date
from policy.current import policy_on
from staff.models import Grade, SupervisionPairing
from staff.roles import Role
from supervision.meeting import agenda, known, past
from supervision.models import SupervisionSession
from tests import personas
from tests.supervision.histories import STEPS, Weeks

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

HOW_MANY = 4


@pytest.fixture(autouse=True)
def _long_ago(db, now):
    """When everybody here joined, as the database is told."""
    said = (now - timedelta(days=300)).isoformat()
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('step2.moment', %s, true)", [said])


@pytest.fixture
def weeks(priya, sam, north, now):
    """Sam meets Priya on Thursdays at 11; Nia is a colleague, Dana a senior who covers."""
    SupervisionPairing.objects.filter(supervisee=priya).update(weekday=3, meets_at=time(11))
    nia = personas.member("Nia Rees", role=Role.PWP, team=north, grade=Grade.PWP)
    dana = personas.member("Dana Fox", role=Role.SENIOR_PWP, team=north, grade=Grade.SENIOR_PWP)

    def fresh():
        return Weeks(priya=priya, sam=sam, nia=nia, dana=dana, north=north, now=now)

    return fresh


def read_now(w):
    """Every meeting of Priya's as Sam reads it this minute, by its id."""
    reader = personas.standing_now(w.sam, now=w.now)
    found = {}
    for session in w.meetings.select_related("supervisor", "supervisee"):
        policy = policy_on(local_date(w.now))
        page = agenda.read(session, member=reader, now=w.now, policy=policy)
        found[session.pk] = (session.starts_at, page)
    return found


def again(w, session_id, moment):
    session = SupervisionSession.objects.get(pk=session_id)
    stood = past.as_at(session, moment, now=w.now)
    return stood.session.starts_at, stood.page


def without_withdrawn(page, gone):
    """What a note asked that was withdrawn since is not shown again; all else is."""

    def of(line):
        words = line.question
        for referral_id, text in gone:
            if referral_id == line.referral_id:
                words = words.replace(text, known.WITHDRAWN)
        return replace(line, question=words)

    parts = (tuple(map(of, lines)) for lines in (page.lines, page.moved, page.on_track))
    return replace(page, **dict(zip(("lines", "moved", "on_track"), parts, strict=True)))


def differences(w, seen):
    """Which of the agendas that were read, by moment and meeting, come out otherwise now."""
    gone = w.withdrawn_questions()
    return [
        (moment, session_id)
        for moment, pages in seen
        for session_id, (starts_at, page) in pages.items()
        if again(w, session_id, moment) != (starts_at, without_withdrawn(page, gone))
    ]


def walked(w, steps):
    """What was read after each step."""
    w.begin(HOW_MANY)
    seen = [(w.now, read_now(w))]
    for kind, case, number, hours in steps:
        w.step(kind, case=case, number=number, after=timedelta(hours=hours))
        seen.append((w.now, read_now(w)))
    w.goes_on(timedelta(hours=1))
    return seen


_steps = st.lists(
    st.tuples(
        st.sampled_from(sorted(STEPS)),
        st.integers(0, HOW_MANY - 1),
        st.integers(0, 60),
        st.sampled_from([1, 5, 24, 70]),
    ),
    min_size=6,
    max_size=14,
)


@pytest.mark.long
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=_steps)
@example(steps=[(kind, 0, 0, 1) for kind in ("session that asks", "note withdrawn", "filed again")])
def test_each_agenda_that_was_read_is_made_again_as_it_was(weeks, steps):
    with transaction.atomic():
        w = weeks()
        seen = walked(w, steps)

        assert differences(w, seen) == []

        transaction.set_rollback(True)


# A step with its number, after what it needs: told afterwards, it changes what was read before.
LATER = {
    ("session", 3): [],
    ("session that asks", 3): [],
    ("missed", 0): [],
    ("taken along", 0): [],
    ("risk", 1): [],
    ("risk seen to", 0): [("risk", 1)],
    ("score corrected", 3): [("session", 2)],
    ("note withdrawn", 0): [("session", 3)],
    ("filed again", 0): [("session", 3), ("note withdrawn", 0)],
    ("booked", 1): [],
    ("handed on", 0): [],
    ("ended", 0): [],
    ("asked", 1): [],
    ("taken back", 0): [("asked", 1)],
    ("put off", 4): [("session", 3)],
    ("opened", 0): [],
    ("decided", 1): [("opened", 0)],
    ("turned", 0): [("session", 3), ("opened", 0)],
    ("meeting moved", 4): [],
    ("leave", 7): [],
    ("covered", 1): [("leave", 7)],
    ("rule changed", 0): [],
    ("closed", 1): [],
    ("graded", 0): [("booked", 1)],
}


@pytest.fixture
def shown(weeks):
    """An agenda that was read, one step later: whether it comes out as it was."""

    def one(step):
        w = weeks()
        w.begin(HOW_MANY)
        for kind, number in LATER[step]:
            assert w.step(kind, case=0, number=number, after=timedelta(hours=2))
        seen = [(w.now, read_now(w))]
        kind, number = step
        assert w.step(kind, case=0, number=number, after=timedelta(hours=2))
        return differences(w, seen)

    return one


@pytest.mark.parametrize("step", LATER, ids=str)
def test_what_was_known_later_changes_nothing_that_was_read_before(step, shown):
    assert shown(step) == []


@pytest.mark.parametrize("step", LATER, ids=str)
def test_twin_without_the_moment_it_leaks_in(step, shown, monkeypatch):
    monkeypatch.setattr(known, "up_to", lambda at: datetime.max.replace(tzinfo=at.tzinfo))

    assert shown(step) != []
