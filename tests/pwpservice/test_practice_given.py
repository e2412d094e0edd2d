"""What sessions of the practice service gave: the national mix, groups, and weeks online."""

from collections import Counter

import pytest

from caseload.models import CareContact
from clinical.therapies import Therapy
from pwpservice.practice.given import given, therapy_of, weeks
from pwpservice.practice.rows import Ids
from tests.pwpservice.practice_service import finished, made, treatments

IDS = Ids(teams=tuple(range(100)), staff=tuple(range(1, 500)))


def test_courses_give_the_therapies_of_step_2_in_their_usual_mix():
    courses = finished(made(referrals=1500))
    mix = Counter(therapy_of(story) for story in courses)

    assert mix[Therapy.GUIDED_SELF_HELP_BOOK] / len(courses) == pytest.approx(0.46, abs=0.06)
    assert mix[Therapy.PSYCHOEDUCATION] / len(courses) == pytest.approx(0.115, abs=0.05)
    assert set(mix) >= {
        Therapy.GUIDED_SELF_HELP_BOOK,
        Therapy.OTHER_LOW_INTENSITY,
        Therapy.PSYCHOEDUCATION,
        Therapy.GUIDED_SELF_HELP_COMPUTER,
        Therapy.NON_GUIDED_SELF_HELP_BOOK,
        Therapy.NON_GUIDED_SELF_HELP_COMPUTER,
    }


def test_online_courses_have_weeks_between_their_sessions():
    courses = finished(made(referrals=1500))
    logs = [(story, week) for story in courses for week in weeks(story, 1, IDS)]

    assert len(logs) > len(courses) * 0.05
    for story, week in logs:
        assert story.received_on <= week.started_on < week.ended_on <= story.ended_on
        assert (week.ended_on - week.started_on).days == 7
    assert len({week.form_key for _, week in logs}) == len(logs)


def test_a_few_contacts_are_unplanned_and_only_groups_are_counted():
    stories = finished(made(referrals=1500))
    sessions = [
        given(CareContact(kind=visit.kind), visit, story)
        for story in stories
        for visit in treatments(story)
    ]
    unplanned = sum(not one.is_planned for one in sessions)
    groups = [one for one in sessions if one.format == "GROUP"]

    assert 0.005 < unplanned / len(sessions) < 0.04
    assert groups
    assert all(one.therapies == ["PSYCHOEDUCATION"] and one.group_participants for one in groups)
    assert all(one.group_participants is None for one in sessions if one not in groups)
