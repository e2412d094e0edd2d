"""The words of messages: neutral in every language, and nothing in them of the person's care."""

import itertools
import re
from datetime import UTC, datetime

import pytest

from caseload.models import ContactKind
from policy.models import WordingKey
from portal import messages
from portal.messages import Facts
from portal.models import Channel, MessageKind
from portal.phrases import LANGUAGES
from tests.walks import walked

_AT = datetime(2026, 10, 25, 9, 30, tzinfo=UTC)  # 09:30 in London, the clocks went back that night
_TEXTS = {
    WordingKey.NEUTRAL_NAME: "Your appointments team",
    WordingKey.SERVICE_NAME: "Northbrook Talking Therapies",
    WordingKey.SERVICE_PHONE: "01632 960100",
}
# Whatever would tell somebody who reads over a shoulder what this is about.
_TELLING = re.compile(
    r"therap|mental|health|depress|anxi|PHQ|GAD|WSAS|score|risk|safe|suicid|treatment|session|"
    r"assessment|PWP|step 2|clinic|NHS|mood|worr|terap|zdrow|psych|leczen|علاج|نفسي|صحة|اكتئاب|قلق",
    re.IGNORECASE,
)
EVERYTHING = list(itertools.product(MessageKind, Channel, LANGUAGES, (True, False), (True, False)))


def _words(**changes: object) -> messages.Words:
    facts = {
        "kind": MessageKind.REMINDER,
        "channel": Channel.TEXT,
        "language": "en",
        "full_name_ok": False,
        "starts_at": _AT,
        "may_confirm": True,
        "may_cancel": True,
        "answer": "https://example.org/a/token/",
        "link": "https://example.org/q/token/",
    }
    return messages.words(Facts(**facts | changes), texts=_TEXTS)


@walked(("kind", "channel", "language", "confirm", "cancel"), EVERYTHING)
def test_no_message_says_what_kind_of_service_it_is(
    kind: MessageKind, channel: Channel, language: str, confirm: bool, cancel: bool
) -> None:
    written = _words(
        kind=kind, channel=channel, language=language, may_confirm=confirm, may_cancel=cancel
    )

    everything = f"{written.sender} {written.subject} {written.body}"
    assert not _TELLING.search(everything)
    assert not {label.lower() for label in ContactKind.labels} & set(everything.lower().split())
    assert "{" not in everything
    assert written.body.startswith("Your appointments team: ")


def test_the_facts_of_a_message_hold_no_person() -> None:
    """Nothing that names anybody can be put into the words: the facts do not have it."""
    assert set(Facts.__dataclass_fields__) == {
        *("kind", "channel", "language", "full_name_ok", "starts_at"),
        *("may_confirm", "may_cancel", "answer", "link", "weeks"),
    }


def test_the_full_name_is_used_only_where_the_person_agreed() -> None:
    assert _words(full_name_ok=True).body.startswith("Northbrook Talking Therapies: ")
    assert _words(full_name_ok=True).sender == "Northbrook Talking Therapies"
    assert _words(full_name_ok=False).sender == "Your appointments team"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "you have an appointment on Sunday 25 October at 09:30."),
        ("pl", "przypominamy o umówionym terminie: niedziela, 25 października, godz. 09:30."),
        ("ar", "لديك موعد يوم الأحد 25 أكتوبر الساعة 09:30."),
        ("xx", "you have an appointment on Sunday 25 October at 09:30."),
    ],
)
def test_each_language_says_day_and_local_time_and_english_stands_in(
    language: str, said: str
) -> None:
    assert said in _words(language=language).body


@pytest.mark.parametrize(
    ("confirm", "cancel", "said", "unsaid"),
    [
        (True, True, "Reply YES to confirm or CANCEL to cancel", "xxx"),
        (True, False, "Reply YES to confirm, or use", "CANCEL"),
        (False, True, "Reply CANCEL to cancel", "YES"),
        (False, False, "Reply STOP", "/a/"),
    ],
)
def test_only_what_the_rule_allows_is_offered(
    confirm: bool, cancel: bool, said: str, unsaid: str
) -> None:
    body = _words(may_confirm=confirm, may_cancel=cancel).body

    assert said in body
    assert unsaid not in body


def test_everybody_is_told_how_to_stop_them() -> None:
    assert "Reply STOP" in _words(kind=MessageKind.MISSED).body
    by_email = _words(kind=MessageKind.MISSED, channel=Channel.EMAIL).body
    assert "For no more emails: https://example.org/a/token/" in by_email


def test_who_was_missed_is_told_the_number_where_there_is_one() -> None:
    with_number = _words(kind=MessageKind.MISSED).body
    without = messages.words(
        Facts(MessageKind.MISSED, Channel.TEXT, "en", False, None, True, True, "", ""),
        texts=_TEXTS | {WordingKey.SERVICE_PHONE: ""},
    ).body

    assert "ring 01632 960100" in with_number
    assert "get in touch" in without


def test_a_number_in_arabic_is_shown_in_the_order_in_which_it_is_dialled() -> None:
    """Right to left, its two groups would change places."""
    said = _words(kind=MessageKind.MISSED, language="ar").body

    assert "\u206601632 960100\u2069" in said


def test_every_language_has_every_kind() -> None:
    for phrases in LANGUAGES.values():
        assert set(phrases.said) == set(phrases.subjects) == set(MessageKind)
