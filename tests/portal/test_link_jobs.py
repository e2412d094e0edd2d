"""What falls due with links: sent before a session, asked again, ended, forgotten. Safe twice."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from caseload.models import CareContact
from clinical.policy import DEFAULT
from clinical.problems import Problem
from jobs import outbox
from outcomes.models import MeasureTranslation, Sitting
from portal import link_jobs
from portal.actions import answers, closing
from portal.links import hash_of, token_of
from portal.models import (
    ExperienceAnswers,
    LinkKind,
    LocalMessage,
    MessageKind,
    MessageRule,
    PatientMessage,
    QuestionnaireLink,
    UnknownToken,
)
from portal.questionnaire.steps import steps_of
from referrals.models import DIED, Patient, ProblemDescriptor, Referral
from tests.factories.caseload import booked_contact, in_treatment
from tests.portal.links import Phone, link_for, tomorrow

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def agreed(referral):
    Patient.objects.update(text_ok=True)


def plan(now):
    return link_jobs.plan_questionnaires(now=now, policy=DEFAULT)["sent"]


def test_two_days_before_a_session_its_link_and_message_are_made_once(contact, agreed, now):
    sent = [plan(now) for _ in range(2)]

    link = QuestionnaireLink.objects.get()
    message = PatientMessage.objects.get()
    assert sent == [1, 0]
    assert (link.contact, link.measures, link.expires_at) == (
        contact,
        ["PHQ9", "GAD7"],
        contact.starts_at,
    )
    assert link.token_hash == hash_of(token_of(link))
    assert (message.kind, message.link) == (MessageKind.QUESTIONNAIRE, link)


@pytest.mark.parametrize("hours", [0.5, 49, 200])
def test_too_soon_or_too_late_is_not_sent(referral, agreed, now, hours):
    booked_contact(referral, at=now + timedelta(hours=hours))

    assert plan(now) == 0


def test_who_has_not_agreed_gets_none(contact, now):
    assert plan(now) == 0
    assert not QuestionnaireLink.objects.exists()


def test_the_rule_of_the_service_for_its_type_of_contact_holds(contact, agreed, now, today, leah):
    MessageRule.objects.create(contact_kind=contact.kind, valid_from=today, set_at=now, set_by=leah)

    assert plan(now) == 0


def test_a_session_cancelled_or_a_referral_ended_gets_none(contact, agreed, now):
    CareContact.objects.filter(pk=contact.pk).update(state="CANCELLED")

    assert plan(now) == 0


def test_asked_again_where_nobody_has_finished_and_only_once(contact, agreed, now):
    plan(now)
    CareContact.objects.filter(pk=contact.pk).update(questionnaire_sent_at=now)
    later = contact.starts_at - 6 * HOUR

    first = link_jobs.plan_nudges(now=later, policy=DEFAULT)
    again = link_jobs.plan_nudges(now=later, policy=DEFAULT)

    assert (first, again) == ({"sent": 1}, {"sent": 0})
    assert PatientMessage.objects.get(kind=MessageKind.NUDGE).link.contact == contact


def test_who_has_finished_is_not_asked_again(contact, agreed, now):
    plan(now)
    CareContact.objects.filter(pk=contact.pk).update(questionnaire_sent_at=now)
    closing.close(link=QuestionnaireLink.objects.get(), by=None, now=now, policy=DEFAULT)

    assert link_jobs.plan_nudges(now=contact.starts_at - 6 * HOUR, policy=DEFAULT) == {"sent": 0}


def _statements(act):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        act()
    return len(seen)


def test_a_batch_costs_the_same_for_few_and_for_many(priya, north, now):
    def people(number, *, first):
        for place in range(number):
            at = now + timedelta(hours=20, minutes=31 * (first + place))
            booked_contact(in_treatment(priya, north), at=at)
        Patient.objects.update(text_ok=True)

    people(2, first=0)
    few = _statements(lambda: plan(now))
    people(12, first=2)
    many = _statements(lambda: plan(now))

    assert QuestionnaireLink.objects.count() == 14
    assert many <= few + 2


def test_links_end_with_their_session_and_what_was_answered_counts(link, contact, now):
    for step in steps_of(link)[:9]:
        answers.answer(link=link, step=step, value=0, by=None, now=now, policy=DEFAULT)

    early = link_jobs.close_due_links(now=contact.starts_at - HOUR, policy=DEFAULT)
    due = link_jobs.close_due_links(now=contact.starts_at, policy=DEFAULT)
    again = link_jobs.close_due_links(now=contact.starts_at, policy=DEFAULT)

    contact.refresh_from_db()
    assert early == again == {"closed": 0, "failed": 0}
    assert due == {"closed": 1, "failed": 0}
    assert contact.sitting.answers_now() == {"PHQ9": (0,) * 9}


def test_a_link_nobody_opened_ends_without_a_sitting(link, contact):
    before = Sitting.objects.count()

    link_jobs.close_due_links(now=contact.starts_at, policy=DEFAULT)

    link.refresh_from_db()
    assert link.finished_at is not None
    assert Sitting.objects.count() == before


def test_one_that_cannot_be_closed_does_not_stop_the_others(
    link, contact, referral, now, monkeypatch
):
    other = link_for(tomorrow(referral, hours=30))
    close = closing.close

    def stumble(*, link, **rest):
        if link.pk == other.pk:
            raise closing.by_link.risk.Refused("Nobody is on duty.")
        return close(link=link, **rest)

    monkeypatch.setattr(closing, "close", stumble)
    counts = link_jobs.close_due_links(now=now + timedelta(days=3), policy=DEFAULT)

    assert counts == {"closed": 1, "failed": 1}


def test_tokens_that_ended_long_ago_name_nothing_and_guesses_are_forgotten(link, contact, now):
    UnknownToken.objects.create(address_hash="x", at=now)
    late = contact.starts_at + timedelta(days=31)

    counts = link_jobs.forget_tokens(now=late)

    assert counts == {"tokens": 1, "misses": 1}
    assert not QuestionnaireLink.objects.filter(token_hash=hash_of(token_of(link))).exists()
    assert link_jobs.forget_tokens(now=late) == {"tokens": 0, "misses": 0}


def test_every_token_that_is_due_is_forgotten_however_many_there_are(
    contact, referral, now, monkeypatch
):
    monkeypatch.setattr(link_jobs, "BATCH", 2)
    made = [link_for(tomorrow(referral, hours=25 + number)) for number in range(5)]
    young = link_for(tomorrow(referral, hours=24 * 10))

    counts = link_jobs.forget_tokens(now=contact.starts_at + timedelta(days=32))

    left = set(QuestionnaireLink.objects.values_list("token_hash", flat=True))
    assert counts["tokens"] == 5
    assert left == {f"forgotten-{link.pk}" for link in made} | {young.token_hash}


def _words_for(measure, *, now, language="en", count=5):
    return MeasureTranslation.objects.create(
        measure=measure,
        language=language,
        language_name=language,
        is_right_to_left=language == "ar",
        lead_in=f"Lead-in in {language}",
        items=[f"{language} {measure} {n}" for n in range(1, count + 1)],
        options=[str(n) for n in range(9 if measure == "WSAS" else 4)],
        licence="Licensed to this service",
        loaded_at=now,
    )


def test_a_problem_whose_measure_has_no_free_words_is_asked_the_usual_ones(contact):
    ProblemDescriptor.objects.update(problem=Problem.OCD.name)

    assert link_for(contact).measures == ["PHQ9", "GAD7"]


def test_the_questions_come_in_the_persons_language_right_to_left(contact, now, clock):
    Patient.objects.update(language="ar")
    _words_for("PHQ9", now=now, language="ar", count=9)
    contact.referral.refresh_from_db()
    link = link_for(CareContact.objects.get(pk=contact.pk))
    phone = Phone(link)
    phone.let_in()

    first = phone.get(1).content.decode()
    worry = phone.get(10).content.decode()

    assert 'lang="ar" dir="rtl"' in first
    assert "ar PHQ9 1" in first
    assert 'lang="en" dir="ltr"' in worry


def ended(referral, today):
    Referral.objects.filter(pk=referral.pk).update(
        ended_on=today - timedelta(days=1), status="ENDED", end_code="COMPLETED"
    )
    referral.refresh_from_db()


def test_when_it_is_over_somebody_is_asked_how_it_was_once(referral, agreed, now, today):
    ended(referral, today)

    sent = [link_jobs.plan_experience(now=now, policy=DEFAULT)["sent"] for _ in range(2)]

    link = QuestionnaireLink.objects.get()
    assert sent == [1, 0]
    assert (link.kind, link.measures) == (LinkKind.EXPERIENCE, ["TREATMENT"])
    assert PatientMessage.objects.get().kind == MessageKind.EXPERIENCE


@pytest.mark.parametrize("code", DIED)
def test_somebody_who_died_is_never_asked_how_it_was(referral, agreed, now, today, code):
    ended(referral, today)
    Referral.objects.filter(pk=referral.pk).update(end_code=code)

    assert link_jobs.plan_experience(now=now, policy=DEFAULT) == {"sent": 0}
    assert not PatientMessage.objects.exists()


def test_nor_is_somebody_who_died_while_on_another_referral(referral, agreed, now, today, north):
    ended(referral, today)
    Referral.objects.filter(pk=in_treatment(referral.carried_by, north).pk).update(
        patient=referral.patient_id, ended_on=today, status="ENDED", end_code=DIED[0]
    )

    assert link_jobs.plan_experience(now=now, policy=DEFAULT) == {"sent": 0}


@pytest.mark.parametrize("code", DIED)
def test_what_was_queued_before_it_was_known_that_they_died_is_not_sent(
    referral, agreed, now, today, code
):
    ended(referral, today)
    link_jobs.plan_experience(now=now, policy=DEFAULT)
    Referral.objects.filter(pk=referral.pk).update(end_code=code)

    outbox.relay(now=now)

    message = PatientMessage.objects.get()
    assert (message.state, message.why_failed) == ("NOT_SENT", "This person has died.")
    assert not LocalMessage.objects.exists()


def test_what_they_say_of_the_service_is_kept_and_is_no_score(referral, agreed, now, today, clock):
    ended(referral, today)
    link_jobs.plan_experience(now=now, policy=DEFAULT)
    before = Sitting.objects.count()
    phone = Phone(QuestionnaireLink.objects.get())

    phone.let_in()
    phone.tap_all(4, 3, "skip", 4, 4, 0)
    check = phone.get("check").content.decode()
    phone.send(comments="You were kind.")

    said = ExperienceAnswers.objects.get()
    assert "Is there anything you want to tell us" in check
    assert "They are no part of your treatment." in check
    assert (said.stage, said.comments) == ("TREATMENT", "You were kind.")
    assert said.answers == {
        "TREATMENT1": 4,
        "TREATMENT2": 3,
        "TREATMENT4": 4,
        "TREATMENT5": 4,
        "TREATMENT6": 0,
    }
    assert Sitting.objects.count() == before


def test_comments_too_long_are_kept_on_the_page_with_the_reason(
    referral, agreed, now, today, clock
):
    ended(referral, today)
    link_jobs.plan_experience(now=now, policy=DEFAULT)
    phone = Phone(QuestionnaireLink.objects.get())
    phone.let_in()

    page = phone.send(comments="x" * 2001)

    assert page.status_code == 422
    assert "2,000 characters at most. This has 2001." in page.content.decode()
    assert "x" * 2001 in page.content.decode()
    assert not ExperienceAnswers.objects.exists()
