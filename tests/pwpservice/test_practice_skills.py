"""Clinical skills supervision in the practice service: half a year of it, nearly all signed."""

from datetime import timedelta

import pytest

from clinical.policy import DEFAULT
from pwpservice.practice.generate import Practice
from pwpservice.practice.rows import Ids
from pwpservice.practice.write_skills import write_skills
from pwpservice.practice.write_staff import write_staff
from staff import standing
from staff.models import StaffMember
from supervision import hours
from supervision.models import Attended, SkillsAttendance, SkillsGroup, SkillsSession
from supervision.skills import lists
from tests.pwpservice.practice_service import TUESDAY, order

pytestmark = pytest.mark.django_db


@pytest.fixture
def written():
    asked = order(referrals=600)
    staff = Practice(asked).staff
    teams, ids = write_staff(staff, today=TUESDAY)
    write_skills(asked, Ids(tuple(one.pk for one in teams), tuple(ids)), staff, policy=DEFAULT)


def test_half_a_year_was_signed_and_some_moved_or_not_held(written):
    assert SkillsGroup.objects.filter(form="INDIVIDUAL").count() == 2
    assert SkillsSession.objects.filter(moved_at__isnull=False, signed_at__isnull=False).exists()
    assert SkillsSession.objects.filter(not_held_at__isnull=False).exists()
    assert SkillsSession.objects.filter(signed_at__isnull=False).count() > 50
    assert SkillsAttendance.objects.exclude(attended=Attended.ATTENDED).exists()
    assert not SkillsSession.objects.filter(signed_at__gt=order().now).exists()


def test_the_senior_has_one_to_write_down_and_everybody_a_place(written):
    senior = standing.load(
        staff_id=StaffMember.objects.get(username="senior").pk, now=order().now, on=TUESDAY
    )

    page = lists.read(standing=senior.standing, now=order().now, policy=DEFAULT)

    assert [day.who for day in page.to_write] == ["Ella Brandt"]
    assert page.without == ()
    assert page.own_coming


def test_a_trainee_is_on_the_way_to_twenty_hours(written):
    trainee = StaffMember.objects.get(username="trainee")
    half_a_year = TUESDAY - timedelta(days=200)

    minutes = hours.held([trainee.pk], first=half_a_year, last=TUESDAY)[trainee.pk]

    assert 18 * 60 <= minutes["SKILLS"] <= 26 * 60
