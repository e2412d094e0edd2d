"""Tokens forged, expired, used twice; answers that are none; a wrong birth date: clear words,
nothing lost, nothing half-saved.
"""

from datetime import timedelta

import pytest

from audit.models import AuditEntry
from caseload.models import RiskSignal
from clinical.policy import DEFAULT
from outcomes.models import Sitting
from portal import links as standings
from portal.actions import links
from portal.links import hash_of, token_of
from portal.models import LinkAnswer, QuestionnaireLink, UnknownToken
from tests.portal.links import BORN, WRONG, Phone, link_for

pytestmark = pytest.mark.django_db


def body(response):
    return response.content.decode()


def test_a_forged_token_gets_the_calm_page_with_the_numbers(client, link):
    forged = client.get("/q/AAAAAAAAAAAAAAAAAAAAAAAA/")

    assert forged.status_code == 404
    assert "This link cannot be opened" in body(forged)
    assert "tel:999" in body(forged)
    assert forged["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/q/x/", "/q/%00/", "/q/" + "A" * 500 + "/", "/q/../", "/q/"])
def test_no_token_is_too_strange_for_a_plain_answer(client, db, path):
    assert client.get(path).status_code in {400, 404}


def test_guessing_from_one_address_ends_and_the_right_token_waits_too(client, link, clock):
    for number in range(standings.MISSES_ALLOWED):
        client.get(f"/q/guess{number}/")

    assert client.get(Phone(link).base).status_code == 404
    assert UnknownToken.objects.count() == standings.MISSES_ALLOWED
    clock.shift(timedelta(minutes=16))
    assert client.get(Phone(link).base).status_code == 200


def test_the_token_stands_nowhere_but_in_its_message(phone, link):
    token = token_of(link)
    phone.let_in()
    phone.tap(1, 1)

    assert len(token) == 24
    assert link.token_hash == hash_of(token)
    assert token not in str(list(QuestionnaireLink.objects.values()))
    assert token not in str(list(AuditEntry.objects.values()))


def test_no_log_line_holds_the_token(phone, link):
    from tests.leak.canaries import Logged

    with Logged() as logged:
        phone.let_in()
        phone.tap(1, 1)

    assert "request_finished" in logged.text
    assert token_of(link) not in logged.text


def test_an_expired_link_says_that_it_ended_and_what_happens_now(phone, contact, clock):
    clock.move_to(contact.starts_at)

    page = phone.get()

    assert page.status_code == 410
    assert "we will ask you the rest on the call" in body(page)


def test_an_answer_after_the_session_began_is_not_kept_and_those_before_are(let_in, contact, clock):
    clock.move_to(contact.starts_at - timedelta(minutes=5))
    let_in.let_in()
    let_in.tap(1, 2)
    clock.move_to(contact.starts_at)

    late = let_in.tap(2, 2)

    assert late.status_code == 410
    assert "kept" in body(late)
    assert list(LinkAnswer.objects.values_list("item", "value")) == [(1, 2)]


def test_a_link_of_a_referral_that_ended_is_over(let_in, referral, today):
    type(referral).objects.filter(pk=referral.pk).update(
        ended_on=today, end_code="COMPLETED", status="ENDED"
    )

    assert let_in.tap(1, 1).status_code == 410
    assert not LinkAnswer.objects.exists()


def test_answered_after_send_nothing_changes(let_in):
    let_in.tap(1, 2)
    let_in.send()

    again = let_in.tap(1, 0)

    assert again["Location"].endswith("/finished")
    assert "Your answers are sent" in body(let_in.get("finished"))
    assert LinkAnswer.objects.get().value == 2


def test_sent_twice_it_is_one_sitting(let_in, referral):
    let_in.tap(1, 2)
    before = Sitting.objects.count()

    for _ in range(2):
        let_in.send()

    assert Sitting.objects.count() == before + 1


def test_opened_again_by_somebody_else_after_send_it_shows_nothing(let_in, link):
    let_in.tap(1, 2)
    let_in.send()

    other = Phone(link).get()

    assert other.status_code == 410
    assert "The answers have been sent." in body(other)


def test_opened_by_two_people_both_need_the_birth_date(let_in, link):
    let_in.tap(1, 2)
    other = Phone(link)

    assert other.tap(1, 0)["Location"] == other.base
    assert other.send()["Location"] == other.base
    assert LinkAnswer.objects.get().value == 2


def test_a_replayed_post_is_the_same_answer(let_in):
    for _ in range(3):
        let_in.tap(9, 1)

    assert LinkAnswer.objects.count() == RiskSignal.objects.count() == 1


@pytest.mark.parametrize("sent", ["4", "-1", "9", "99", "1.5", "x", "", "²", "١", "1 OR 1=1"])
def test_an_answer_out_of_range_is_refused_with_words(let_in, sent):
    page = let_in.tap(1, sent)

    assert page.status_code == 422
    assert "Choose one answer, or leave this one out." in body(page)
    assert "<title>Error:" in body(page)
    assert not LinkAnswer.objects.exists()


def test_half_a_form_is_refused_with_words(let_in):
    assert let_in.client.post(f"{let_in.base}1", {}).status_code == 422


@pytest.mark.parametrize("number", [0, 17, 99])
def test_a_question_that_is_none_leads_to_where_the_person_is(let_in, number):
    assert let_in.get(number)["Location"] == f"{let_in.base}1"


def test_a_wrong_birth_date_says_how_many_tries_are_left(phone):
    page = phone.client.post(phone.base, WRONG)

    assert page.status_code == 422
    assert "Tries left: 4." in body(page)
    assert phone.get(1)["Location"] == phone.base


def test_the_fifth_wrong_birth_date_locks_the_link_for_the_right_one_too(phone, link):
    pages = [phone.client.post(phone.base, WRONG) for _ in range(5)]
    right = phone.let_in()

    link.refresh_from_db()
    assert pages[-1].status_code == right.status_code == 403
    assert "We will ask you on the call." in body(right)
    assert "tel:999" in body(right)
    assert (link.wrong_birth_dates, link.locked_at is not None) == (5, True)


@pytest.mark.parametrize(
    "typed",
    [
        {"d": "31", "m": "2", "y": "1991"},
        {"d": "", "m": "", "y": ""},
        {"d": "4", "m": "5", "y": "91"},
        {"d": "four", "m": "5", "y": "1991"},
        {"d": "٤", "m": "5", "y": "1991"},
        {},
    ],
)
def test_what_is_no_date_is_no_try_and_stays_in_its_boxes(phone, link, typed):
    page = phone.client.post(phone.base, typed)

    link.refresh_from_db()
    assert page.status_code == 422
    assert link.wrong_birth_dates == 0
    assert all(f'value="{text}"' in body(page) for text in typed.values())


def test_a_forged_cookie_opens_nothing(phone, link):
    phone.client.cookies["answering"] = f"{link.pk}:1abcde:forged"

    assert phone.get(1)["Location"] == phone.base


def test_a_new_link_for_a_locked_one_ends_the_old_one_and_keeps_what_was_said(link, contact):
    let_in = Phone(link)
    let_in.let_in()
    let_in.tap(1, 2)
    for _ in range(5):
        Phone(link).client.post(let_in.base, WRONG)

    second = link_for(contact)

    link.refresh_from_db()
    contact.refresh_from_db()
    assert second.pk != link.pk
    assert link.sitting.answers_now()["PHQ9"][0] == 2
    assert contact.sitting == link.sitting


def test_a_link_nobody_used_is_simply_taken_back(link, priya, now):
    links.end_early(link=link, by=priya, now=now, policy=DEFAULT)

    assert Phone(link).get().status_code == 410
    assert not Sitting.objects.filter(mode="BY_LINK").exists()


def test_unknown_methods_are_refused(client, link):
    assert client.put(Phone(link).base, BORN).status_code == 405
