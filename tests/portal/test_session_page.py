"""What came by link waits on the session page, and signing takes it over."""

from datetime import timedelta

import pytest

from caseload.actions import signed_notes
from caseload.actions.noted_by_messages import note_questionnaire_sent
from caseload.models import ContactState, RiskSignal, SignalSource
from clinical.policy import DEFAULT
from outcomes.models import Mode
from portal.actions import answers, closing
from portal.models import QuestionnaireLink
from portal.questionnaire.steps import steps_of
from tests import personas
from tests.caseload.session_forms import RISK, address, drawn

pytestmark = pytest.mark.django_db

PHQ9 = (2, 1, 1, 2, 1, 1, 1, 1, 0)
GAD7 = (2, 1, 1, 1, 1, 1, 1)


def noted(contact):
    """The message has left."""
    note_questionnaire_sent(contact_ids=[contact.pk], now=personas.NOW)


def answers_before(link, *values):
    """Answered by the evening before, and never sent."""
    for step, value in zip(steps_of(link), values, strict=False):
        answers.answer(link=link, step=step, value=value, by=None, now=personas.NOW, policy=DEFAULT)


def sent_before(link, *values):
    """Answered and sent the evening before."""
    answers_before(link, *values)
    closing.close(link=link, by=None, now=personas.NOW, policy=DEFAULT)


def seen(contact):
    """What a routine session sends when the questionnaires came by link."""
    return {
        "opening_location": "12 Mill Lane",
        "opening": "all",
        "attendance": "ATTENDED",
        "risk_asked": "NOTHING_NEW",
        "plan_done": "YES",
        "did": "Reviewed the diary.",
        "next": "ending",
    }


@pytest.fixture
def sent(let_in, contact):
    """Everything answered and sent; item 9 is 0."""
    let_in.tap_all(*PHQ9, *GAD7)
    let_in.send()
    contact.refresh_from_db()
    return contact


@pytest.fixture
def at_work(client, priya, clock, contact):
    """Priya, a minute after the session began."""
    clock.move_to(contact.starts_at + timedelta(minutes=1))
    client.force_login(priya)
    return client


def page(client, contact):
    return client.get(address(contact)).content.decode()


def sign(client, contact, **answers):
    fields = {**drawn(client, contact), **seen(contact), **answers}
    return client.post(address(contact, "sign"), fields)


def test_the_answers_stand_in_the_grid_and_the_page_says_how_they_came(sent, at_work):
    html = page(at_work, sent)
    fields = drawn(at_work, sent)

    assert "Answered by link" in html
    assert "Item 9 is 0." in html
    assert [fields[f"phq9_{n}"] for n in range(1, 10)] == list(map(str, PHQ9))
    assert "PHQ-9 (9 left)" not in html


def test_signing_takes_the_sitting_over_and_records_no_second_one(sent, at_work):
    before = sent.sitting

    response = sign(at_work, sent)

    sent.refresh_from_db()
    assert response.status_code == 303
    assert sent.state == ContactState.LOGGED
    assert sent.sitting == before
    assert sent.sitting.mode == Mode.BY_LINK
    assert sent.referral.sittings.filter(taken_at__gte=before.taken_at).count() == 1
    assert before.scores.count() == 2


def test_signed_again_with_the_same_form_it_is_the_first_result(sent, at_work):
    fields = {**drawn(at_work, sent), **seen(sent)}
    at_work.post(address(sent, "sign"), fields)

    again = at_work.post(address(sent, "sign"), fields)

    assert again.status_code == 303


def test_an_answer_that_is_different_on_the_call_stands_beside_the_one_by_link(sent, at_work):
    sign(at_work, sent, phq9_1="0")

    sent.refresh_from_db()
    now = sent.sitting.scores.get(measure="PHQ9", superseded_at=None)
    assert now.answers[0] == 0
    assert now.correction_reason == "Asked in the session"
    assert sent.sitting.first_answers()["PHQ9"] == PHQ9


def test_what_was_left_out_is_filled_in_and_a_whole_questionnaire_added(link, at_work, contact):
    sent_before(link, None, *PHQ9[1:])

    sign(at_work, contact, phq9_1="3", **{f"gad7_{n}": "1" for n in range(1, 8)})

    contact.refresh_from_db()
    totals = contact.sitting.scores.filter(superseded_at=None)
    assert dict(totals.values_list("measure", "total")) == {"PHQ9": 11, "GAD7": 7}


def test_an_item_nine_by_link_opens_the_risk_section_and_signing_waits(link, at_work, contact):
    sent_before(link, *PHQ9[:8], 2, *GAD7)

    refused = sign(at_work, contact)

    contact.refresh_from_db()
    assert refused.status_code == 200
    assert "risk section" in refused.content.decode()
    assert contact.state == ContactState.BOOKED
    assert "Item 9 is 2" in page(at_work, contact)


def test_signed_with_its_section_the_answer_by_link_has_one_signal_and_the_section_one(
    link, at_work, contact
):
    sent_before(link, *PHQ9[:8], 2, *GAD7)

    sign(at_work, contact, **{**RISK, "risk_thoughts": "NONE_NOW"})

    contact.refresh_from_db()
    assert contact.state == ContactState.LOGGED
    sources = RiskSignal.objects.filter(referral=contact.referral).values_list("source", flat=True)
    assert sorted(sources) == [SignalSource.LINK, SignalSource.RISK_SECTION]


def test_a_draft_that_only_repeats_the_answer_by_link_says_nothing_new(link, at_work, contact):
    sent_before(link, *PHQ9[:8], 2, *GAD7)

    at_work.post(address(contact, "draft"), drawn(at_work, contact))

    assert not RiskSignal.objects.filter(source=SignalSource.DRAFT).exists()


def test_while_somebody_is_still_answering_the_page_says_how_far(let_in, client, priya, contact):
    noted(contact)
    let_in.tap_all(1, 1, 1, 0)
    client.force_login(priya)

    html = page(client, contact)

    assert "Answering by link now: 4 of 16" in html
    assert "phq9_1" not in drawn(client, contact)


def test_not_sent_by_the_session_the_answers_are_there_with_every_worker_dead(
    at_work, contact, link
):
    noted(contact)
    answers_before(link, *PHQ9, *GAD7[:3])

    fields = drawn(at_work, contact)
    html = page(at_work, contact)

    assert [fields[f"phq9_{n}"] for n in range(1, 10)] == list(map(str, PHQ9))
    assert "GAD-7: 4 left out" in html
    assert QuestionnaireLink.objects.get(pk=link.pk).finished_at is None


def test_signing_ends_the_link_and_keeps_what_was_answered(at_work, contact, link):
    noted(contact)
    answers_before(link, *PHQ9)

    sign(at_work, contact, **{f"gad7_{n}": "0" for n in range(1, 8)})

    contact.refresh_from_db()
    link.refresh_from_db()
    assert link.finished_at is not None
    assert contact.sitting == link.sitting
    assert contact.sitting.answers_now()["PHQ9"] == PHQ9
    assert contact.sitting.answers_now()["GAD7"] == (0,) * 7


def test_a_withdrawn_note_takes_nothing_away_that_the_person_answered(sent, at_work, priya, now):
    sign(at_work, sent)
    sent.refresh_from_db()

    signed_notes.withdraw(
        contact=sent, reason="Wrong person", may_withdraw_any=False, by=priya, now=now
    )

    assert not sent.sitting.scores.filter(withdrawn_at__isnull=False).exists()


def today(client):
    return client.get("/today/").content.decode()


def test_today_says_sent_then_back_then_done(client, priya, clock, contact, link):
    clock.move_to(contact.starts_at - timedelta(hours=2))
    client.force_login(priya)
    assert "Ask on call" in today(client)

    noted(contact)
    assert ">Sent<" in "".join(today(client).split())

    answers_before(link, *PHQ9, *GAD7)
    closing.close(
        link=link, by=None, now=contact.starts_at - timedelta(hours=2, minutes=36), policy=DEFAULT
    )
    assert "Back 07:48" in today(client)


def test_a_sent_questionnaire_that_did_not_come_back_is_asked_on_the_call(at_work, contact):
    noted(contact)

    assert "Ask on call" in today(at_work)


def test_before_the_session_the_record_tells_the_scores_that_came(sent, client, priya):
    client.force_login(priya)

    record = client.get(f"/caseload/{sent.referral.reference}/").content.decode()

    assert "Questionnaires answered between sessions" in record
