"""What stands first on a card differs by why the case comes; below it, every card is the same."""

import re
from datetime import timedelta

import pytest

from caseload.models import CallAttempt, RiskSignal
from clinical.change import Pair, outcome
from referrals.changes import changed
from referrals.models import EmploymentStatus, Equality, LongTermCondition
from supervision.meeting.leads import _outcome_words
from tests.factories import caseload
from tests.factories.caseload import RiskReviewFactory
from tests.factories.outcomes import MeasureScoreFactory
from tests.factories.referrals import ReferralFactory
from tests.supervision.meeting_pages import case, named

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def _first(client, session, place=1):
    """The block's title, and its labels with what they say."""
    html = client.get(case(session, place)).content.decode()
    found = re.search(r'<h3 id="h-lead">([^<]+)</h3>\s*<dl>(.*?)</dl>', html, re.DOTALL)
    if found is None:
        return "", {}
    rows = re.findall(r"<dt>([^<]+)</dt><dd>(.*?)</dd>", found[2], re.DOTALL)
    return found[1], {label: re.sub(r"<[^>]+>", "|", words) for label, words in rows}


def test_risk_begins_with_the_signals_and_what_was_agreed(
    client, sam, priya, session, at_risk, now
):
    flag = caseload.risk_flag(at_risk)
    RiskSignal.objects.create(
        referral=at_risk, flag=flag, source="CALL", evidence="Her sister rang", at=now
    )
    RiskReviewFactory(referral=at_risk, by=priya, at=now, who_told="Her GP")
    client.force_login(sam)

    title, facts = _first(client, session)

    assert title == "Risk in short"
    assert "a call or message from outside a session: Her sister rang" in facts["Signals"]
    assert "says thoughts passing, no plan." in facts["Asked and found"]
    assert facts["Keeps safe"] == "Her sister, the dog"
    assert "Told: Her GP." in facts["Agreed"]
    assert facts["Safety plan"] == "None written"
    assert facts["Next contact"] == "Ring to arrange a first appointment, by 11 June"


def test_no_contact_begins_with_what_was_tried_and_how_they_may_be_reached(
    client, sam, priya, north, session, now
):
    patient = named("Walker", phone="07700 900123", best_time="After 17:00")
    referral = caseload.in_treatment(priya, north, patient=patient)
    for days in (9, 2):
        missed = caseload.missed_contact(referral, at=now - timedelta(days=days))
    CallAttempt.objects.create(contact=missed, at=missed.starts_at, by=priya)
    client.force_login(sam)

    title, facts = _first(client, session)

    assert title == "No contact in short"
    assert "Sun 7 Jun, 10:24, did not attend: 10:24 no answer" in facts["Missed"]
    assert "No call logged" in facts["Missed"]
    assert "May use: Voicemail no, text no" in facts["How to reach"]
    assert "Best time: After 17:00" in facts["How to reach"]
    assert facts["Last scores"].startswith("PHQ-9 12, 29 April")


def test_new_begins_with_where_they_came_from_and_what_is_proposed(
    client, sam, priya, north, session, now
):
    referral = caseload.allocated(priya, north, patient=named("Shah", needs="Interpreter"))
    caseload.signed_contact(referral, at=now - timedelta(days=1), phq9=9, gad7=7, kind="ASSESSMENT")
    client.force_login(sam)

    title, facts = _first(client, session)

    assert title == "New person in short"
    assert facts["Came"].endswith("assessed 8 June")
    assert facts["First scores"] == "PHQ-9 9, GAD-7 7"
    assert facts["Proposed"] == "Not chosen yet, 6 sessions by phone"
    assert facts["Needs"] == "Interpreter"


def test_what_was_told_at_assessment_stands_in_the_order_of_the_reference(
    client, sam, priya, north, session, now
):
    patient = named("Shah", employment="Cook, nights", medication="Sertraline 50 mg", language="pl")
    referral = caseload.allocated(
        priya,
        north,
        patient=patient,
        since_when="Since the move in March",
        earlier_episodes="Low at university; CBT helped",
        alcohol_and_drugs="A bottle of wine on Saturdays",
        physical_health="Migraine most weeks",
    )
    LongTermCondition.objects.create(referral=referral, condition="ASTHMA", recorded_at=now)
    caseload.signed_contact(referral, at=now - timedelta(days=1), phq9=9, gad7=7, kind="ASSESSMENT")
    client.force_login(sam)

    _, facts = _first(client, session)

    assert list(facts.items())[2:] == [
        ("Since when", "Since the move in March"),
        ("Before", "Low at university; CBT helped"),
        ("First scores", "PHQ-9 9, GAD-7 7"),
        ("Alcohol, drugs", "A bottle of wine on Saturdays"),
        ("Physical health", "Asthma. Migraine most weeks"),
        ("Work", "Cook, nights"),
        ("Needs", "Reads Polish"),
        ("Medication", "Sertraline 50 mg"),
        ("Proposed", "Not chosen yet, 6 sessions by phone"),
    ]


def test_what_was_not_told_is_said_and_not_taken_for_a_no(client, sam, priya, north, session, now):
    patient = named("Shah", employment="", medication="", needs="")
    referral = caseload.allocated(priya, north, patient=patient)
    caseload.signed_contact(referral, at=now - timedelta(days=1), phq9=9, gad7=7, kind="ASSESSMENT")
    client.force_login(sam)

    _, facts = _first(client, session)

    asked = ("Since when", "Before", "Alcohol, drugs", "Physical health", "Work", "Medication")
    assert {facts[one] for one in asked} == {"Not recorded"}
    assert facts["Needs"] == "None recorded"


def test_work_and_health_that_were_answered_in_a_list_are_no_silence(
    client, sam, priya, north, session, now, today
):
    patient = named("Shah", employment="")
    Equality.objects.create(
        patient=patient,
        long_term_condition="NO",
        disability="YES",
        disability_kinds=["HEARING"],
        at=now,
    )
    referral = caseload.allocated(priya, north, patient=patient)
    for days, status in ((20, "EMPLOYED"), (1, "LONG_TERM_SICK")):
        EmploymentStatus.objects.create(
            referral=referral, asked_on=today - timedelta(days=days), status=status, at=now
        )
    caseload.signed_contact(referral, at=now - timedelta(days=1), phq9=9, gad7=7, kind="ASSESSMENT")
    client.force_login(sam)

    _, facts = _first(client, session)

    assert facts["Work"] == "Long-term sick or disabled"
    assert facts["Physical health"] == "No long-term condition"
    assert facts["Needs"] == "Disability: hearing"


def test_ready_says_what_it_would_come_to_today(client, sam, priya, north, session, now):
    referral = caseload.in_treatment(priya, north, since=now - timedelta(days=20))
    for days in (8, 1):
        caseload.signed_contact(
            referral,
            at=now - timedelta(days=days),
            phq9=4,
            gad7=3,
            interventions=["RELAPSE_PREVENTION"],
            own_view="" if days == 1 else "Enough for now; wants the booklet",
        )
    client.force_login(sam)

    title, facts = _first(client, session)

    assert title == "The course in short"
    assert facts["First to last"] == "PHQ-9 12 to 4, GAD-7 10 to 3"
    assert facts["If ended today"] == "Reliable recovery"
    assert facts["Sessions"] == "3 of 6 planned, week 3"
    assert facts["Relapse prevention"] == "In 2 sessions"
    assert facts["Their own view"] == "1 June: Enough for now; wants the booklet"


def test_a_problem_with_a_measure_of_its_own_would_come_to_what_that_says(
    client, sam, priya, north, session, now
):
    """GAD-7 alone would make it reliable recovery, and ready without a proposal to end."""
    referral = caseload.in_treatment(priya, north, since=now - timedelta(days=20))
    referral.problems.update(problem="SOCIAL_ANXIETY")
    for days, spin in ((8, 35), (1, 25)):
        seen = caseload.signed_contact(
            referral, at=now - timedelta(days=days), phq9=4, gad7=3, ending_proposed=True
        )
        MeasureScoreFactory(sitting=seen.sitting, measure="SPIN", answers=[], total=spin)
    changed([referral.pk])
    client.force_login(sam)

    _, facts = _first(client, session)

    assert facts["Their own view"] == "Not recorded"
    assert facts["First to last"] == "PHQ-9 12 to 4, SPIN 35 to 25"
    assert facts["If ended today"] == "Reliable improvement, not recovery"


@pytest.mark.parametrize(
    ("phq9", "gad7", "words"),
    [
        (Pair(16, 9), Pair(7, 7), "Reliable recovery"),
        (Pair(12, 9), Pair(7, 7), "Recovery, without reliable improvement"),
        (Pair(20, 13), Pair(7, 7), "Reliable improvement, not recovery"),
        (Pair(9, 2), Pair(7, 3), "Reliable improvement; below the thresholds from the start"),
        (Pair(10, 17), Pair(7, 7), "Reliable worsening"),
        (Pair(12, 11), Pair(9, 9), "No reliable change"),
        (Pair(12, None), Pair(9, 9), "Not known: each measure is needed twice"),
    ],
)
def test_what_a_course_would_count_as(phq9, gad7, words):
    assert _outcome_words(outcome(phq9=phq9, anxiety=gad7)) == words


def test_a_review_is_what_every_card_says(client, sam, session, quiet):
    client.force_login(sam)

    assert _first(client, session) == ("", {})


def test_what_another_team_wrote_about_risk_is_not_on_the_card(
    client, sam, priya, south, tom, session, at_risk, now
):
    elsewhere = ReferralFactory(patient=at_risk.patient, team=south, carried_by=tom)
    RiskReviewFactory(referral=elsewhere, by=tom, at=now, keeps_safe="Told to Tom alone")
    client.force_login(sam)

    assert "Told to Tom alone" not in client.get(case(session)).content.decode()


def test_a_long_story_costs_no_more_queries(client, sam, priya, session, at_risk, now):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(sam)
    counted = []
    for weeks in (1, 12):
        for week in range(weeks):
            at = now - timedelta(days=7 * week, hours=weeks)
            caseload.missed_contact(at_risk, at=at)
            RiskReviewFactory(referral=at_risk, by=priya, at=at)
        client.get(case(session))
        with CaptureQueriesContext(connection) as caught:
            client.get(case(session))
        counted.append(len(caught))

    assert counted[0] == counted[1]
