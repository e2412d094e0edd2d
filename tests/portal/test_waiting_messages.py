"""One message to people who wait, in one action: with consent, safe ways only, and never twice."""

from datetime import date, timedelta

import pytest

from caseload.models import OptIn, OptInAnswer, Reminder
from caseload.waiting.unanswered import pass_on_unanswered
from clinical.policy import DEFAULT
from jobs.models import OutboxEntry
from portal import message_jobs, wait_range
from portal.actions import replies, waiting_messages
from portal.actions.replies import Incoming
from portal.messages import token_of
from portal.models import Channel, InboundReply, MessageKind, MessageState, PatientMessage
from portal.wait_range import Weeks
from referrals.models import NextStep, Referral, TimelineNote
from tests.factories import caseload, referrals
from tests.factories.portal import PatientMessageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
_PAGE = "/referrals/messages"


def _person(team, name, number="07700 900123", **facts):
    agreed = {"patient__text_ok": True, "patient__phone": number, "patient__family_name": name}
    return referrals.waiting(team, **agreed | facts)


def _ten(team):
    return [_person(team, f"Text{n}", f"07700 9001{n:02d}") for n in range(10)]


def test_ten_people_get_one_message_in_one_action_and_a_second_press_sends_none(client, sam, north):
    people = _ten(north)
    client.force_login(sam)
    form = {"who": [one.reference for one in people], "kind": "WAITING"}

    client.post(_PAGE, form)
    again = client.post(_PAGE, form, follow=True)

    assert PatientMessage.objects.filter(kind=MessageKind.WAITING).count() == 10
    assert OutboxEntry.objects.filter(kind="patient_message").count() == 10
    assert TimelineNote.objects.filter(title="Waiting message").count() == 10
    assert "0 messages on the way. 10 people had it already." in again.content.decode()


def test_who_cannot_be_reached_by_a_message_is_named_with_what_to_do(client, sam, north):
    _person(north, "Texted")
    letter = {"patient__letter_ok": True, "patient__address": "1 Mill Lane"}
    silent = {"patient__text_ok": False}
    _person(north, "Unasked", **silent)
    _person(north, "Landline", "01632 960999")
    _person(north, "Written", "", **silent, **letter)
    client.force_login(sam)

    everybody = Referral.objects.values_list("reference", flat=True)
    page = client.get(_PAGE, {"all": " ".join(everybody)}).content.decode()
    client.post(_PAGE, {"who": list(everybody), "kind": "WAITING"})

    others = page.split("ring or write")[1]
    assert "Ring 07700 900123, no voicemail" in others
    assert "LANDLINE" in others
    assert "Write a letter" in others
    assert "TEXTED" not in others
    sent = PatientMessage.objects.get()
    assert sent.patient.family_name == "Texted"


def test_nobody_beyond_reach_and_nothing_chosen_is_sent(client, sam, north):
    person = _person(north, "Here")
    gone = referrals.ended(north, patient__text_ok=True)
    client.force_login(sam)

    nobody = client.get(_PAGE, follow=True).content.decode()
    nothing = client.post(_PAGE, {"who": [person.reference], "kind": "OTHER"})
    client.post(_PAGE, {"who": [gone.reference], "kind": "WAITING"})

    assert "Tick somebody first." in nobody
    assert nothing.status_code == 422
    assert "Choose what to send." in nothing.content.decode()
    assert not PatientMessage.objects.exists()


@pytest.mark.parametrize("people", [2, 12])
def test_the_page_costs_the_same_however_many_are_ticked(
    client, sam, north, people, django_assert_num_queries
):
    who = [_person(north, f"Person{n}").reference for n in range(people)]
    client.force_login(sam)
    client.get(_PAGE, {"who": who})

    with django_assert_num_queries(10):
        client.get(_PAGE, {"who": who})


def test_most_people_is_the_middle_eight_of_ten_and_never_a_few(priya, north, today):
    for days in range(19):
        started = caseload.in_treatment(priya, north)
        Referral.objects.filter(pk=started.pk).update(received_on=date(2026, 4, 1))
        _waited(started, days + 10, today)

    assert wait_range.weeks(on=today) is None
    _waited(caseload.in_treatment(priya, north), 30, today)

    assert wait_range.weeks(on=today) == Weeks(low=1, high=4)


def _waited(referral, days, today):
    first_on = today - timedelta(days=20)
    referral.summary.first_treatment_on = first_on
    referral.summary.received_on = first_on - timedelta(days=days)
    referral.summary.save()


@pytest.fixture
def asked(sam, north, now):
    """Somebody who was asked today whether they still want help; the message has left."""
    referral = _person(north, "Asked")
    waiting_messages.ask(referrals=[referral], by=sam, now=now, policy=DEFAULT)
    PatientMessage.objects.update(
        state=MessageState.HANDED_OVER, handed_over_at=now, to="+447700900123"
    )
    return referral


def _replies(words, now):
    reply = Incoming("in-1", Channel.TEXT, "07700 900123", words)
    return replies.file_reply(reply=reply, by=None, now=now, policy=DEFAULT)


def test_without_an_answer_they_are_asked_once_more_then_a_person_decides(asked, now):
    steps = []
    for days in (6, 7, 7, 13, 14, 14):
        at = now + timedelta(days=days)
        again = message_jobs.ask_again(now=at, policy=DEFAULT)["queued"]
        passed = pass_on_unanswered(now=at, policy=DEFAULT)["passed_on"]
        steps.append((again, passed))

    step = NextStep.objects.get(referral=asked, done_at__isnull=True)
    asked.refresh_from_db()
    assert steps == [(0, 0), (1, 0), (0, 0), (0, 0), (0, 1), (0, 0)]
    assert PatientMessage.objects.filter(kind=MessageKind.OPT_IN_AGAIN).count() == 1
    assert step.what == "Decide: no answer on whether they still want help"
    assert asked.is_open


@pytest.mark.parametrize(("words", "answer"), [("YES", OptInAnswer.YES), ("no", OptInAnswer.NO)])
def test_a_plain_reply_is_understood_and_a_no_ends_nothing(asked, now, words, answer):
    filed = _replies(words, now)

    asked.refresh_from_db()
    step = NextStep.objects.get(referral=asked, done_at__isnull=True)
    assert OptIn.objects.get().answer == answer
    assert filed.acted_at == now
    assert asked.is_open
    assert step.what.startswith("Decide: they said") is (answer is OptInAnswer.NO)


def test_any_other_reply_is_for_a_person_to_read(asked, now):
    filed = _replies("Who is this?", now)

    assert filed.acted_at is None
    assert OptIn.objects.get().answer == ""


def test_who_is_being_asked_or_has_an_appointment_is_not_asked(
    client, sam, priya, north, now, asked
):
    booked = caseload.allocated(priya, north, patient__text_ok=True)
    caseload.booked_contact(booked, at=now + timedelta(days=1))
    client.force_login(sam)

    client.post(_PAGE, {"who": [booked.reference, asked.reference], "kind": "OPT_IN"})

    assert OptIn.objects.count() == 1
    assert PatientMessage.objects.count() == 1


def test_who_has_an_appointment_by_now_is_not_asked_again(asked, priya, now):
    caseload.booked_contact(asked, at=now + timedelta(days=9), pwp=priya)

    assert message_jobs.ask_again(now=now + timedelta(days=7), policy=DEFAULT)["queued"] == 0


def test_a_no_to_whether_they_still_want_help_cancels_no_appointment(asked, priya, now):
    """It was asked after they were reminded: the latest question is the one that is answered."""
    booked = caseload.booked_contact(asked, at=now + timedelta(days=9), pwp=priya)
    PatientMessageFactory(
        referral=asked,
        patient=asked.patient,
        contact=booked,
        kind=MessageKind.REMINDER,
        state=MessageState.HANDED_OVER,
        handed_over_at=now,
        to="+447700900123",
        queued_at=now - timedelta(hours=1),
    )

    _replies("no", now)

    booked.refresh_from_db()
    assert booked.state == "BOOKED"
    assert OptIn.objects.get().answer == OptInAnswer.NO


@pytest.fixture
def page(asked):
    return f"/a/{token_of(PatientMessage.objects.get().key)}/"


@pytest.mark.parametrize(
    ("button", "answer", "said"),
    [
        ("confirm", OptInAnswer.YES, "You stay on our list."),
        ("cancel", OptInAnswer.NO, "until one of us has talked with you"),
    ],
)
def test_the_page_of_the_message_takes_a_yes_or_a_no_once(client, page, button, answer, said):
    before = client.get(page).content.decode()

    client.post(page, {"answer": button})
    client.post(page, {"answer": button})

    after = client.get(page).content.decode()
    assert "Yes, I still want to hear from you" in before
    assert "No, thank you" in before
    assert OptIn.objects.get().answer == answer
    assert InboundReply.objects.count() == 1
    assert said in after
    assert "Yes, I still want" not in after
    assert "Please ring me" in after


def test_no_more_messages_is_no_answer_and_nobody_is_said_to_read_it(client, page):
    client.post(page, {"answer": "stop"})

    stopped = client.get(page).content.decode()
    client.post(page, {"answer": "confirm"})

    assert "You get no more messages of this kind" in stopped
    assert "One of us reads it" not in stopped
    assert "Yes, I still want to hear from you" in stopped
    assert OptIn.objects.get().answer == OptInAnswer.YES


def test_please_ring_me_is_a_line_for_whoever_has_them(client, page, duty):
    client.post(page, {"answer": "ring"})

    assert "We will ring you" in client.get(page).content.decode()
    assert Reminder.objects.get().text.startswith("Ring them: they asked to be rung.")
    assert InboundReply.objects.get().acted_at is None
    assert OptIn.objects.get().answer == ""


def test_another_mind_after_the_answer_is_read_by_a_person(client, page, duty):
    client.post(page, {"answer": "cancel"})
    client.post(page, {"answer": "confirm"})

    assert OptIn.objects.get().answer == OptInAnswer.NO
    assert InboundReply.objects.filter(acted_at=None).count() == 1
    assert Reminder.objects.get().owner == duty


def test_whoever_is_at_risk_is_rung_and_asked_by_no_message(client, sam, priya, north):
    risky, other = _person(north, "Risky"), _person(north, "Other", "07700 900124")
    caseload.risk_action(risky, owner=priya)
    client.force_login(sam)
    form = {"who": [risky.reference, other.reference], "kind": "OPT_IN"}

    looked = client.get(_PAGE, {"who": form["who"]}).content.decode()
    sent = client.post(_PAGE, form, follow=True).content.decode()

    assert "to be rung, not asked by a message" in looked
    assert "1 message on the way. 1 person is to be rung instead" in sent
    assert PatientMessage.objects.get().referral == other
    assert not OptIn.objects.filter(referral=risky).exists()
    assert Reminder.objects.get().text.startswith("Ring them: ask whether")


def test_a_no_of_somebody_at_risk_by_now_is_rung_at_once(client, asked, page, priya, duty):
    caseload.risk_action(asked, owner=priya)

    again = message_jobs.ask_again(now=asked.opt_ins.get().asked_at + timedelta(8), policy=DEFAULT)
    client.post(page, {"answer": "cancel"})

    assert again["queued"] == 0
    assert Reminder.objects.get(owner=duty).text.startswith("Ring them: they answered")


@pytest.mark.parametrize("is_at_risk", [True, False])
def test_whoever_is_at_risk_and_asks_to_be_rung_is_the_duty_seniors_at_once(
    client, asked, page, priya, duty, is_at_risk
):
    if is_at_risk:
        caseload.risk_action(asked, owner=priya)
    notices = OutboxEntry.objects.filter(key__startswith="outside:", ids={"staff_id": duty.pk})

    client.post(page, {"answer": "ring"})

    assert Reminder.objects.get().text.startswith("Ring them: they asked to be rung.")
    assert notices.exists() is is_at_risk
