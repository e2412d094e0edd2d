"""The pages' own words come in a language where the service has them, right to left too."""

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import trans_real

from outcomes.models import MeasureTranslation
from portal.catalogue import compiled
from portal.messages import token_of
from referrals.models import Patient
from tests.factories.policy import WordingFactory
from tests.factories.portal import sent
from tests.portal.links import NINTH, Phone, link_for, tomorrow

pytestmark = pytest.mark.django_db

# An invented locale: every word in brackets, so that a word that was not marked shows.
_HEADER = "Content-Type: text/plain; charset=UTF-8\n"
WORDS = ("What is your date of birth?", "Start", "Leave this one out", "Need help now?", "Back")


@pytest.fixture
def persian(tmp_path, monkeypatch):
    """A service that has a few words of its own in a language that does not ship."""
    place = tmp_path / "fa" / "LC_MESSAGES"
    place.mkdir(parents=True)
    place.joinpath("django.mo").write_bytes(
        compiled({"": _HEADER} | {word: f"[{word}]" for word in WORDS})
    )
    monkeypatch.setattr(settings, "LOCALE_PATHS", [str(tmp_path)])
    trans_real._translations.pop("fa", None)
    yield
    trans_real._translations.pop("fa", None)
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def phone_of(referral, clock):
    """The phone of somebody who reads this language."""

    def made(language, *, let_in=True):
        Patient.objects.update(language=language)
        referral.patient.refresh_from_db()
        phone = Phone(link_for(tomorrow(referral)))
        if let_in:
            phone.let_in()
        return phone

    return made


def page(response):
    return " ".join(response.content.decode().split())


def test_the_page_turns_round_with_its_words(persian, phone_of):
    phone = phone_of("fa", let_in=False)
    start = page(phone.get())
    phone.let_in()
    question = page(phone.get(1))

    assert '<html lang="fa" dir="rtl">' in start
    assert "[What is your date of birth?]" in start
    assert "[Leave this one out]" in question
    assert '<div lang="en" dir="ltr">' in question


def test_a_sentence_nobody_has_translated_is_english_and_says_so(persian, phone_of):
    start = page(phone_of("fa", let_in=False).get())

    assert '<span lang="en" dir="ltr">To check that it is you.' in start
    assert "<title>Your questions" in start


def test_without_words_in_that_language_the_page_is_english(phone_of):
    start = page(phone_of("bn", let_in=False).get())

    assert '<html lang="en-GB" dir="ltr">' in start
    assert 'lang="en" dir="ltr">To check' not in start


@pytest.mark.parametrize(
    ("language", "direction", "said"),
    [("pl", "ltr", "Jaka jest Twoja data urodzenia?"), ("ar", "rtl", "ما هو تاريخ ميلادك؟")],
)
def test_the_door_speaks_the_persons_language(phone_of, language, direction, said):
    start = page(phone_of(language, let_in=False).get())

    assert f'<html lang="{language}" dir="{direction}">' in start
    assert said in start


@pytest.mark.parametrize(
    ("language", "said", "ring", "nobody"),
    [
        ("pl", "Dziękujemy, że nam o tym mówisz", "Zadzwoń: 999", "Nikt nie czyta tego"),
        ("ar", "شكراً لإخبارنا", "اتصل بالرقم \u2066999\u2069", "لا أحد يقرأ هذا على مدار الساعة."),
    ],
)
def test_the_page_with_the_numbers_speaks_it_too(phone_of, language, said, ring, nobody):
    phone = phone_of(language)
    phone.tap(NINTH, 2)

    support = page(phone.get("support"))

    assert said in support
    assert ring in support
    assert nobody in support
    assert support.index('href="tel:999"') < support.index('value="ring"')
    assert 'lang="en"' not in support
    assert "Wednesday" not in support


def test_a_number_is_shown_in_the_order_in_which_it_is_dialled(phone_of):
    """Right to left, two groups of digits would change places: 123 116 rings nobody."""
    arabic = page(phone_of("ar").get("support"))

    assert "\u2066116 123\u2069" in arabic


def test_read_from_the_left_a_number_needs_no_marks(phone_of):
    assert ", 116 123<" in page(phone_of("pl").get("support"))


def test_the_check_page_says_which_answers_are_in_another_language(phone_of):
    phone = phone_of("ar")
    phone.tap(1, 2)
    phone.tap(2, "skip")

    check = page(phone.get("check"))

    assert '<td><span lang="en" dir="ltr">More than half the days</span></td>' in check
    left_out = '<td class="app-answers__open"><span lang="ar" dir="rtl">بدون إجابة</span></td>'
    assert left_out in check
    assert '<th scope="row"><span lang="en" dir="ltr">' in check
    assert '<th scope="row"><span lang="ar" dir="rtl">أفكار بأن الموت أفضل لك' in check


def test_translated_questions_stand_in_their_own_words_on_the_check_page(phone_of, now):
    MeasureTranslation.objects.create(
        measure="PHQ9",
        language="ar",
        language_name="Arabic",
        is_right_to_left=True,
        lead_in="Lead-in",
        items=[f"ar item {number}" for number in range(1, 10)],
        options=["ar never", "ar some", "ar half", "ar nearly"],
        licence="Licensed to this service",
        loaded_at=now,
    )
    phone = phone_of("ar")
    phone.tap(1, 2)

    check = page(phone.get("check"))

    assert '<th scope="row"><span lang="ar" dir="rtl">ar item 1</span></th>' in check
    assert '<td><span lang="ar" dir="rtl">ar half</span></td>' in check


def test_the_services_own_english_words_say_that_they_are_english(phone_of, sam, priya, now):
    WordingFactory(
        key="TEXT_RELAY",
        text="Ask for the relay.",
        proposed_by=priya,
        approved_by=sam,
        approved_at=now,
        valid_from=now.date(),
    )

    start = page(phone_of("ar", let_in=False).get())

    assert '<span lang="en" dir="ltr">Ask for the relay.</span>' in start


def test_the_page_that_a_message_names_speaks_the_language_of_the_message(referral, client, clock):
    message = sent(tomorrow(referral), language="pl")

    shown = page(client.get(f"/a/{token_of(message.key)}/"))

    assert '<html lang="pl" dir="ltr">' in shown
    assert "Odwołaj termin" in shown


def test_pages_of_staff_stay_english(client, priya, clock):
    client.force_login(priya)

    assert '<html lang="en-GB">' in page(client.get("/today/"))
