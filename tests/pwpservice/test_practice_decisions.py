"""The practice service's rota has one gap to fill; its words and rules are decided by two."""

from datetime import timedelta
from random import Random

import pytest

from clinical.working_days import local_date, moment
from policy import wordings
from policy.current import policy_on
from policy.models import PolicyChange, Wording, WordingKey
from pwpservice.practice import team
from pwpservice.practice.write_decisions import write_decisions
from pwpservice.practice.write_staff import write_staff
from reporting.standards import standard_for
from staff import rota

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(now):
    """The staff of the practice service, and what it has decided."""
    staff = team.colleagues(Random(1), 11)
    _, ids = write_staff(staff, today=local_date(now))
    write_decisions(staff, ids, now=now, referrals=5200)


@pytest.mark.parametrize("days", range(7))
def test_whatever_the_day_one_afternoon_within_a_week_waits_to_be_filled(days, now):
    at = now + timedelta(days=days)
    write_staff(team.colleagues(Random(1), 11), today=local_date(at))
    until = moment(local_date(at) + timedelta(days=8), "00:00")
    calendar = policy_on(local_date(at)).calendar

    gaps = rota.gaps(rota.turns(since=at, until=until), since=at, until=until, calendar=calendar)

    assert [(gap.ends_at - gap.starts_at, gap.starts_at.weekday()) for gap in gaps] == [
        (timedelta(hours=4), 0)
    ]


def test_the_words_are_approved_and_a_rule_waits(practice, now):
    held = wordings.texts(on=local_date(now))

    assert held[WordingKey.NEUTRAL_NAME] == "Northbrook appointments"
    assert Wording.objects.filter(approved_by__isnull=True).count() == 0
    assert PolicyChange.objects.get(approved_at=None).rule == "contact_overdue_after_days"
    assert len(policy_on(local_date(now)).closed_days) == 1


def test_what_is_asked_of_figures_is_dated_and_the_past_keeps_its_own(practice, now):
    this_year, last_year = local_date(now), local_date(now) - timedelta(days=365)

    plans = [standard_for("entering-treatment", on) for on in (this_year, last_year)]

    assert [plan.value for plan in plans] == [229, 187]
    assert standard_for("did-not-attend", last_year).words == "at most 10%"
