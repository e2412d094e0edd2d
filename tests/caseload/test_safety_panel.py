"""The safety history across all referrals of a person, as far as the reader may open each."""

import uuid

import pytest

from caseload.actions import safeguarding
from caseload.models import AboutWhom, PastAttempts
from clinical.policy import DEFAULT
from clinical.risk import ResponseUrgency
from tests.caseload import plans
from tests.factories import caseload, referrals

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def with_concern(referral, priya, now):
    """A safeguarding referral of Priya's about a child."""
    safeguarding.refer(
        referral=referral,
        entry=safeguarding.SafeguardingEntry(
            about=AboutWhom.CHILD,
            concern="Her son is left alone at night",
            recipient="Children's social care",
            how_sent="by phone",
            has_consent=False,
            why_without_consent="The child is not safe",
            their_reference="MASH-77",
        ),
        owner_id=priya.pk,
        urgency=ResponseUrgency.SAME_DAY,
        form_key=uuid.uuid4(),
        by=priya,
        now=now,
        policy=DEFAULT,
    )
    return referral


def shown(client, reader, referral, tab="risk/"):
    client.force_login(reader)
    return client.get(f"/caseload/{referral.reference}/{tab}").content.decode()


def test_an_earlier_attempt_on_another_referral_is_said(client, priya, north, referral):
    earlier = referrals.ended(north, patient=referral.patient)
    caseload.RiskReviewFactory(referral=earlier, by=priya, past_attempts=PastAttempts.YES_NEW)

    page = shown(client, priya, referral)

    assert "A past attempt or self-harm was told on 9 June" in page


def test_of_a_referral_that_is_closed_to_the_reader_only_its_existence_and_whom_to_ask(
    client, priya, sam, leah, south, tom, referral
):
    theirs = caseload.in_treatment(tom, south, patient=referral.patient)
    caseload.RiskReviewFactory(referral=theirs, by=tom, keeps_safe="What Tom was told")
    caseload.risk_action(theirs, owner=tom, what="What Tom must do")

    for tab in ("", "risk/"):
        page = shown(client, priya, referral, tab)
        assert "What Tom was told" not in page
        assert "What Tom must do" not in page
    assert "South team: a risk plan is open. Ask Tom Ellis." in page
    assert "What Tom must do" in shown(client, leah, referral)


def test_an_ended_referral_of_another_team_says_to_ask_the_service_lead(
    client, priya, south, tom, referral
):
    ended = referrals.ended(south, patient=referral.patient)
    caseload.RiskReviewFactory(referral=ended, by=tom, keeps_safe="What Tom was told")

    page = shown(client, priya, referral)

    assert "What Tom was told" not in page
    assert "ended 1 June, South team: something about safety is on record." in page
    assert "Ask the service lead" in page


def test_a_referral_without_anything_about_safety_is_not_named(client, priya, south, referral):
    referrals.ended(south, patient=referral.patient)

    assert "South team" not in shown(client, priya, referral)


def test_safeguarding_is_read_by_those_who_need_it(client, priya, with_concern):
    page = shown(client, priya, with_concern)

    for words in ("Her son is left alone at night", "The child is not safe", "MASH-77"):
        assert words in page, words


def test_a_colleague_sees_only_that_it_exists_and_whom_to_ask(client, trainee, with_concern):
    for tab in ("", "risk/"):
        page = shown(client, trainee, with_concern, tab)

        for words in ("left alone", "The child is not safe", "MASH-77"):
            assert words not in page, words
    assert "A safeguarding referral was made. Ask Priya Raman, or the duty senior." in page


def test_the_plan_is_two_clicks_from_the_panel_too(client, priya, referral, now):
    plans.written(referral, by=priya, now=now)

    page = shown(client, priya, referral)

    assert page.count(f'href="/caseload/{referral.reference}/safety-plan/"') == 2
