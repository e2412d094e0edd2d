"""Somebody answers a questionnaire by link: a birth date, one tap a question, Send."""

from datetime import timedelta

import pytest

from caseload.models import CaseFlag, RiskAction, RiskSignal, SignalSource
from outcomes.models import Mode, Sitting
from portal.models import LinkAnswer
from tests.portal.links import NINTH, Phone, link_for, tomorrow

pytestmark = pytest.mark.django_db

PHQ9 = (2, 1, 1, 2, 1, 1, 1, 1, 0)
GAD7 = (2, 1, 1, 1, 1, 1, 1)


def body(response):
    return response.content.decode()


def test_sixteen_taps_and_send_make_one_sitting_that_waits_on_the_session(let_in, link, contact):
    last = let_in.tap_all(*PHQ9, *GAD7)
    sent = let_in.send()

    contact.refresh_from_db()
    link.refresh_from_db()
    assert last["Location"].endswith("/check")
    assert sent["Location"].endswith("/finished")
    assert contact.sitting == link.sitting
    assert contact.sitting.mode == Mode.BY_LINK
    assert contact.questionnaire_back_at is not None
    assert dict(contact.sitting.scores.values_list("measure", "total")) == {"PHQ9": 10, "GAD7": 8}
    assert link.finished_at is not None


def test_a_right_birth_date_leads_to_the_first_question_and_each_tap_to_the_next(phone):
    first = phone.let_in()
    second = phone.tap(1, 2)

    assert first.status_code == second.status_code == 303
    assert first["Location"] == f"{phone.base}1"
    assert second["Location"] == f"{phone.base}2"
    assert "Little interest or pleasure in doing things?" in body(phone.get(1))
    assert 'aria-current="true"' in body(phone.get(1))


def test_what_was_answered_on_one_device_is_there_on_another(let_in, link):
    let_in.tap_all(1, 1, 1)
    other = Phone(link)

    assert other.get(2)["Location"] == other.base
    assert other.let_in()["Location"] == f"{other.base}4"
    assert 'aria-current="true"' in body(other.get(3))


def test_a_question_left_out_stays_blank_and_there_is_no_total(let_in, contact):
    let_in.tap_all(1, "skip", *PHQ9[2:], *GAD7)
    page = body(let_in.get("check"))
    let_in.send()

    contact.refresh_from_db()
    phq9 = contact.sitting.scores.get(measure="PHQ9")
    assert "You answered 15 of 16" in page
    assert "Not answered" in page
    assert phq9.answers[1] is None
    assert phq9.total is None
    assert contact.sitting.scores.get(measure="GAD7").total == 8


def test_an_item_nine_above_zero_shows_the_numbers_before_the_next_question(let_in, priya, duty):
    let_in.tap_all(*PHQ9[:8])

    tapped = let_in.tap(NINTH, 2)
    page = body(let_in.get("support"))

    assert tapped["Location"] == f"{let_in.base}support"
    assert page.index("tel:999") < page.index("Ask the service to ring me")
    assert page.index("Ask the service to ring me") < page.index("Carry on with the questions")
    assert "Nobody reads this round the clock." in page
    assert f'href="{let_in.base}10"' in page
    assert "sms:85258" in page


def test_the_flag_and_its_owner_are_there_before_the_page_with_the_numbers(let_in, referral, priya):
    let_in.tap(NINTH, 1)

    signal = RiskSignal.objects.get(referral=referral)
    action = RiskAction.objects.get(referral=referral)
    assert signal.source == SignalSource.LINK
    assert (signal.answer, signal.flag.cleared_at) == (1, None)
    assert action.owner == priya
    assert LinkAnswer.objects.get(item=NINTH).signal == signal


def test_changing_item_nine_to_zero_closes_nothing_and_up_again_is_a_new_signal(let_in, referral):
    let_in.tap(NINTH, 1)
    down = let_in.tap(NINTH, 0)
    up = let_in.tap(NINTH, 3)
    let_in.tap(NINTH, 3)

    assert down["Location"].endswith("/10")
    assert up["Location"].endswith("/support")
    assert CaseFlag.objects.filter(referral=referral, reason="risk", cleared_at=None).count() == 1
    assert sorted(RiskSignal.objects.values_list("answer", flat=True)) == [1, 3]


def test_sent_with_item_nine_above_zero_the_score_needs_no_second_signal(let_in, contact):
    let_in.tap_all(*PHQ9[:8], 2, *GAD7)
    let_in.send()

    contact.refresh_from_db()
    assert contact.sitting.scores.get(measure="PHQ9").item_nine == 2
    assert RiskSignal.objects.count() == 1


def test_asked_for_a_call_the_duty_senior_has_it_and_twice_is_once(let_in, referral, duty):
    let_in.tap(NINTH, 1)
    for _ in range(2):
        let_in.client.post(f"{let_in.base}support", {"next": "ring"})

    call = RiskAction.objects.get(referral=referral, what__startswith="Ring this person")
    assert call.owner == duty
    assert "We have asked the person on duty to ring you." in body(let_in.get("support"))


def test_asked_for_a_call_after_the_flag_was_closed_somebody_still_has_it(
    let_in, referral, duty, priya, now
):
    let_in.tap(NINTH, 1)
    RiskAction.objects.update(closed_at=now, closed_by=priya, outcome="Rang her")
    CaseFlag.objects.update(cleared_at=now, cleared_by=priya, cleared_how="Rang her")

    let_in.client.post(f"{let_in.base}support", {"next": "ring"})

    call = RiskAction.objects.get(closed_at=None)
    assert call.owner == duty
    assert call.flag.cleared_at is None


def test_the_list_of_answers_always_shows_item_nine(let_in):
    page = body(let_in.get("check"))

    assert "Thoughts of being better off dead, or of hurting yourself" in page


def test_changed_from_the_list_the_answer_leads_back_to_it(let_in):
    let_in.tap_all(*PHQ9, *GAD7)

    changed = let_in.tap(3, 0, check="")

    assert changed["Location"] == f"{let_in.base}check"
    assert LinkAnswer.objects.get(measure="PHQ9", item=3).value == 0


def test_no_page_carries_the_name_and_before_the_birth_date_nobodys(let_in, phone, link, priya):
    patient = link.referral.patient
    stranger = Phone(link)
    let_in.tap(NINTH, 1)

    pages = [let_in.get(step) for step in ("1", "9", "support", "check")]
    first = body(stranger.get())

    for page in (*map(body, pages), first):
        assert patient.family_name not in page
        assert patient.given_name not in page
    assert priya.given_name not in first
    assert "therap" not in first.lower()
    assert "10:24" not in first


def test_every_page_keeps_out_of_caches_referers_and_search_engines(let_in, link):
    for page in (let_in.get("1"), let_in.get("support"), Phone(link).get()):
        assert page["Referrer-Policy"] == "no-referrer"
        assert page["Cache-Control"] == "no-store"
        assert "noindex" in page["X-Robots-Tag"]
        assert "<script" not in body(page)


def test_help_stands_on_every_page(let_in, link):
    let_in.tap(NINTH, 1)
    for page in (Phone(link).get(), *(let_in.get(step) for step in ("1", "9", "support", "check"))):
        assert "tel:999" in body(page)


def test_the_cookie_is_for_this_link_alone_and_no_script_reads_it(phone, link, referral):
    phone.let_in()

    cookie = phone.client.cookies["answering"]
    other = link_for(tomorrow(referral, hours=48))
    phone.base = Phone(other).base
    assert cookie["httponly"]
    assert cookie["path"] == Phone(link).base
    assert cookie["samesite"] == "Lax"
    assert phone.get(1)["Location"] == phone.base


def test_half_an_hour_without_use_the_birth_date_is_asked_again(let_in, clock):
    let_in.tap(1, 1)
    clock.shift(timedelta(minutes=31))

    assert let_in.get(2)["Location"] == let_in.base


def test_looking_changes_nothing(let_in, link):
    before = Sitting.objects.count()
    for step in ("", "1", "support", "check", "finished"):
        let_in.get(step)

    link.refresh_from_db()
    assert Sitting.objects.count() == before
    assert LinkAnswer.objects.count() == 0
    assert link.finished_at is None
