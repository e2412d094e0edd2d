"""The rules of clinical skills supervision, each broken; what is fixed is met by its trigger."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest
from django.db import InternalError, ProgrammingError, models, transaction

from supervision.models import SkillsAttendance, SkillsMember, SkillsPractice, SkillsSession
from tests.constraints.breaking import Break, ids, refused
from tests.factories import skills

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(priya, sam, now, today):
    return SimpleNamespace(priya=priya, sam=sam, now=now, today=today)


def _group(w, **facts):
    return skills.group(w.sam, w.priya, **facts)


def _place(w, **facts):
    given = {"person": w.sam, "starts_on": w.today}
    return SkillsMember.objects.create(**{"group": _group(w)} | given | facts)


def _session(w, group=None, **facts):
    given = {"planned_on": w.today, "starts_at": w.now, "minutes": 60, "supervisor": w.sam}
    return SkillsSession.objects.create(group=group or _group(w), **given | facts)


def _signed(w):
    return _session(w, signed_at=w.now, signed_by=w.sam)


def _sign(w, session):
    SkillsSession.objects.filter(pk=session.pk).update(signed_at=w.now, signed_by=w.sam)
    return session


def _came(w, session=None, **facts):
    given = {"person": w.priya, "attended": "ATTENDED", "minutes": 60, "by": w.sam, "at": w.now}
    return SkillsAttendance.objects.create(session=session or _session(w), **given | facts)


def _practice(w, session=None, **facts):
    given = {"person": w.priya, "how": "ROLE_PLAY"}
    return SkillsPractice.objects.create(session=session or _session(w), **given | facts)


def _twice(w, make: Callable, parent: models.Model):
    make(w, parent)
    make(w, parent)


BREAKS = [
    Break(
        "supervision_skills_group_ends_not_before_it_starts",
        "ended before",
        lambda w: _group(w, ends_on=w.today - timedelta(days=400)),
    ),
    Break("supervision_skills_group_has_a_rhythm", "third", lambda w: _group(w, every_weeks=3)),
    Break("supervision_skills_group_meets_for_a_while", "short", lambda w: _group(w, minutes=14)),
    Break(
        "supervision_skills_one_place_each",
        "in it twice",
        lambda w: _place(w, person=w.priya),
    ),
    Break(
        "supervision_skills_place_ends_not_before_it_starts",
        "gone before",
        lambda w: _place(w, ends_on=w.today - timedelta(days=1)),
    ),
    Break(
        "supervision_skills_once_each_time",
        "one day twice",
        lambda w: _twice(w, _session, _group(w)),
    ),
    Break(
        "supervision_skills_session_lasts_a_while", "all day", lambda w: _session(w, minutes=241)
    ),
    Break("supervision_skills_moved_by_somebody", "nobody", lambda w: _session(w, moved_at=w.now)),
    Break(
        "supervision_skills_signed_by_the_supervisor_when_held",
        "signed by a member",
        lambda w: _session(w, signed_at=w.now, signed_by=w.priya),
    ),
    Break(
        "supervision_skills_signed_by_the_supervisor_when_held",
        "signed and not held",
        lambda w: _session(
            w,
            signed_at=w.now,
            signed_by=w.sam,
            not_held_at=w.now,
            not_held_by=w.sam,
            not_held_why="Ill",
        ),
    ),
    Break(
        "supervision_skills_not_held_has_person_and_reason",
        "no reason",
        lambda w: _session(w, not_held_at=w.now, not_held_by=w.sam),
    ),
    Break(
        "supervision_skills_attendance_once_each",
        "came twice",
        lambda w: _twice(w, _came, _session(w)),
    ),
    Break(
        "supervision_skills_minutes_of_who_attended",
        "came for no time",
        lambda w: _came(w, minutes=None),
    ),
    Break(
        "supervision_skills_minutes_of_who_attended",
        "an hour of apologies",
        lambda w: _came(w, attended="APOLOGIES"),
    ),
    Break(
        "supervision_skills_correction_says_why",
        "corrected without a word",
        lambda w: _came(w, session=(first := _came(w)).session, amends=first),
    ),
    Break(
        "supervision_skills_practice_once_each",
        "one person twice",
        lambda w: _twice(w, _practice, _session(w)),
    ),
    Break(
        "supervision_skills_real_work_has_consent_noted",
        "a recording nobody agreed to",
        lambda w: _practice(w, how="RECORDING"),
    ),
]


@pytest.mark.parametrize("broken", BREAKS, ids=ids)
def test_the_database_refuses(broken, world):
    refused(broken, world)


def test_what_is_nearly_the_same_is_allowed(world):
    w = world
    session = _session(w, moved_at=w.now, moved_by=w.sam)
    first = _came(w, session, attended="APOLOGIES", minutes=None)
    _practice(w, session, how="LIVE", consent_noted=True)
    _sign(w, session)
    _came(w, session, amends=first, why="Came after all", minutes=30)
    _place(w, person=w.priya, ends_on=w.today)

    assert SkillsAttendance.objects.filter(amended_by__isnull=True).get().minutes == 30


TRIGGERS: list[tuple[str, Callable[[SimpleNamespace], models.Model], bool]] = [
    ("skills_group_never_deleted", _group, False),
    ("skills_session_never_deleted", _session, False),
    ("signed_skills_session_is_fixed", _signed, True),
    ("skills_attendance_is_fixed", _came, True),
    ("skills_attendance_is_fixed", _came, False),
    ("skills_practice_is_fixed", _practice, True),
    ("skills_practice_is_fixed", _practice, False),
]


@pytest.mark.parametrize(("trigger", "make", "is_update"), TRIGGERS)
def test_what_stands_is_neither_rewritten_nor_deleted(world, trigger, make, is_update):
    rows = type(row := make(world)).objects.filter(pk=row.pk)
    do = partial(rows.update, id=row.pk) if is_update else partial(rows._raw_delete, rows.db)

    with pytest.raises((InternalError, ProgrammingError), match="Cannot"), transaction.atomic():
        do()

    assert rows.exists(), trigger


_NOBODY, _NOTHING = (
    "nobody_came_to_a_signed_skills_session",
    "nothing_practised_in_a_signed_skills_session",
)


def _correct(w, session, first, **facts):
    return _came(w, session, amends=first, why="Came after all", minutes=30, **facts)


ADDED: list[tuple[str, Callable[[SimpleNamespace, SkillsSession], object]]] = [
    (_NOBODY, _came),
    (_NOTHING, _practice),
    # A correction of somebody else, and of another session, is none.
    (_NOBODY, lambda w, session: _correct(w, session, session.attendance.get(), person=w.priya)),
    (_NOBODY, lambda w, session: _correct(w, session, _came(w, person=w.sam), person=w.sam)),
]


@pytest.mark.parametrize(("trigger", "add"), ADDED)
def test_nothing_is_added_to_a_signed_skills_session(world, trigger, add):
    _came(world, session := _session(world), person=world.sam)
    _sign(world, session)

    with pytest.raises((InternalError, ProgrammingError), match=trigger), transaction.atomic():
        add(world, session)


@pytest.mark.parametrize("add", [_came, _practice])
def test_before_it_is_signed_all_of_it_is_written(world, add):
    """The same rows into the same session, but for the signature."""
    _came(world, session := _session(world), person=world.sam)

    assert add(world, session).pk
