"""One form of skills supervision sent many times at once: one group, one signature."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from threading import Barrier
from unittest.mock import patch

import pytest
from django.db import connection

from audit.models import AuditEntry
from clinical.policy import DEFAULT
from supervision.actions import skills_groups
from supervision.actions.skills import Came, Held, sign_skills
from supervision.actions.skills_groups import Arranged, arrange_group
from supervision.models import Attended, SkillsForm, SkillsGroup, SkillsKind
from tests.factories import skills

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 4


def _race(act: Callable[[], object]) -> None:
    """Everybody starts together, each on a connection of their own; nobody is refused."""
    gate = Barrier(AT_ONCE)

    def one(_: int) -> None:
        try:
            gate.wait(timeout=10)
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(one, range(AT_ONCE)))


@pytest.fixture
def arrange(sam, priya, now):
    arranged = Arranged(
        kind=SkillsKind.SKILLS,
        form=SkillsForm.INDIVIDUAL,
        supervisor=sam,
        people=(priya,),
        starts_on=date(2026, 6, 17),
        every_weeks=2,
        meets_at=time(15),
        minutes=60,
    )
    return lambda: arrange_group(arranged=arranged, by=sam, now=now, policy=DEFAULT)


def test_a_group_arranged_many_times_at_once_is_one_group(arrange):
    _race(arrange)

    assert SkillsGroup.objects.count() == 1
    assert AuditEntry.objects.filter(event="SKILLS_ARRANGED").count() == 1


def test_twin_that_looks_for_no_group_makes_many(arrange):
    with (
        patch.object(skills_groups, "_arranged_already", return_value=None),
        patch.object(skills_groups, "refuse_groups"),
    ):
        _race(arrange)

    assert SkillsGroup.objects.count() == AT_ONCE


def test_a_session_signed_many_times_at_once_is_signed_once(sam, priya, now):
    group = skills.group(sam, priya)
    held = Held(minutes=60, came=(Came(priya.pk, Attended.ATTENDED),), competences=("RISK",))
    day = date(2026, 5, 26)

    _race(
        lambda: sign_skills(group=group, planned_on=day, held=held, by=sam, now=now, policy=DEFAULT)
    )

    assert group.sessions.get().attendance.count() == 1
    assert AuditEntry.objects.filter(event="SKILLS_SIGNED").count() == 1
