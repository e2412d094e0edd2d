"""The pages' own words come in a language where the service has them, right to left too."""

import struct

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import trans_real

from referrals.models import Patient
from tests.portal.links import Phone, link_for, tomorrow

pytestmark = pytest.mark.django_db

# An invented locale: every word in brackets, so that a word that was not marked shows.
WORDS = ("What is your date of birth?", "Start", "Leave this one out", "Need help now?", "Back")


def catalogue(words):
    """The bytes of a .mo file."""
    pairs = sorted({"": "Content-Type: text/plain; charset=UTF-8\n", **words}.items())
    keys = [key.encode() for key, _ in pairs]
    texts = [text.encode() for _, text in pairs]
    start = 28 + 16 * len(pairs)
    offsets, data = [], b""
    for chunk in (keys, texts):
        for text in chunk:
            offsets.append((len(text), start + len(data)))
            data += text + b"\0"
    header = struct.pack(
        "<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start + len(data)
    )
    return header + b"".join(struct.pack("<2I", *one) for one in offsets) + data


@pytest.fixture
def arabic(tmp_path, monkeypatch):
    """A service that has its own words in Arabic."""
    place = tmp_path / "ar" / "LC_MESSAGES"
    place.mkdir(parents=True)
    place.joinpath("django.mo").write_bytes(catalogue({word: f"[{word}]" for word in WORDS}))
    monkeypatch.setattr(settings, "LOCALE_PATHS", [str(tmp_path)])
    trans_real._translations.pop("ar", None)
    yield
    trans_real._translations.pop("ar", None)
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def phone_of_somebody_who_reads_arabic(referral, clock):
    Patient.objects.update(language="ar")
    referral.patient.refresh_from_db()
    return Phone(link_for(tomorrow(referral)))


def test_the_page_turns_round_with_its_words(arabic, phone_of_somebody_who_reads_arabic):
    phone = phone_of_somebody_who_reads_arabic
    start = phone.get().content.decode()
    phone.let_in()
    question = phone.get(1).content.decode()

    assert '<html lang="ar" dir="rtl">' in start
    assert "[What is your date of birth?]" in start
    assert "[Leave this one out]" in question
    assert 'lang="en" dir="ltr"' in question


def test_without_words_in_that_language_the_page_is_english(phone_of_somebody_who_reads_arabic):
    page = phone_of_somebody_who_reads_arabic.get().content.decode()

    assert '<html lang="en-GB" dir="ltr">' in page
