"""Decisions that ask for more: by how many sessions, to which colleague, about whom."""

from datetime import timedelta

import pytest

from clinical.errors import Refused
from clinical.policy import DEFAULT
from referrals.models import Referral, Status
from staff.models import Grade
from staff.roles import Role
from supervision.actions import decisions
from supervision.meeting.decided import Decided
from supervision.models import DecisionCode, SupervisionAction, SupervisionDecision
from tests import personas
from tests.supervision.meeting_pages import case, given, home

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def nia(north):
    return personas.member("Nia Price", role=Role.PWP, team=north, grade=Grade.PWP)


def test_extending_asks_how_many_and_plans_them(client, sam, opened, at_risk):
    client.force_login(sam)

    client.post(case(opened), given(code="EXTEND", sessions="2", what="To finish exposure"))

    decision = SupervisionDecision.objects.get()
    planned = at_risk.planned_sessions
    at_risk.refresh_from_db()
    assert decision.extra_sessions == 2
    assert at_risk.planned_sessions == planned + 2
    assert at_risk.updated_by == sam
    assert not SupervisionAction.objects.exists()
    record = client.get(f"/caseload/{at_risk.reference}/supervision/").content.decode()
    assert "2 more planned. To finish exposure" in record


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"sessions": ""}, "id_sessions", "Say by how many sessions."),
        ({"sessions": "13"}, "id_sessions", "Extend by 1 to 12 sessions."),
        ({"sessions": "12"}, "id_sessions", "40 sessions are planned at most; 39 are planned now."),
        ({"sessions": "1", "what": ""}, "id_what", "Say what is to be done."),
        ({"code": "TRANSFER"}, "id_colleague", "Choose the colleague."),
    ],
)
def test_what_a_decision_asks_for_is_said_beside_its_field(
    client, sam, opened, at_risk, changes, field, message
):
    Referral.objects.filter(pk=at_risk.pk).update(planned_sessions=39)
    client.force_login(sam)

    response = client.post(case(opened), given(code="EXTEND", what="Kept words") | changes)

    html = response.content.decode()
    assert response.status_code == 422
    assert f'id="{field}-error"' in html
    assert message in html
    assert not SupervisionDecision.objects.exists()
    at_risk.refresh_from_db()
    assert at_risk.planned_sessions == 39


@pytest.mark.parametrize("code", ["TRANSFER", "SECOND_OPINION"])
def test_a_case_is_handed_on_to_a_third_person_as_a_request(
    client, sam, priya, nia, opened, at_risk, code
):
    client.force_login(sam)

    client.post(
        case(opened),
        given(code=code, what="Lives near", colleague=str(nia.pk), due_on="2026-06-16"),
    )

    action = SupervisionAction.objects.get()
    at_risk.refresh_from_db()
    assert (action.owner, str(action.due_on)) == (nia, "2026-06-16")
    assert at_risk.carried_by == priya


def test_neither_of_the_two_nor_another_team_is_handed_a_case(
    client, sam, priya, tom, nia, inactive, opened
):
    client.force_login(sam)
    html = client.get(case(opened)).content.decode()
    offered = html[html.index('id="id_colleague"') :].split("</select>")[0]

    assert "Nia Price" in offered
    for person in (sam, priya, tom, inactive):
        assert person.full_name not in offered
        response = client.post(
            case(opened),
            given(code="TRANSFER", what="x", colleague=str(person.pk), due_on="2026-06-16"),
        )
        assert response.status_code == 422
        assert "Choose one of the people shown." in response.content.decode()
    assert not SupervisionAction.objects.exists()


def test_a_page_that_was_about_somebody_else_decides_nothing(client, sam, opened, quiet):
    client.force_login(sam)

    response = client.post(case(opened), given(what="Kept words", referral=quiet.reference))

    html = response.content.decode()
    assert response.status_code == 422
    assert "This page was about another case." in html
    assert "Kept words" in html
    assert not SupervisionDecision.objects.exists()


def test_a_discharged_referral_is_not_decided_about_and_the_words_stay(
    client, sam, opened, at_risk, today
):
    Referral.objects.filter(pk=at_risk.pk).update(
        ended_on=today, status=Status.ENDED, end_code="COMPLETED"
    )
    client.force_login(sam)

    response = client.post(case(opened), given(what="Kept words"))

    assert response.status_code == 422
    assert "This referral has ended" in response.content.decode()
    assert "Kept words" in response.content.decode()
    assert not SupervisionDecision.objects.exists()


def test_one_s_own_case_is_not_decided_about(client, sam, opened, at_risk):
    Referral.objects.filter(pk=at_risk.pk).update(carried_by=sam)
    client.force_login(sam)

    response = client.post(case(opened), given(what="Kept words"))

    assert response.status_code == 422
    assert "You carry this case: somebody else decides about it." in response.content.decode()
    assert "Kept words" in response.content.decode()
    assert not SupervisionDecision.objects.exists()


def test_a_risk_action_comes_back_on_the_card_with_what_became_of_it(
    client, sam, priya, opened, clock
):
    client.force_login(sam)
    client.post(
        case(opened),
        given(code="RISK_ACTION", what="Ring the GP", owner=str(priya.pk), due_on="2026-06-09"),
    )
    later = type(opened).objects.create(
        supervisor=sam,
        supervisee=priya,
        planned_on="2026-06-16",
        starts_at=opened.starts_at + timedelta(days=7),
        minutes=60,
    )
    clock.shift(timedelta(days=7))
    client.force_login(sam)

    html = client.get(f"{home(later)}cases/1/").content.decode()

    assert "9 June: risk action." in html
    assert "Ring the GP" in html
    assert "Not done yet." in html


def test_whoever_sends_something_else_than_the_page_hands_nothing_to_either_of_the_two(
    sam, priya, opened, now, today
):
    for person in (sam, priya):
        decided = Decided(
            DecisionCode.TRANSFER,
            today + timedelta(days=7),
            what="Lives near",
            owner=person,
            due_on=today,
        )
        with pytest.raises(Refused, match="neither of you"):
            decisions.record_decision(
                session=opened, place=1, decided=decided, by=sam, now=now, policy=DEFAULT
            )
    assert not SupervisionDecision.objects.exists()
