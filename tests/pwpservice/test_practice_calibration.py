"""The practice service at full size against the published figures (clinical.md 4, 6.1 and 7)."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from statistics import mean, median, pstdev

import pytest

from caseload.models import Attendance
from clinical.change import Outcome, Pair, outcome
from clinical.policy import DEFAULT
from clinical.problems import Problem
from clinical.working_days import local_date
from pwpservice.practice.scale import DEFAULT_REFERRALS
from referrals.models import EndCode, Medium, ReferralSource
from tests.pwpservice.practice_service import (
    TUESDAY,
    finished,
    logged,
    made,
    scored,
    treatments,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def stories():
    return made(referrals=DEFAULT_REFERRALS)


@pytest.fixture(scope="module")
def ended(stories):
    return [story for story in stories if story.end_code]


@pytest.fixture(scope="module")
def pairs(stories):
    """First and last scores of everybody who finished and was scored twice."""
    found = []
    for story in finished(stories):
        sittings = scored(story)
        if len(sittings) > 1:
            found.append((sittings[0], sittings[-1]))
    return found


@pytest.fixture(scope="module")
def outcomes(pairs) -> list[Outcome]:
    return [
        outcome(
            phq9=Pair(first.phq9_total, last.phq9_total),
            anxiety=Pair(first.gad7_total, last.gad7_total),
        )
        for first, last in pairs
    ]


def percent(part, whole):
    return 100 * part / whole


def test_the_service_has_some_seven_hundred_open_and_several_thousand_ended_referrals(
    stories, ended
):
    opened = len(stories) - len(ended)

    assert 680 <= opened <= 720
    assert len(ended) >= 4000


def test_nearly_everybody_who_finished_has_a_first_and_a_last_score(stories, pairs):
    assert percent(len(pairs), len(finished(stories))) == pytest.approx(98.7, abs=0.6)


def test_some_with_one_session_left_were_asked_for_scores_at_the_start_alone(stories):
    asked_once = [
        story
        for story in stories
        if not story.end_code
        and len(treatments(story)) >= story.planned_sessions - 1
        and len(scored(story)) == 1
    ]

    assert 2 <= len(asked_once) <= 12


@pytest.mark.parametrize(
    ("which", "measure", "average", "spread"),
    [
        (0, "phq9_total", 13.5, 5.9),
        (1, "phq9_total", 9.4, 6.5),
        (0, "gad7_total", 12.5, 5.1),
        (1, "gad7_total", 8.5, 5.7),
    ],
)
def test_first_and_last_scores_are_those_of_guided_books(pairs, which, measure, average, spread):
    totals = [getattr(pair[which], measure) for pair in pairs]

    assert mean(totals) == pytest.approx(average, abs=0.5)
    assert pstdev(totals) == pytest.approx(spread, abs=0.5)


@pytest.mark.parametrize(
    ("claim", "published", "tolerance"),
    [
        ("reliably_improved", 55.8, 3),
        ("reliably_deteriorated", 7.2, 2),
        ("no_reliable_change", 37.0, 3),
    ],
)
def test_change_is_that_of_guided_books(outcomes, claim, published, tolerance):
    share = percent(sum(getattr(one, claim) for one in outcomes), len(outcomes))

    assert share == pytest.approx(published, abs=tolerance)


def test_caseness_recovery_and_reliable_recovery_are_those_of_guided_books(outcomes):
    not_cases = sum(one.at_caseness is False for one in outcomes)
    counted = len(outcomes) - not_cases

    assert percent(not_cases, len(outcomes)) == pytest.approx(11.1, abs=2.5)
    assert percent(sum(o.recovered for o in outcomes), counted) == pytest.approx(43.0, abs=3)
    assert percent(sum(o.reliably_recovered for o in outcomes), counted) == pytest.approx(
        39.1, abs=3
    )


def test_three_in_ten_say_yes_to_item_nine_when_first_asked(stories):
    first = [sittings[0] for story in stories if (sittings := scored(story))]

    assert 25 <= percent(sum(one.item_nine > 0 for one in first), len(first)) <= 35


@pytest.mark.parametrize(
    ("outcomes_of_appointments", "published", "tolerance"),
    [
        ((Attendance.ATTENDED, Attendance.LATE_SEEN), 74.9, 2),
        ((Attendance.DID_NOT_ATTEND,), 8.5, 1.2),
        ((Attendance.PATIENT_CANCELLED,), 10.8, 1.5),
        ((Attendance.SERVICE_CANCELLED,), 5.3, 1.2),
    ],
)
def test_attendance_is_that_of_the_nation(stories, outcomes_of_appointments, published, tolerance):
    visits = logged(stories)
    count = sum(visit.attendance in outcomes_of_appointments for visit in visits)

    assert percent(count, len(visits)) == pytest.approx(published, abs=tolerance)


def test_of_those_who_ended_a_third_were_never_treated_and_four_in_ten_finished(ended):
    counts = Counter(min(len(treatments(story)), 2) for story in ended)

    assert percent(counts[0], len(ended)) == pytest.approx(34.8, abs=2.5)
    assert percent(counts[1], len(ended)) == pytest.approx(27.4, abs=2.5)
    assert percent(counts[2], len(ended)) == pytest.approx(37.8, abs=2.5)


def test_the_number_and_the_rhythm_of_sessions_are_those_of_low_intensity_courses(stories):
    courses = [treatments(story) for story in finished(stories)]
    gaps = [
        (later.starts_at - sooner.starts_at).days
        for course in courses
        for sooner, later in pairwise(course)
    ]

    assert min(map(len, courses)) == 2
    assert mean(map(len, courses)) == pytest.approx(3.55, abs=0.15)
    assert mean(gaps) == pytest.approx(21.7, abs=2)


def test_some_wait_long_for_the_second_session_within_the_spread_of_services(stories):
    courses = [treatments(story) for story in finished(stories)]
    long = sum((course[1].starts_at - course[0].starts_at).days > 90 for course in courses)

    assert 9.4 <= percent(long, len(courses)) <= 23.5


def test_most_silences_are_short_and_a_few_stand_on_the_seniors_and_the_leads_pages(stories):
    silent = [
        (TUESDAY - local_date(max(seen))).days
        for story in stories
        if story.allocation and not story.end_code
        if (seen := [visit.starts_at for visit in story.visits if visit.was_attended])
    ]

    overdue = [days for days in silent if days > DEFAULT.contact_overdue_after_days]
    for_seniors = [days for days in overdue if days > DEFAULT.contact_overdue_senior_days]
    for_leads = [days for days in overdue if days > DEFAULT.contact_overdue_lead_days]
    assert 0 < len(for_leads) < len(for_seniors) < len(overdue) / 2


def test_waits_for_the_first_session_are_those_of_the_nation(ended):
    waits = [
        (local_date(course[0].starts_at) - story.received_on).days
        for story in ended
        if (course := treatments(story))
    ]

    assert median(waits) == pytest.approx(17.8, abs=2)
    assert mean(waits) == pytest.approx(24.6, abs=2)
    for days, published in ((28, 72.0), (56, 93.9), (90, 97.6)):
        within = sum(wait <= days for wait in waits)
        assert percent(within, len(waits)) == pytest.approx(published, abs=3)


def test_nine_in_ten_of_those_who_finished_began_within_six_weeks(stories):
    waits = [
        (local_date(treatments(story)[0].starts_at) - story.received_on).days
        for story in finished(stories)
    ]

    within = sum(wait <= 42 for wait in waits)
    assert percent(within, len(waits)) == pytest.approx(89.1, abs=3)


@pytest.mark.parametrize(
    ("problems", "published"),
    [
        ((Problem.DEPRESSION, Problem.RECURRENT_DEPRESSION), 42.5),
        ((Problem.GENERALISED_ANXIETY,), 34.4),
        ((Problem.OTHER_ANXIETY,), 3.8),
        ((Problem.PANIC_DISORDER,), 3.0),
        ((Problem.MIXED_ANXIETY_DEPRESSION,), 1.9),
        ((Problem.OCD,), 1.7),
        ((Problem.SOCIAL_ANXIETY,), 1.5),
        ((Problem.PTSD,), 1.5),
        ((None,), 6.5),
    ],
)
def test_the_mix_of_problems_is_that_of_guided_books(stories, problems, published):
    courses = finished(stories)
    count = sum(story.problem in problems for story in courses)

    assert percent(count, len(courses)) == pytest.approx(published, abs=3)


def test_nearly_half_of_all_referrals_have_no_problem_descriptor(stories):
    without = sum(story.problem is None for story in stories)

    assert percent(without, len(stories)) == pytest.approx(46.7, abs=4)


def test_two_in_three_refer_themselves(stories):
    sources = Counter(story.source for story in stories)

    assert percent(sources[ReferralSource.SELF], len(stories)) == pytest.approx(67.3, abs=3)
    assert percent(sources[ReferralSource.GP], len(stories)) == pytest.approx(9.0, abs=2)


def test_sessions_are_by_phone_video_and_in_person_as_in_the_nation(stories):
    media = Counter(visit.medium for visit in logged(stories) if visit.was_attended)

    assert percent(media[Medium.PHONE], media.total()) == pytest.approx(44.2, abs=4)
    assert percent(media[Medium.VIDEO], media.total()) == pytest.approx(31.9, abs=3)
    assert percent(media[Medium.IN_PERSON], media.total()) == pytest.approx(20.5, abs=3)


@pytest.mark.parametrize(
    ("code", "published"),
    [
        (EndCode.NOT_ASSESSED, 18.0),
        (EndCode.COMPLETED, 24.4),
        (EndCode.DROPPED_OUT, 13.9),
        (EndCode.DECLINED, 9.6),
        (EndCode.SIGNPOSTED, 6.0),
        (EndCode.OTHER_THERAPY_SERVICE, 5.5),
    ],
)
def test_referrals_end_as_they_do_in_the_nation(ended, code, published):
    count = sum(story.end_code is code for story in ended)

    assert percent(count, len(ended)) == pytest.approx(published, abs=3.5)


def test_more_are_referred_in_january_than_in_december(ended):
    months = Counter(story.received_on.month for story in ended)

    assert months[1] > months[12]


def test_about_as_many_end_in_a_week_as_come_onto_the_caseloads(stories):
    carried = [story for story in stories if story.allocation]
    began = [local_date(story.allocation.starts_at) for story in carried]
    ended = [story.ended_on for story in carried if story.ended_on]

    weeks = 12
    lately = TUESDAY - timedelta(weeks=weeks)
    starts = sum(lately <= day < TUESDAY for day in began) / weeks
    endings = sum(lately <= day < TUESDAY for day in ended) / weeks

    assert endings == pytest.approx(starts, rel=0.15)
