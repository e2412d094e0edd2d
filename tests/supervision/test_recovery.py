"""Recovery of one person's finished courses, for the two of a pair alone."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinical.case_mix import Usual
from referrals.changes import changed
from referrals.models import Referral
from reporting.dimensions import DIMENSIONS
from supervision.practitioner import recovery
from tests.architecture.tower import modules
from tests.architecture.tower import named as named_at
from tests.factories import caseload
from tests.factories.outcomes import MeasureScoreFactory, SittingFactory
from tests.factories.policy import set_here
from tests.supervision.meeting_pages import home

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

FEW = "40 people are too few to judge anybody by"


def finished(pwp, team, *, now, phq9, gad7=4, days_ago=30, people=1):
    """PHQ-9 12 and GAD-7 10 at first, then these, in two treatment sessions."""
    for number in range(people):
        at = now - timedelta(days=days_ago + 20, minutes=number)
        referral = caseload.in_treatment(pwp, team, since=at)
        caseload.signed_contact(referral, at=at + timedelta(days=8), phq9=phq9, gad7=gad7)
        end(referral, on=(now - timedelta(days=days_ago)).date())
    return referral


def end(referral, *, on):
    Referral.objects.filter(pk=referral.pk).update(
        received_on=on, ended_on=on, status="ENDED", end_code="COMPLETED"
    )
    referral.allocations.update(ends_at=referral.allocations.get().starts_at)
    changed([referral.pk])


def test_recovered_stands_beside_what_the_mix_leads_one_to_expect(
    client, sam, priya, tom, north, session, now
):
    finished(priya, north, now=now, phq9=5, people=6)
    finished(priya, north, now=now, phq9=11, people=4)
    finished(tom, north, now=now, phq9=11, people=10)
    client.force_login(sam)

    html = client.get(f"{home(session)}recovery/").content.decode()

    assert "10 finished courses of treatment that count for recovery." in html
    assert "6 of 10, 60.0%" in html
    assert "31.3% to 83.2%" in html
    assert "3.0 of 10, 30.0%" in html
    assert "lies outside the interval. That is a question for the two of you" in html
    assert FEW in html
    assert "It knows nothing of deprivation, waits, other illness" in html
    assert "Tom" not in html.partition("<main")[2]


def test_fewer_than_ten_have_no_percentage(client, priya, north, session, now):
    finished(priya, north, now=now, phq9=5, people=2)
    client.force_login(priya)

    html = client.get(f"{home(session)}recovery/").content.decode()

    assert "2 finished courses" in html
    assert "a percentage would mislead" in html
    assert "95% interval" not in html
    assert FEW in html


def test_within_the_interval_no_more_is_said_and_without_a_service_nothing_is_compared(
    priya, north, now, monkeypatch
):
    finished(priya, north, now=now, phq9=5, people=5)
    finished(priya, north, now=now, phq9=11, people=5)
    assert "within the interval" in recovery.read(priya.pk, on=now.date()).reading

    monkeypatch.setattr(recovery, "Usual", lambda _service: Usual([]))
    page = recovery.read(priya.pk, on=now.date())
    assert (page.recovered, page.expected) == ("5 of 10, 50.0%", "")
    assert "fewer than 10 courses to compare" in page.reading


def test_only_finished_courses_of_the_last_year_count(priya, north, now):
    finished(priya, north, now=now, phq9=5)
    finished(priya, north, now=now, phq9=5, days_ago=366)
    once = caseload.in_treatment(priya, north, since=now - timedelta(days=40))
    end(once, on=now.date() - timedelta(days=2))
    caseload.in_treatment(priya, north)

    assert recovery.read(priya.pk, on=now.date()).counted.startswith("1 finished course of")


def test_who_is_known_to_begin_below_both_thresholds_does_not_count(priya, north, now):
    referral = finished(priya, north, now=now, phq9=5)
    referral.scores.update(withdrawn_at=now)
    for days in (52, 51):
        at = now - timedelta(days=days)
        caseload.sitting_with_signal(referral, phq9=5, gad7=3, ninth=0, at=at)

    assert recovery.read(priya.pk, on=now.date()).counted.startswith("0 finished")


@pytest.mark.parametrize(
    "left_out",
    [
        {"kind": "FOLLOW_UP"},
        {"kind": "EMPLOYMENT_SUPPORT"},
        {"therapies": ["EMPLOYMENT_SUPPORT"]},
        {"attendance": "DID_NOT_ATTEND", "minutes": None, "risk_asked": ""},
    ],
)
def test_scores_of_a_contact_that_is_no_session_change_nothing(priya, north, now, left_out):
    referral = finished(priya, north, now=now, phq9=5)
    caseload.signed_contact(
        referral, at=now - timedelta(days=31), pwp=priya, phq9=20, gad7=20, **left_out
    )
    own, service = recovery._courses(  # noqa: SLF001 - what the page adds up
        since=now.date() - timedelta(days=365), on=now.date(), pwp_id=priya.pk
    )

    assert [one.recovered for one in own] == [one.recovered for one in service] == [True]


def test_a_course_is_judged_by_the_thresholds_of_the_day_it_ended(priya, sam, north, now):
    referral = finished(priya, north, now=now, phq9=5)
    referral.problems.update(problem="SOCIAL_ANXIETY")
    for seen, spin in zip(referral.contacts.order_by("starts_at"), (30, 20), strict=True):
        MeasureScoreFactory(sitting=seen.sitting, measure="SPIN", answers=[], total=spin)
    changed([referral.pk])
    ended_on = now.date() - timedelta(days=30)

    found = [_recovered(priya, now=now)]
    for since in (ended_on + timedelta(days=1), ended_on):
        set_here("spin_threshold", "21", since=since, by=sam)
        found.append(_recovered(priya, now=now))

    assert found == [False, False, True]


def test_a_total_that_was_filled_in_is_a_last_score_from_the_day_a_service_opts_in(
    priya, sam, north, now
):
    referral = finished(priya, north, now=now, phq9=11)
    after = referral.contacts.latest("starts_at").sitting.taken_at + timedelta(minutes=1)
    MeasureScoreFactory(
        sitting=SittingFactory(referral=referral, taken_at=after),
        answers=[None, 1, 1, 1, 1, 0, 0, 0, 0],
        total=5,
        is_prorated=True,
    )
    changed([referral.pk])
    ended_on = now.date() - timedelta(days=30)

    found = [_recovered(priya, now=now)]
    for since in (ended_on + timedelta(days=1), ended_on):
        set_here("prorated_in_pairs", "yes", since=since, by=sam)
        found.append(_recovered(priya, now=now))

    assert found == [False, False, True]


def _recovered(pwp, *, now):
    """Of one finished course: what the page adds up."""
    [own], [service] = recovery._courses(  # noqa: SLF001
        since=now.date() - timedelta(days=365), on=now.date(), pwp_id=pwp.pk
    )
    assert own == service
    return own.recovered


def test_it_is_for_the_person_and_whoever_supervises_them_today(
    client, leah, tom, sam, priya, session, now
):
    """Not for a stand-in, nor for who once was: both still read the words of their own meeting."""
    type(session).objects.update(supervisor=leah)
    expected = {leah: 404, tom: 404, sam: 404, priya: 200}

    found = {}
    for person in expected:
        client.force_login(person)
        found[person] = client.get(f"{home(session)}recovery/").status_code

    assert found == expected


def test_no_other_page_reads_it_and_no_figure_is_grouped_by_person():
    """No list, report or export can rank people by what it does not know."""
    reads = {
        named_at(path)
        for path in modules()
        if re.search(r"practitioner(\.| import .*)recovery", path.read_text(encoding="utf-8"))
    }

    assert reads == {"supervision/views/check_in.py"}
    by_person = re.compile(r"\b(pwp|staff_id|carried_by|signed_by|owner)")
    assert not [one.slug for one in DIMENSIONS.values() if by_person.search(one.group_sql)]


def test_many_courses_cost_no_more_questions_than_one(priya, north, now):
    finished(priya, north, now=now, phq9=5)
    with CaptureQueriesContext(connection) as of_one:
        recovery.read(priya.pk, on=now.date())
    finished(priya, north, now=now, phq9=5, people=4)
    with CaptureQueriesContext(connection) as of_five:
        recovery.read(priya.pk, on=now.date())

    assert len(of_one) == len(of_five) == 3
