"""Whatever is typed, sent twice, forged, or sent by a robot: clear words, nothing lost."""

from datetime import timedelta

import pytest
from django.test import Client

from clinical.policy import DEFAULT
from portal.links import hash_of
from portal.models import PatientMessage, QuestionnaireLink, ReferralDraft
from portal.referring import jobs
from referrals.models import Patient, Referral
from tests.factories.policy import PolicyChangeFactory
from tests.personas import NOW
from tests.portal.refer import TYPED, Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("duty", "north")]


@pytest.fixture
def person(clock):
    return Person()


@pytest.mark.parametrize(
    ("step", "typed", "said"),
    [
        ("safe", {"safe": ""}, "Choose how you are right now"),
        ("about-you", {"given_name": "  "}, "Enter your first name"),
        ("about-you", {"d": "31", "m": "2"}, "That day is not in the calendar"),
        ("about-you", {"y": "91"}, "Enter your date of birth in numbers"),
        ("about-you", {"y": "2091"}, "Check the year you were born."),
        ("about-you", {"y": "1791"}, "Check the year you were born."),
        ("about-you", {"y": "2010"}, "ring Childline on 0800 1111"),
        ("about-you", {"gp": "x" * 121}, "120 characters at most. This has 121."),
        ("problem", {"problem": " "}, "Write a few words about what is wrong"),
        ("problem", {"problem": "x" * 100_000}, "4000 characters at most. This has 100000."),
        ("contact", {"phone": "", "email": ""}, "Enter a phone number or an email address"),
        ("contact", {"phone": "ring me"}, "Enter a phone number with its area code"),
        ("contact", {"voicemail": ""}, "Choose if we can leave a voicemail"),
        ("contact", {"email": "jo@"}, "Enter an email address like name@example.com"),
        ("contact", {"email": "jo@example.com"}, "Choose if we can send you emails"),
        ("needs", {"needs": ["a lift"]}, "Choose one of the answers."),
        ("equality", {"ethnicity": "Z"}, "Choose one of the answers."),
    ],
)
def test_what_cannot_be_taken_is_said_beside_the_field_and_stays_typed(person, step, typed, said):
    person.so_far(step)

    response = person.fill(step, **typed)

    page = response.content.decode()
    assert response.status_code == 422
    assert page.count(said) == 2  # in the summary, and beside the field
    assert all(str(one) in page for one in typed.values() if step not in {"needs", "equality"})
    assert step not in ReferralDraft.objects.get().answers


def test_a_surgery_nobody_knows_is_taken_as_typed_shown_again_and_can_be_put_right(person):
    person.so_far("problem", about_you={"gp": "Dr Nobody, 1 Wrong Street"})

    assert "Dr Nobody, 1 Wrong Street" in person.get("about-you").content.decode()
    for step in ("problem", "contact", "needs", "equality"):
        person.fill(step)
    assert "Dr Nobody, 1 Wrong Street" in person.get("check").content.decode()
    right = person.client.post("/refer/about-you?check", TYPED["about-you"])
    assert right["Location"] == "/refer/check"
    person.send()
    assert Patient.objects.get().gp == "Mill Lane Surgery"


@pytest.mark.parametrize(
    ("step", "field"),
    [
        *(("about-you", name) for name in ("given_name", "family_name", "postcode", "gp")),
        *(("contact", name) for name in ("phone", "email", "best_time", "say_who")),
        ("needs", "other"),
        ("problem", "problem"),
    ],
)
def test_10000_characters_are_never_cut_off_and_never_kept_in_part(person, step, field):
    person.so_far(step)

    response = person.fill(step, **{field: "x" * 10_000})

    assert response.status_code == 422
    assert "x" * 10_000 in response.content.decode()
    assert step not in ReferralDraft.objects.get().answers


def test_agreeing_is_asked_for_and_what_was_typed_is_kept(person):
    person.so_far()

    page = person.client.post("/refer/check", {"gp": "NO"})

    assert page.status_code == 422
    assert "Tick the box to agree, or ring us instead" in page.content.decode()
    assert Patient.objects.count() == 0


def test_characters_that_no_record_holds_are_refused_in_words_for_patients(person):
    person.so_far("problem")

    for unreadable in ("a\x00b", "a\ud800b".encode("utf-8", "surrogatepass")):
        response = person.client.post("/refer/problem", {"problem": unreadable})
        assert response.status_code in {400, 422, 303}
        assert response.status_code != 400 or "This page did not work" in response.content.decode()


def test_sent_twice_it_is_one_patient_one_referral_one_message(person):
    person.refer()

    again = person.send()

    counts = [one.objects.count() for one in (Patient, Referral, PatientMessage)]
    assert (again["Location"], counts) == ("/refer/sent", [1, 1, 1])


def test_two_windows_that_send_one_form_make_one_referral(person, clock):
    """The second holds the draft as it was before the first sent it: the row decides."""
    from clinical.policy import DEFAULT
    from portal.actions import self_referrals

    person.so_far()
    stale = ReferralDraft.objects.get()
    person.send()

    referral = self_referrals.send(
        draft=stale, agreed=(), share_with_gp=False, equality={}, by=None, now=NOW, policy=DEFAULT
    )

    assert referral == Referral.objects.get()


def test_a_forged_token_and_one_whose_time_is_up_are_told_and_get_their_words_back(person, clock):
    person.so_far("problem")
    clock.shift(timedelta(minutes=61))
    stranger = Client()
    stranger.cookies["referring"] = "forged"

    for client in (person.client, stranger):
        response = client.post("/refer/problem", {"problem": "Half an hour of typing"})
        assert response.status_code == 410
        assert "Half an hour of typing" in response.content.decode()


def test_no_step_can_be_left_out_and_none_is_there_without_a_form(person):
    assert person.get("contact")["Location"] == "/refer/"
    person.so_far("about-you")

    assert person.get("contact")["Location"] == "/refer/about-you"
    assert person.get("check")["Location"] == "/refer/about-you"
    assert person.get("nonsense")["Location"] == "/refer/about-you"


def test_the_browser_has_a_token_alone_and_the_database_its_hash(person):
    response = person.start()

    cookie = response.cookies["referring"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/refer/")
    assert ReferralDraft.objects.get().token_hash == hash_of(cookie.value)
    assert person.get("safe")["Cache-Control"] == "no-store"


def test_leaving_quickly_cuts_this_browser_off(person):
    person.so_far("problem")

    person.get("leave")

    assert person.get("problem")["Location"] == "/refer/"


def test_a_robot_that_fills_the_box_nobody_sees_begins_nothing(person):
    response = person.client.post("/refer/", {"language": "en", "website": "http://spam.example"})

    assert response.status_code == 422
    assert ReferralDraft.objects.count() == 0


def _in_force(duty, *, rule, value):
    decided = {"approved_at": NOW, "approved_by": duty, "valid_from": NOW.date()}
    PolicyChangeFactory(rule=rule, value=str(value), **decided)


def test_the_service_may_be_for_younger_people_and_says_so(person, duty):
    _in_force(duty, rule="youngest_age", value=16)
    person.so_far("about-you")

    seventeen = person.fill("about-you", y="2009")
    fifteen = person.fill("about-you", y="2011")

    assert seventeen["Location"] == "/refer/problem"
    assert "for people aged 16 or over. If you are younger, talk to your GP" in (
        fifteen.content.decode()
    )
    assert "for people aged 16 or over" in Person().get().content.decode()


def test_a_form_is_kept_as_long_as_the_service_decided(person, duty, clock):
    _in_force(duty, rule="referral_form_minutes", value=30)
    person.so_far("problem")
    clock.shift(timedelta(minutes=31))

    assert person.get("problem").status_code == 410
    assert "If you stop for 30 minutes, we delete it." in Person().get().content.decode()


def test_one_address_cannot_begin_forms_without_end_and_another_still_can(person, duty):
    _in_force(duty, rule="referral_forms_begun", value=20)
    codes = [Person().start().status_code for _ in range(21)][-3:]

    elsewhere = Person(REMOTE_ADDR="192.0.2.9").start().status_code

    assert (codes, elsewhere) == ([303, 303, 429], 303)


def test_one_address_begins_no_end_of_worrying_forms_and_none_that_was_begun_is_dropped(
    duty, clock
):
    _in_force(duty, rule="referral_worries_begun", value=5)
    somebody = Person().so_far("problem")
    for _ in range(5):
        Person().so_far("needs", safe={"safe": "NO"})

    robot = Person().start()
    page = robot.content.decode()
    somebody.fill("problem", problem="I want to die")
    somebody.fill("contact")
    clock.shift(timedelta(minutes=31))

    assert (robot.status_code, "999" in page) == (429, True)
    assert jobs.pass_on_unsent(now=NOW + timedelta(minutes=31), policy=DEFAULT) == {"passed_on": 6}


def test_questions_are_offered_once_sent_and_never_needed(person):
    person.refer()
    assert "You do not have to answer them now." in person.get("sent").content.decode()

    response = person.client.post("/refer/questions")

    link = QuestionnaireLink.objects.get()
    assert (link.referral, link.measures) == (Referral.objects.get(), ["PHQ9", "GAD7"])
    assert person.client.get(response["Location"]).status_code == 200
    assert "Answer the questions" not in person.get("sent").content.decode()


@pytest.mark.parametrize(("language", "direction"), [("pl", "ltr"), ("ar", "rtl")])
def test_it_speaks_the_language_that_was_chosen_to_the_end(clock, language, direction):
    person = Person(language=language)
    person.so_far()

    page = person.get("check").content.decode()

    assert f'lang="{language}" dir="{direction}"' in page
    assert "Not answered" not in page
    person.send()
    assert Patient.objects.get().language == "en"  # as ticked on the page of needs
    assert f'lang="{language}"' in person.get("sent").content.decode()


def test_a_step_costs_the_same_few_queries_however_much_was_typed(
    person, django_assert_max_num_queries
):
    person.so_far("check")

    for step in ("safe", "contact", "check"):
        with django_assert_max_num_queries(4):
            person.get(step)
