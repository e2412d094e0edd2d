"""The service's own words: safe until decided, two people, by language, checked before proposed."""

from datetime import timedelta

import pytest

from audit.events import Event
from audit.models import AuditEntry
from clinical.errors import Refused
from policy import actions, wordings
from policy.models import Wording, WordingKey
from policy.wordings import USUAL, crisis_contacts
from staff.models import StaffMember
from tests.factories.policy import WordingFactory

pytestmark = pytest.mark.usefixtures("clock")

_K = WordingKey
_PATH = "/settings/wordings/neutral-name/"
_TYPED = {
    "language": "en",
    "text": "Riverside appointments",
    "valid_from": "2026-06-09",
    "why": "Agreed",
}


def _approved(by: StaffMember, now, **facts: object) -> Wording:
    return WordingFactory(approved_at=now, approved_by=by, valid_from=now.date(), **facts)


def _page(client, who: StaffMember, path: str = "/settings/wordings/") -> str:
    client.force_login(who)
    response = client.get(path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_until_decided_the_usual_words_hold(db, today, django_assert_num_queries):
    with django_assert_num_queries(1):
        held = wordings.texts(on=today)

    assert set(held) == set(WordingKey)
    assert held[_K.NEUTRAL_NAME] == "Your appointments team"
    assert held[_K.SERVICE_PHONE] == ""
    assert crisis_contacts(today) == USUAL


def test_the_usual_words_would_pass_their_own_checks(db, leah, now, today):
    for key, text in wordings.DEFAULTS.items():
        if key != _K.SERVICE_PHONE:  # nothing is delivered: no number of ours is known
            actions.propose_wording(
                key=key, language="en", text=text, valid_from=today, why="As it is", by=leah,
                now=now,
            )  # fmt: skip


def test_the_latest_approved_that_has_begun_holds(leah, sam, now, today):
    _approved(sam, now, text="First appointments", proposed_by=leah)
    _approved(sam, now, text="Second appointments", proposed_by=leah)
    WordingFactory(text="Only proposed", valid_from=today)
    later = _approved(sam, now, text="Later appointments", proposed_by=leah)
    assert wordings.text(_K.NEUTRAL_NAME, on=today) == "Later appointments"

    assert wordings.text(_K.NEUTRAL_NAME, on=today - timedelta(days=1)) == "Your appointments team"
    assert later.valid_from == today


def test_a_language_falls_back_to_english_word_by_word(sam, now, today):
    _approved(sam, now, key=_K.TEXT_RELAY, language="pl", text="Po polsku")
    _approved(sam, now, key=_K.NEUTRAL_NAME, text="Riverside appointments")

    held = wordings.texts(on=today, language="pl")

    assert held[_K.TEXT_RELAY] == "Po polsku"
    assert held[_K.NEUTRAL_NAME] == "Riverside appointments"


def test_crisis_contacts_are_read_line_by_line(sam, now, today):
    text = "Local crisis team | 0800 000 1111 | day and night\nnot a line\nEmergency | 999 |"
    _approved(sam, now, key=_K.CRISIS_NUMBERS, text=text)

    assert [one.number for one in crisis_contacts(today)] == ["0800 000 1111", "999"]


def test_a_wording_that_cannot_be_read_leaves_the_usual_contacts(sam, now, today):
    _approved(sam, now, key=_K.CRISIS_NUMBERS, text="nothing that can be read")

    assert crisis_contacts(today) == USUAL


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        (_K.NEUTRAL_NAME, "Northbrook Talking Therapies", "“talking” says what kind"),
        (_K.NEUTRAL_NAME, "NHS appointments", "“nhs” says what kind"),
        (_K.NEUTRAL_NAME, "Wellbeing service", "“wellbeing” says what kind"),
        (_K.NEUTRAL_NAME, "One\nTwo", "One line only"),
        (_K.NEUTRAL_NAME, "x" * 41, "40 characters at most; this has 41"),
        (_K.NEUTRAL_NAME, "  \n ", "Write the words"),
        (_K.SERVICE_PHONE, "ring us", "Give a phone number"),
        (_K.CRISIS_NUMBERS, "Samaritans 116 123", "Line 1: write it as name | number | when"),
        (_K.CRISIS_NUMBERS, "Emergency | 999 | now\nFriend | soon | day", "Line 2"),
        (_K.CRISIS_NUMBERS, "Samaritans | 116 123 | free", "Keep 999 among them"),
    ],
)
def test_words_that_cannot_stand_are_refused(leah, now, today, key, text, words):
    with pytest.raises(Refused, match="^" + words.replace("|", r"\|")) as refusal:
        actions.propose_wording(
            key=key, language="en", text=text, valid_from=today, why="Agreed", by=leah, now=now
        )

    assert refusal.value.field == "text"


def test_an_unknown_language_is_refused(leah, now, today):
    with pytest.raises(Refused, match="Choose a language"):
        actions.propose_wording(
            key=_K.NEUTRAL_NAME, language="xx", text="Riverside", valid_from=today, why="Agreed",
            by=leah, now=now,
        )  # fmt: skip


def test_proposed_approved_by_a_second_person_and_the_trail_never_holds_the_text(
    client, leah, sam, today
):
    client.force_login(leah)
    client.post(_PATH, _TYPED)
    proposal = Wording.objects.get()
    client.post(f"/settings/wordings/{proposal.pk}/approve")
    assert wordings.text(_K.NEUTRAL_NAME, on=today) == "Your appointments team"

    client.force_login(sam)
    client.post(f"/settings/wordings/{proposal.pk}/approve")

    assert wordings.text(_K.NEUTRAL_NAME, on=today) == "Riverside appointments"
    entries = AuditEntry.objects.filter(event=Event.WORDING_DECIDED)
    assert [entry.staff_id for entry in entries.order_by("pk")] == [leah.pk, sam.pk]
    assert "Riverside" not in str([entry.changes for entry in entries])
    assert "Approved by Sam Okafor" in _page(client, sam, _PATH)


def test_a_proposal_is_withdrawn_once(client, leah):
    proposal = WordingFactory(proposed_by=leah)
    client.force_login(leah)

    client.post(f"/settings/wordings/{proposal.pk}/withdraw")
    again = client.post(f"/settings/wordings/{proposal.pk}/withdraw", follow=True)

    assert "already been decided" in again.content.decode()
    assert "Withdrawn today at 10:24" in again.content.decode()


def test_a_preview_shows_the_words_as_seen_and_saves_nothing(client, leah):
    client.force_login(leah)
    typed = _TYPED | {"text": "Local team | 0800 000 1111 | always\nEmergency | 999 | now"}

    response = client.post("/settings/wordings/crisis-numbers/", typed | {"preview": "yes"})

    page = response.content.decode()
    assert "<b>Local team</b>: 0800 000 1111, always" in page
    assert "As it would be seen" in page
    assert not Wording.objects.exists()


@pytest.mark.parametrize("how", [{}, {"preview": "yes"}])
def test_bad_words_are_refused_beside_the_field_and_kept(client, leah, how):
    client.force_login(leah)

    response = client.post(_PATH, _TYPED | {"text": "Talking Therapies"} | how)

    page = response.content.decode()
    assert response.status_code == 422
    assert "says what kind of service this is" in page
    assert 'value="Talking Therapies"' in page
    assert not Wording.objects.exists()


@pytest.mark.parametrize("key", ["no-such", "NEUTRAL-NAME", "neutral_names"])
def test_a_wording_that_does_not_exist_is_not_found(client, leah, key):
    client.force_login(leah)

    assert client.get(f"/settings/wordings/{key}/").status_code == 404


@pytest.mark.parametrize("many", [5, 50])
@pytest.mark.parametrize("path", ["/settings/wordings/", _PATH])
def test_the_same_queries_for_five_and_fifty(client, leah, many, path, django_assert_num_queries):
    for _ in range(many):
        WordingFactory(proposed_by=leah)
    client.force_login(leah)

    with django_assert_num_queries(6):
        client.get(path)
